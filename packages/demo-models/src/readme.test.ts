import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual(['tiny-roberta: roberta, folder tiny-roberta', 'tiny-t5: t5, folder tiny-t5']);
});
