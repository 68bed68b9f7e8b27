import { availableParallelism } from 'node:os';
import yargs from 'yargs';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { BenchOptions } from './benchmark.ts';
import { allCases } from './cases.ts';
import { benchModels } from './models.ts';
import { parseSystem } from './systems.ts';

export type CommandLine = Omit<BenchOptions, 'onProgress'> & {
  json: boolean;
  out: readonly string[];
};

/** Small enough for a test: tiny models, one batch, two rounds. */
const quickSettings = { models: ['tiny-roberta', 'tiny-t5'], rounds: 2, batches: 1, batchSize: 4 };
const fullSettings = { models: ['roberta-base', 't5-base'], rounds: 5, batches: 2, batchSize: 16 };

/** @throws BENCH_OPTIONS, BENCH_SYSTEM; ends the process after --help */
export async function parseCommandLine(args: readonly string[]): Promise<CommandLine> {
  const parsed = await yargs([...args])
    .scriptName('bench')
    .usage('$0\n\nTimes the toolkit against PyTorch, the original protocol and this machine\'s best matrix product.')
    .options({
      models: { type: 'string', array: true, choices: benchModels.map(({ name }) => name), describe: 'default roberta-base t5-base' },
      cases: { type: 'string', array: true, choices: allCases, default: [...allCases], describe: 'what to time' },
      systems: { type: 'string', array: true, describe: 'backends, torch, torch-compile, original, each with /THREADS where wanted; the others are compared with the first' },
      rounds: { type: 'number', describe: 'default 5' },
      threads: { type: 'number', default: availableParallelism(), describe: 'threads of each system' },
      'batch-size': { type: 'number', describe: 'examples of a batch, default 16' },
      batches: { type: 'number', describe: 'batches of one run, from short to long as in an epoch of SST-2; default 2' },
      'text-length': { type: 'number', describe: 'one length of all texts in tokens, instead of SST-2\'s' },
      python: { type: 'string', default: process.env['BENCH_PYTHON'] ?? 'python3', describe: 'a Python with PyTorch; also from BENCH_PYTHON' },
      timeout: { type: 'number', default: 600, describe: 'seconds for one run of one system' },
      quick: { type: 'boolean', default: false, describe: 'tiny models, for a test' },
      json: { type: 'boolean', default: false, describe: 'results as JSON on stdout' },
      out: { type: 'string', array: true, default: [] as string[], describe: 'files for the results: JSON, or Markdown where the name ends in .md' },
    })
    .example('$0 --python ~/venv/bin/python --out results.json results.md', 'everything')
    .example('$0 --models roberta-base --cases train --systems onnxruntime torch torch-compile', 'one case')
    .strict()
    .wrap(120)
    .parseAsync();
  const settings = parsed.quick ? quickSettings : fullSettings;
  const { threads, timeout, textLength, python, quick, json, out, cases } = parsed;
  const names = parsed.systems ?? ['onnxruntime', 'torch', 'original', ...(threads > 1 ? ['onnxruntime/1'] : [])];
  const numbers = { rounds: parsed.rounds ?? settings.rounds, threads, batchSize: parsed.batchSize ?? settings.batchSize, batches: parsed.batches ?? settings.batches };
  for (const [name, value] of Object.entries({ ...numbers, timeout, textLength: textLength ?? 1 })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new SkillNeuronsError({ code: 'BENCH_OPTIONS', message: `${name} is ${value}`, hint: 'use a whole number from 1' });
  }
  return {
    ...numbers, models: parsed.models ?? settings.models, cases, systems: names.map((name) => parseSystem(name, threads)),
    textLength, python, timeoutSeconds: timeout, quick, json, out,
  };
}
