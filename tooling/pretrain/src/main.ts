import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { isSkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { useBackend } from '@skill-neurons/runtime';
import { presets } from './presets.ts';
import { runPreset, type RunOptions } from './run-preset.ts';
import { runText } from './run-text.ts';

const modelsFolder = fileURLToPath(new URL('../../../packages/demo-models/models', import.meta.url));

const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('interrupted; the same command goes on from the last saved step')));

const reportEvery = 50;

function reporter(): OnProgress {
  const started = performance.now();
  return ({ done, total, metrics }) => {
    if (done % reportEvery === 0) process.stderr.write(`step ${done}/${total} loss ${metrics?.['loss']?.toFixed(3)} ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  };
}

/** Runs with the state beside the model folder, and removes the state when the model is written. */
async function run(folder: string, threads: number, work: (options: RunOptions) => Promise<unknown>): Promise<void> {
  await useBackend('onnxruntime', { threads });
  const stateFolder = `${folder}.unfinished`;
  await work({ folder, stateFolder, onProgress: reporter(), signal: abort.signal });
  await rm(stateFolder, { recursive: true, force: true });
}

const threads = { type: 'number', default: 1, describe: 'threads of the onnxruntime backend; the weights depend on it in their last digits' } as const;

try {
  await yargs(hideBin(process.argv))
    .scriptName('pretrain')
    .command('text', 'pre-train a masked language model on text files', (command) => command.options({
      corpus: { type: 'string', array: true, demandOption: true, describe: 'text files, one text a line' },
      tokenizer: { type: 'string', demandOption: true, describe: 'folder with tokenizer.json' },
      config: { type: 'string', demandOption: true, describe: 'a config.json in Hugging Face layout' },
      out: { type: 'string', demandOption: true, describe: 'model folder to write' },
      'max-length': { type: 'number', default: 64, describe: 'longest text in tokens' },
      steps: { type: 'number', default: 1000, describe: 'training steps' },
      'batch-size': { type: 'number', default: 16, describe: 'texts per step' },
      'learning-rate': { type: 'number', default: 5e-4, describe: 'peak learning rate' },
      seed: { type: 'number', default: 1, describe: 'seed of weights, texts and masks' },
      threads,
    }), async ({ corpus, tokenizer, config, out, maxLength, steps, batchSize, learningRate, seed, ...machine }) => {
      const settings = { seed, steps, batchSize, learningRate, warmupSteps: Math.ceil(steps * 0.05), weightDecay: 0.01, logEvery: 100 };
      await run(out, machine.threads, (options) => runText({ corpus, tokenizer, config, maxLength, ...options }, settings));
    })
    .command('$0 <model>', 'pre-train a model of the demo on its synthetic world', (command) => command
      .positional('model', { choices: presets.map((preset) => preset.name), demandOption: true })
      .options({ out: { type: 'string', describe: 'model folder to write; default: its place in packages/demo-models' }, threads }),
    async ({ model, out, ...machine }) => {
      const preset = presets.find(({ name }) => name === model)!;
      await run(out ?? join(modelsFolder, preset.name), machine.threads, (options) => runPreset(preset, options));
    })
    .strict()
    .parseAsync();
} catch (error) {
  process.stderr.write(`${isSkillNeuronsError(error) ? error.oneLine : error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
