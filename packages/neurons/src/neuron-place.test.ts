import { assertNeurons } from './neuron-place.ts';

const space = { layers: 2, width: 3, stack: 'encoder' } as const;

test('neurons of the grid pass', () => {
  expect(() => assertNeurons([{ layer: 0, neuron: 0 }, { layer: 1, neuron: 2 }], space, 'model')).not.toThrow();
});

test.each([[2, 0], [0, 3], [-1, 0], [0, -1], [Number.NaN, 0], [0, 0.5]])('%d.%d is no neuron', (layer, neuron) => {
  expect(() => assertNeurons([{ layer, neuron }], space, 'model')).toThrow(expect.objectContaining({ code: 'NEURON_GRID', where: 'model' }));
});
