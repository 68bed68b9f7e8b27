import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual([
    '3',
    '87.5 % [82.2, 91.4]',
    '0.8',
    'films.yaml: the split has no rows - check the where filter',
  ]);
});
