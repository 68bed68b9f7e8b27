import { basename } from 'node:path';
import { batchesOf, evaluate, loadPrompt } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import type { CommandAdder } from '../command.ts';
import { openSession } from '../session.ts';
import { textTable } from '../text-table.ts';

export function addTransferCommand(commands: CommandAdder): void {
  commands.add(
    'transfer',
    'accuracy of every given prompt on every given task',
    (yargs) =>
      yargs
        .option('model', { type: 'string', demandOption: true, describe: 'checkpoint folder or bundled name' })
        .option('prompts', { type: 'string', array: true, demandOption: true, describe: 'prompt folders (rows)' })
        .option('tasks', { type: 'string', array: true, demandOption: true, describe: 'target tasks (columns)' })
        .option('split', { type: 'string', default: 'test' })
        .option('batch-size', { type: 'number', default: 64 })
        .option('limit', { type: 'number', describe: 'at most this many rows per task' })
        .example('$0 transfer --model tiny-roberta --prompts runs/films runs/products --tasks films products', ''),
    async (options, environment) => {
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
    },
  );
}
