import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual(['succeeded: charming changed, 1 of 8 words']);
});
