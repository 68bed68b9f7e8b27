import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  const [line] = await runReadmeExample(import.meta.url);
  expect(line).toMatch(/^step (10|20): \d+ of 50$/);
});
