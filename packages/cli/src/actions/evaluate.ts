import { countsOf } from '@skill-neurons/experiments';
import { batchesOf, evaluate } from '@skill-neurons/prompt-tuning';
import { attackSuccess, attackSuccessOf, type AnsweredRows } from '../attack-success.ts';
import { checkLeaks, trainedOn } from '../leak-check.ts';
import { durationText } from '../pace.ts';
import { plainText } from '../plain-text.ts';
import { accuracy, resultsTable, shareOf, type ResultRow } from '../results-table.ts';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { EvaluateSplitsOptions } from '../commands/evaluate.ts';

export async function evaluateSplits(options: EvaluateSplitsOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const prompt = await openPrompt(options.prompt);
  for (const note of prompt?.origin.notes ?? []) terminal.note(`${options.prompt}: ${plainText(note)}`);
  const task = await session.task(options.task);
  const leaks = await checkLeaks(trainedOn([prompt], [task]), options.split.map((split) => ({ task, split, limit: options.limit })), options, environment);
  const results = [];
  const rows: ResultRow[] = [];
  const answered: AnsweredRows[] = [];
  for (const [i, name] of options.split.entries()) {
    const split = await session.split(task, name, { virtualTokens: prompt?.virtualTokens ?? 1, limit: options.limit });
    const batches = batchesOf(split, { batchSize: options.batchSize });
    const start = performance.now();
    const evaluation = await evaluate({ backbone, prompt, batches, columns: split.labelWords.ids, onProgress: terminal.progress, signal });
    const { loss, predictions, labels } = evaluation;
    const { n, correct, classCounts, groups } = countsOf(evaluation, split);
    const seconds = (performance.now() - start) / 1000;
    terminal.detail(`${task.name}/${name}: ${n} answers in ${durationText(seconds)}, ${(n / seconds).toFixed(0)}/s`);
    const majority = Math.max(...classCounts) / n;
    const { standardError, interval } = shareOf({ correct, n });
    results.push({ task: task.name, split: name, n, correct, accuracy: correct / n, standardError, interval, higherIsBetter: accuracy.higherIsBetter, majority, loss, groups, leaks: leaks?.[i] ?? null, predictions: [...predictions], labels: [...labels] });
    answered.push({ split: name, examples: split.examples, right: Array.from(predictions, (prediction, j) => prediction === labels[j]) });
    const row = { task: task.name, prompt: options.prompt, metric: accuracy };
    rows.push({ ...row, split: name, ...shareOf({ correct, n }), majority });
    for (const [group, count] of Object.entries(groups)) rows.push({ ...row, split: `${name}: ${group}`, ...shareOf(count) });
  }
  const successes = answered.map((found) => attackSuccessOf(task, found, answered));
  for (const [i, success] of successes.entries()) if (success) rows.push({ task: task.name, prompt: options.prompt, split: answered[i]!.split, metric: attackSuccess, ...shareOf(success) });
  terminal.result(results.map((result, i) => ({ ...result, attackSuccess: successes[i]! })), resultsTable(rows));
  return undefined;
}
