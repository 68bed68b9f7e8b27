import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as data from './index.ts';
import { folderWith } from './task.test.helper.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)![1]!;

const words = ['<s>', '</s>', '<pad>', '<mask>', '<unk>'];
const vocabulary = [...words, 'a', 'good', 'bad', 'film', 'so'];
const tokenizerJson = JSON.stringify({
  added_tokens: words.map((content, id) => ({ id, content, special: true, single_word: false, lstrip: false, rstrip: false, normalized: false })),
  normalizer: null,
  pre_tokenizer: { type: 'WhitespaceSplit' },
  post_processor: null,
  decoder: null,
  model: { type: 'WordPiece', unk_token: '<unk>', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])) },
});

test('the example of the README runs', async () => {
  const folder = await folderWith({ 'model/tokenizer.json': tokenizerJson, 'film.yaml': block('yaml'), 'film.tsv': block('tsv') });
  const lines: unknown[][] = [];
  // Paths are resolved in the temporary folder, printing is recorded, and the import is that of this package.
  const code = block('js').replace(/import (\{.*\}) from '@skill-neurons\/data';/, 'const $1 = data;').replaceAll("'model'", `'${join(folder, 'model')}'`).replaceAll("'film.yaml'", `'${join(folder, 'film.yaml')}'`);
  const run = new Function('data', 'console', `return (async () => { ${code} })();`) as (d: typeof data, c: object) => Promise<void>;
  await run(data, { log: (...values: unknown[]) => lines.push(values) });
  expect(lines).toHaveLength(1);
  const [size, length, labels, ids] = lines[0] as [number, number, number[], number[]];
  expect([size, length, ids]).toEqual([3, 8, [7, 6]]);
  expect(labels.sort()).toEqual([0, 1, 1]);
});
