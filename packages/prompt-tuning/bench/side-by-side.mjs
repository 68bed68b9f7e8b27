// Is it faster to tune several prompts side by side, in one batch on the shared backbone, than one after the other?
//
//   node bench/side-by-side.mjs [--width 768] [--layers 2] [--batch 16] [--text 32] [--virtual-tokens 100] [--prompts 4] [--repeats 5]
//
// Compares K gradient steps of a batch with one step of a batch K times as large: the most that tuning K prompts side by side could
// gain, since there each example has a prompt of its own on top. Prints the median seconds of both and their ratio. Needs `npm run build`.
import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { createRandom } from '@skill-neurons/core';
import { initialiseWeights, loadBackbone, readConfig, saveCheckpoint, useBackend } from '@skill-neurons/runtime';
import { initialPrompt, promptGradient } from '@skill-neurons/prompt-tuning';
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
  const secondsOf = async (size, steps) => {
    const input = batchOf(size);
    const started = performance.now();
    for (let i = 0; i < steps; i++) await promptGradient(backbone, prompt.values, virtualTokens, input, [35, 36]);
    return (performance.now() - started) / 1000;
  };
  const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
  await secondsOf(batch, 1);
  await secondsOf(batch * prompts, 1);
  const [apart, together] = [[], []];
  // Taken in turns, so that a change of the machine's load meets both.
  for (let i = 0; i < repeats; i++) {
    apart.push(await secondsOf(batch, prompts));
    together.push(await secondsOf(batch * prompts, 1));
  }
  const result = { backend: backend.name, width, layers, batch, text, virtualTokens, prompts, apart: median(apart), together: median(together), speedUp: median(apart) / median(together), loadAverage: loadavg()[0] };
  process.stdout.write(`${JSON.stringify(result)}\n`);
  backbone.dispose();
} finally {
  await rm(folder, { recursive: true, force: true });
}
