import { loadTask, loadTokenizer, type Task, type Tokenizer } from '@skill-neurons/data';
import { locateModel, locateTask } from '@skill-neurons/experiments/names';
import { prepareSplit, type PreparedSplit, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { loadBackbone, useBackend, type Backbone } from '@skill-neurons/runtime';
import type { CommandEnvironment, GlobalOptions } from './command.ts';
import { durationText } from './pace.ts';
import { readPrompt } from './prompt-source.ts';
import { precisions } from './weight-precision.ts';

/** A model with its tokenizer on a backend, as the single-job commands use it. */
export interface Session {
  backbone: Backbone;
  tokenizer: Tokenizer;
  backendName: string;
  task(name: string): Promise<Task>;
  split(task: Task, split: string, options: { virtualTokens: number; limit?: number | undefined }): Promise<PreparedSplit>;
}

/** Chooses the backend and loads the model. */
export async function openSession(options: GlobalOptions & { model: string }, { terminal, signal }: CommandEnvironment): Promise<Session> {
  const { includePath, dataDir, threads, device } = options;
  const begin = performance.now();
  const folder = await locateModel(options.model, { onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal });
  const backend = await useBackend(options.backend, { threads, device });
  terminal.detail(`backend ${backend.name}: ${backend.detail}`);
  const tokenizer = await loadTokenizer(folder);
  const backbone = await loadBackbone(folder, { precision: precisions[options.weights] });
  terminal.detail(`model ${folder}: ${backbone.architecture}, ${backbone.parameters} parameters, ${options.weights}, loaded in ${sinceText(begin)}`);
  return {
    backbone,
    tokenizer,
    backendName: backend.name,
    task: async (name) => {
      const file = locateTask(name, includePath);
      terminal.detail(`task ${name}: ${file}`);
      return loadTask(file);
    },
    split: async (task, split, { virtualTokens, limit }) => {
      const start = performance.now();
      let from = '';
      const onSource = (source: 'cache' | 'tokenized') => (from = source === 'cache' ? 'from the cache' : 'read and tokenized');
      const prepared = await prepareSplit({ backbone, tokenizer, task, split, virtualTokens, limit, seed: 0, dataFolder: dataDir, cache: true, onSource, onProgress: terminal.progress, signal });
      terminal.detail(`${task.name}/${split}: ${prepared.examples.length} rows ${from} in ${sinceText(start)}`);
      return prepared;
    },
  };
}

const sinceText = (start: number) => durationText((performance.now() - start) / 1000);

/** The prompt that {@link readPrompt} finds, or null for the word `none`. */
export async function openPrompt(name: string): Promise<SoftPrompt | null> {
  return name === 'none' ? null : readPrompt(name);
}
