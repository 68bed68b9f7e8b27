// Reading and tokenizing a split, without a cache, into an empty one and out of a full one, each in a process of its own.
//   node bench/cache.mjs --data FOLDER --tokenizers FOLDER [--task sst2] [--split train]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { loadEncoded, loadTask, loadTokenizer } from '../dist/index.js';

const { values } = parseArgs({ options: { data: { type: 'string' }, tokenizers: { type: 'string' }, task: { type: 'string', default: 'sst2' }, split: { type: 'string', default: 'train' }, run: { type: 'string' } } });
const tasks = join(import.meta.dirname, '../../../datasets/tasks');

if (values.run === undefined) {
  const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  for (const model of ['roberta-base', 't5-base']) {
    const times = { none: [], cold: [], warm: [] };
    let bytes = 0;
    for (let round = 0; round < 5; round++) {
      const folder = mkdtempSync(join(tmpdir(), 'bench-cache-'));
      for (const kind of ['none', 'cold', 'warm']) {
        const { stdout, stderr } = spawnSync(process.execPath, [...process.argv.slice(1), '--run', `${model},${kind}`], { encoding: 'utf8', env: { ...process.env, SKILL_NEURONS_CACHE: folder } });
        if (stderr !== '') throw new Error(stderr);
        times[kind].push(Number(stdout));
      }
      bytes = readdirSync(join(folder, 'encoded')).reduce((sum, name) => sum + statSync(join(folder, 'encoded', name)).size, 0);
      rmSync(folder, { recursive: true });
    }
    process.stdout.write(`${model}: no cache ${median(times.none)} ms, writing it ${median(times.cold)} ms, reading it ${median(times.warm)} ms, ${(bytes / 1e6).toFixed(1)} MB; load ${loadavg()[0].toFixed(1)}\n`);
  }
} else {
  const [model, kind] = values.run.split(',');
  const tokenizer = await loadTokenizer(join(values.tokenizers, model));
  const task = await loadTask(join(tasks, `${values.task}.yaml`));
  const started = performance.now();
  const family = model.startsWith('t5') ? 'encoder-decoder' : 'masked-lm';
  await loadEncoded({ task, split: values.split, family, tokenizer, maxLength: 400, dataFolder: values.data, cache: kind !== 'none' });
  process.stdout.write(String(Math.round(performance.now() - started)));
}
