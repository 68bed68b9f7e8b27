import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual([expect.stringMatching(/^\d\d jobs, 56 evaluations$/)]);
});
