#!/usr/bin/env node
// Reads a TSV file and tokenizes one column, beside Python's `tokenizers` on one thread, interleaved, medians of --runs.
//   node bench/tokenize.js --data FOLDER [--python PYTHON] [--runs 3] [--json]
// FOLDER holds datasets/sst2/train.tsv and tokenizers/{roberta-base,t5-base}. Build first: npx tsc -b.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadExamples, loadTask, loadTokenizer } from '../dist/index.js';

const { values: options } = parseArgs({ options: { data: { type: 'string' }, python: { type: 'string', default: 'python3' }, runs: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } } });
if (options.data === undefined) throw new Error('name the folder with datasets/ and tokenizers/: --data FOLDER');
const reference = fileURLToPath(new URL('tokenize_reference.py', import.meta.url));
const taskFile = fileURLToPath(new URL('../../../datasets/tasks/sst2.yaml', import.meta.url));

async function ours(model) {
  const task = await loadTask(taskFile);
  const whole = { ...task, splits: { train: task.splits.train } };
  const tokenizer = await loadTokenizer(join(options.data, 'tokenizers', model));
  const start = performance.now();
  const examples = await loadExamples(whole, 'train', { dataFolder: join(options.data, 'datasets') });
  const read = performance.now();
  let tokens = 0;
  for (const { fields } of examples) tokens += tokenizer.encode(fields.sentence).length;
  return { rows: examples.length, tokens, readSeconds: (read - start) / 1000, tokenizeSeconds: (performance.now() - read) / 1000 };
}

function python(model) {
  try {
    const args = [reference, join(options.data, 'tokenizers', model, 'tokenizer.json'), join(options.data, 'datasets', 'sst2', 'train.tsv'), 'sentence'];
    return JSON.parse(execFileSync(options.python, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, TOKENIZERS_PARALLELISM: 'false', RAYON_NUM_THREADS: '1' } }));
  } catch {
    return undefined;
  }
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const perSecond = (runs, seconds) => (runs.length === 0 ? undefined : Math.round(median(runs.map((run) => run.rows / run[seconds]))));

const results = [];
for (const model of ['roberta-base', 't5-base']) {
  const runs = { ours: [], python: [] };
  for (let run = 0; run < Number(options.runs); run++) {
    runs.ours.push(await ours(model));
    const theirs = python(model);
    if (theirs !== undefined) runs.python.push(theirs);
  }
  results.push({
    model, rows: runs.ours[0].rows, tokens: runs.ours[0].tokens, pythonTokens: runs.python[0]?.tokens, python: runs.python[0]?.version,
    readPerSecond: perSecond(runs.ours, 'readSeconds'), tokenizePerSecond: perSecond(runs.ours, 'tokenizeSeconds'),
    pythonReadPerSecond: perSecond(runs.python, 'readSeconds'), pythonTokenizePerSecond: perSecond(runs.python, 'tokenizeSeconds'),
    seconds: median(runs.ours.map(({ readSeconds, tokenizeSeconds }) => readSeconds + tokenizeSeconds)),
  });
}
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] };
if (options.json) process.stdout.write(`${JSON.stringify({ machine, results }, null, 2)}\n`);
else {
  const columns = ['tokenizer', 'rows', 'same tokens', 'read/s', 'python csv/s', 'tokenize/s', 'python/s', 'both, s'];
  const lines = results.map((r) => [r.model, r.rows, r.pythonTokens === undefined ? 'python absent' : r.tokens === r.pythonTokens, r.readPerSecond, r.pythonReadPerSecond ?? 'absent', r.tokenizePerSecond, r.pythonTokenizePerSecond ?? 'absent', r.seconds.toFixed(1)]);
  process.stdout.write(`SST-2 train, examples/s, median of ${options.runs}; Node ${machine.node}, ${machine.cores} x ${machine.cpu}, load ${machine.load.toFixed(1)}\n`);
  for (const line of [columns, ...lines]) process.stdout.write(`${line.map((cell) => String(cell).padEnd(14)).join('')}\n`);
}
