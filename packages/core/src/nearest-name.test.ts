import { nearestName } from './nearest-name.ts';

test.each([
  ['filsm', 'films'],
  ['film', 'films'],
  ['sst-2', 'sst2'],
  ['SST2', 'sst2'],
  ['questoins', 'questions'],
  ['weather', undefined],
  ['', undefined],
])('%p is most likely %p', (typed, meant) => {
  expect(nearestName(typed, ['events', 'films', 'questions', 'sst2'])).toBe(meant);
});

test('of several near ones it is the nearest', () => {
  expect(nearestName('neurons', ['neuron', 'neurons', 'neutrons'])).toBe('neurons');
});
