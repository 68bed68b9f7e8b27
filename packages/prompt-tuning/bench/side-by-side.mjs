// Is it faster to tune several prompts side by side, in one batch on the shared backbone, than one after the other?
//
//   node bench/side-by-side.mjs [--width 768] [--layers 2] [--batch 16] [--text 32] [--virtual-tokens 100] [--prompts 4] [--repeats 5]
//
// Takes K gradient steps with promptGradient, one for each prompt, and one step of all with promptGradients, in turns. Prints the median
// seconds of both and their ratio. Needs `npm run build`.
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, loadBackbone, readConfig, saveCheckpoint, useBackend } from '@skill-neurons/runtime';
import { initialPrompt, promptGradient, promptGradients } from '@skill-neurons/prompt-tuning';
import { writeTinyCheckpoint } from '@skill-neurons/prompt-tuning/testing';

const numbers = { width: '768', layers: '2', batch: '16', text: '32', 'virtual-tokens': '100', prompts: '4', repeats: '5' };
const options = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, { type: 'string', default: value }]));
const { values } = parseArgs({ options: { ...options, backend: { type: 'string', default: 'auto' } } });
const [width, layers, batch, text, virtualTokens, prompts, repeats] = Object.keys(numbers).map((name) => Number(values[name]));

const backend = await useBackend(values.backend);
const folder = await mkdtemp(join(tmpdir(), 'side-by-side-'));
try {
  await writeTinyCheckpoint(folder, 'roberta');
  const small = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8'));
  const sizes = { hidden_size: width, intermediate_size: 4 * width, num_hidden_layers: layers, num_attention_heads: Math.max(1, width / 64), max_position_embeddings: 512 };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...small, ...sizes }));
  const config = await readConfig(folder);
  await saveCheckpoint(folder, config, initialiseWeights(config, createRandom('bench')));
  const backbone = await loadBackbone(folder);
  const prompt = await initialPrompt(backbone, { virtualTokens, seed: 1 });

  const random = createRandom('texts');
  const batchOf = (size) => ({
    size, length: text, ids: Int32Array.from({ length: size * text }, () => 5 + random.integer(30)), mask: new Float32Array(size * text).fill(1),
    labels: Int32Array.from({ length: size }, (_, i) => i % 2), indices: Int32Array.from({ length: size }, (_, i) => i),
  });
  const batches = Array.from({ length: prompts }, () => batchOf(batch));
  const tables = batches.map(() => prompt.values);
  const columns = [35, 36];
  // Processor time too: it says little about waiting, but hardly feels what else the machine does.
  const seconds = async (work) => {
    const [started, cpu] = [performance.now(), process.cpuUsage()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return { wall: (performance.now() - started) / 1000, cpu: (user + system) / 1e6 };
  };
  const apartOnce = async () => {
    for (const one of batches) await promptGradient(backbone, prompt.values, virtualTokens, one, columns);
  };
  const togetherOnce = () => promptGradients(tables, batches, { backbone, virtualTokens, columns, padId: 1 });
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  await apartOnce();
  await togetherOnce();
  const [apart, together] = [[], []];
  // Taken in turns, so that a change of the machine's load meets both.
  for (let i = 0; i < repeats; i++) {
    apart.push(await seconds(apartOnce));
    together.push(await seconds(togetherOnce));
  }
  const of = (list, clock) => median(list.map((times) => times[clock]));
  const measured = Object.fromEntries(['wall', 'cpu'].map((clock) => [clock, { apart: of(apart, clock), together: of(together, clock), speedUp: of(apart, clock) / of(together, clock) }]));
  const result = { backend: backend.name, width, layers, batch, text, virtualTokens, prompts, ...measured, loadAverage: loadavg()[0] };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  backbone.dispose();
} finally {
  await rm(folder, { recursive: true, force: true });
}
