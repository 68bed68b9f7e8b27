// How many shapes, each a compiled session, and how much padding different roundings of a batch's length give. After `pnpm build`:
//   node bench/buckets.mjs <data folder> <folder with tokenizer.json> [task=sst2] [batch=16] [prompt=100] [compile=0.25] [token=1.2]
// compile: seconds to compile one shape; token: milliseconds of a training step per token. Both as measured on your machine.
import { fileURLToPath } from 'node:url';
import { encodeExamples, loadExamples, loadTask, loadTokenizer, makeBatches } from '@skill-neurons/data';

const [dataFolder, tokenizerFolder, ...settings] = process.argv.slice(2);
const { task: name = 'sst2', batch = 16, prompt = 100, compile = 0.25, token = 1.2 } = Object.fromEntries(settings.map((setting) => setting.split('=')));
const tokenizer = await loadTokenizer(tokenizerFolder);
const task = await loadTask(fileURLToPath(new URL(`../../../datasets/tasks/${name}.yaml`, import.meta.url)));

const multipleOf = (step) => (length) => Math.ceil(length / step) * step;
const rules = {
  'exact': (length) => length,
  'multiple of 4': multipleOf(4),
  'multiple of 8': multipleOf(8),
  'multiple of 16': multipleOf(16),
  'multiple of 32': multipleOf(32),
  // Steps of an eighth to a quarter of the length.
  'geometric, 4 per octave': (length) => multipleOf(Math.max(4, 2 ** (Math.floor(Math.log2(length)) - 2)))(length),
  'powers of 2': (length) => 2 ** Math.ceil(Math.log2(length)),
  'always the longest': () => task.maxLength['masked-lm'],
};

/** Each rule on the same batches: the rounding does not change which examples come together. */
function report(title, encoded, shuffleSeed) {
  const lengths = encoded.map(({ ids }) => ids.length).sort((a, b) => a - b);
  const quantile = (part) => lengths[Math.min(lengths.length - 1, Math.floor(part * lengths.length))];
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const useful = tokens + Number(prompt) * lengths.length;
  const options = { batchSize: Number(batch), padId: 1, multipleOf: 1, ...(shuffleSeed === undefined ? {} : { shuffleSeed }) };
  const batches = [...makeBatches(encoded, options)].map(({ size, length }) => ({ size, length }));
  const rows = Object.entries(rules).map(([rule, round]) => {
    const limit = task.maxLength['masked-lm'];
    const rounded = batches.map(({ size, length }) => ({ size, length: Math.min(round(length), limit) }));
    const shapes = new Set(rounded.map(({ size, length }) => `${size}x${length}`)).size;
    const computed = rounded.reduce((sum, { size, length }) => sum + size * (length + Number(prompt)), 0);
    const seconds = (computed * Number(token)) / 1000;
    return {
      rule, shapes, 'text padding %': percent(computed - Number(prompt) * lengths.length, tokens), 'work wasted %': percent(computed, useful),
      'padding s': Number((seconds - (useful * Number(token)) / 1000).toFixed(1)), 'compiling s': Number((shapes * Number(compile)).toFixed(1)),
    };
  });
  process.stdout.write(`\n${title}: ${lengths.length} examples, tokens ${quantile(0.05)} / ${quantile(0.5)} / ${quantile(0.95)} / ${lengths.at(-1)} (5 %, median, 95 %, longest)\n`);
  for (const row of rows) process.stdout.write(`${JSON.stringify(row)}\n`);
}

const percent = (found, ideal) => Number((100 * (found / ideal - 1)).toFixed(1));

async function encoded(split, limit) {
  const examples = await loadExamples(task, split, limit === undefined ? { dataFolder } : { dataFolder, limit, seed: 1 });
  return encodeExamples({ task, family: 'masked-lm', tokenizer, examples, maxLength: 412 });
}

report('train, one shuffled epoch', await encoded('train'), 1);
report('train, 1,000 examples', await encoded('train', 1000), 1);
report('test, longest first', await encoded('test'));
