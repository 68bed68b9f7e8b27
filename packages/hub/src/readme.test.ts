import { runReadmeExample } from '@skill-neurons/tooling-jest/readme-example';

test('the example of the README runs', async () => {
  expect(await runReadmeExample(import.meta.url)).toEqual(['config.json model.safetensors tokenizer.json 11', 'config.json 0']);
});
