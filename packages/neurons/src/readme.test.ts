import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  const [best, skill, random] = await runReadmeExample(import.meta.url);
  expect(best).toMatch(/^best neuron of layer 0: \d+, predictivity [01]\.\d\d$/);
  // Nothing is suppressed at 0 %, whatever the ranking.
  expect(skill!.split(',')[0]).toBe(random!.split(',')[0]);
});
