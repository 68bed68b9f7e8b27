import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  const lines = await runReadmeExample(import.meta.url);
  expect(lines[0]).toBe('films (sentiment): 800 train, 200 test, 320 adversarial');
  expect(lines).toHaveLength(9);
  expect(lines[8]).toBe('true');
});
