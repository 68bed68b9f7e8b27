import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import * as runtime from './index.ts';
import { fixtureFolder } from './test-support/fixtures.ts';

const packageFolder = join(fileURLToPath(import.meta.url), '../..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

test('the example of the README runs', async () => {
  const example = /```js\n([\s\S]*?)```/.exec(readme)![1]!;
  const imported = [...example.matchAll(/import \{ (.*) \} from '@skill-neurons\/runtime'/g)].flatMap(([, names]) => names!.split(', '));
  const body = example.replace(/^import .*\n/gm, '').replace("useBackend('auto')", "useBackend('wasm')").replace("'model'", 'folder');
  const run = new Function('tf', 'folder', 'console', ...imported, `return (async () => { ${body}\n return { logits, suppressed, shapes }; })();`);
  const values = imported.map((name) => (runtime as Record<string, unknown>)[name]);
  const { logits, suppressed, shapes } = (await run(tf, fixtureFolder('roberta'), { log: () => undefined }, ...values)) as { logits: tf.Tensor; suppressed: tf.Tensor; shapes: number[][] };
  expect(logits.shape).toEqual([2, 2]);
  expect(await suppressed.data()).not.toEqual(await logits.data());
  expect(shapes).toEqual([[2, 3, 64], [2, 3, 64]]);
});
