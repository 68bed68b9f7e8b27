import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual(['0.0000', 'true true']);
});
