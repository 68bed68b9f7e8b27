import { basename } from 'node:path';
import { batchesOf, evaluate, loadPrompt } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { openSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import type { CommandEnvironment } from '../command.ts';
import type { TransferOptions } from '../commands/transfer.ts';

export async function transfer(options: TransferOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const tasks = await Promise.all(options.tasks.map((name) => session.task(name)));
  const rows = [];
  for (const path of options.prompts) {
    const prompt = await loadPrompt(path);
    const row = [];
    for (const task of tasks) {
      const split = await session.split(task, options.split, { virtualTokens: prompt.virtualTokens, limit: options.limit });
      const batches = batchesOf(split, { batchSize: options.batchSize });
      const { correct, n } = await evaluate({ backbone, prompt, batches, columns: split.labelWords.ids, onProgress: terminal.progress, signal });
      row.push({ task: task.name, correct, n, accuracy: correct / n });
    }
    rows.push({ prompt: path, source: prompt.origin.task ?? basename(path), targets: row });
  }
  const table = textTable(
    ['prompt', ...tasks.map(({ name }) => name)],
    rows.map(({ source, targets }) => [source, ...targets.map(({ accuracy }) => percent(accuracy))]),
  );
  terminal.result(rows, table);
  return undefined;
}

