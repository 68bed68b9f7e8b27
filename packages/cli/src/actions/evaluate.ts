import { batchesOf, evaluate } from '@skill-neurons/prompt-tuning';
import { accuracyText, majorityRate, percent } from '../accuracy-text.ts';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { EvaluateSplitsOptions } from '../commands/evaluate.ts';

export async function evaluateSplits(options: EvaluateSplitsOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const prompt = await openPrompt(options.prompt);
  const task = await session.task(options.task);
  const results = [];
  const lines: string[] = [];
  for (const name of options.split) {
    const split = await session.split(task, name, { virtualTokens: prompt?.virtualTokens ?? 1, limit: options.limit });
    const batches = batchesOf(split, { batchSize: options.batchSize });
    const { n, correct, loss, predictions, labels } = await evaluate({ backbone, prompt, batches, columns: split.labelWords.ids, onProgress: terminal.progress, signal });
    const groups = groupCounts(split.examples.map(({ group }) => group), predictions, labels);
    const majority = majorityRate(labels);
    results.push({ task: task.name, split: name, n, correct, accuracy: correct / n, majority, loss, groups, predictions: [...predictions], labels: [...labels] });
    lines.push(`${task.name} ${name}: accuracy ${accuracyText({ correct, n })}, majority ${percent(majority)} %`);
    for (const [group, count] of Object.entries(groups)) lines.push(`  ${group}: ${accuracyText(count)}`);
  }
  terminal.result(results, lines.join('\n'));
  return undefined;
}


function groupCounts(groups: readonly (string | undefined)[], predictions: Int32Array, labels: Int32Array): Record<string, { correct: number; n: number }> {
  const counts: Record<string, { correct: number; n: number }> = {};
  groups.forEach((group, i) => {
    if (group === undefined) return;
    const count = (counts[group] ??= { correct: 0, n: 0 });
    count.n++;
    if (predictions[i] === labels[i]) count.correct++;
  });
  return counts;
}
