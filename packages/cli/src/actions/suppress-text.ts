import type { ControlContrast, SuppressionLevel } from '@skill-neurons/neurons';
import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import type { SuppressResult, SuppressTarget } from './neurons-suppress.ts';
import { pText } from './statistics-text.ts';

const controlNames = { skill: 'skill', random: 'random', matched: 'matched', least: 'least predictive' };

/** A suppression experiment in words and tables; shares as percentages. */
export function suppressText(result: SuppressResult): string {
  const { replace, positions, stack, targets, otherTasks, notes } = result;
  const what = { zero: 'set to zero', mean: 'set to their means', gaussian: 'replaced by noise of their means and spreads' }[replace];
  return [
    `neurons of the ${stack} ${what} at ${positions === 'all' ? 'all' : `the ${positions}`} positions; ${result.rankBy === 'layer' ? 'the best of every layer' : 'the best of the model'}, ${promptText(result)}`,
    ...notes.map((note) => `note: ${note}`),
    ...targets.flatMap((target) => [targetText(target, result), ...layerText(target, result)]),
    ...otherText(otherTasks, result),
    ...matchText(result),
  ].join('\n\n');
}

function promptText({ prompts }: SuppressResult): string {
  return prompts.length === 1 ? 'one prompt' : `${prompts.length} prompts`;
}

const columnName = ({ neurons, ranking }: Pick<SuppressionLevel, 'neurons' | 'ranking'>, { rankings }: SuppressResult) =>
  ranking === null || (rankings.length === 1 && neurons !== 'skill') ? controlNames[neurons] : `${controlNames[neurons]}, ${ranking}`;

/** `83.1`, with the range over prompts and draws where there are several. */
function levelText({ accuracy, overRuns, runs }: SuppressionLevel): string {
  return runs.length === 1 || overRuns.low === overRuns.high ? percent(accuracy) : `${percent(accuracy)} (${percent(overRuns.low)} to ${percent(overRuns.high)})`;
}

function targetText(target: SuppressTarget, result: SuppressResult): string {
  const { levels, contrasts, n, majority, rows } = target;
  const whole = levels.filter(({ layer }) => layer === null);
  const percents = [...new Set(whole.map((level) => level.percent))];
  const columns = [...new Set(whole.map((level) => columnName(level, result)))];
  const sizes = (p: number) => result.sets.find((set) => set.percent === p)?.sizes ?? [];
  const table = textTable(
    ['%', 'neurons per layer', ...columns, '95 % of skill'],
    percents.map((p) => {
      const at = (column: string) => whole.find((level) => level.percent === p && columnName(level, result) === column)!;
      const { low, high } = at(columns[0]!).interval;
      return [String(p), sizeText(sizes(p)), ...columns.map((column) => levelText(at(column))), `${percent(low)} to ${percent(high)}`];
    }),
  );
  const intro = `accuracy (%) on ${target.task} ${target.split}${rows === 'half' ? ' (one half)' : ''}, n = ${n}, majority ${percent(majority)}; in brackets the lowest and the highest run; "skill, X" are the best on X`;
  const compared = contrasts.filter(({ layer }) => layer === null);
  return compared.length === 0 ? `${intro}\n${table}` : `${intro}\n${table}\n${contrastText(compared, result)}`;
}

function sizeText(sizes: readonly number[]): string {
  const [low, high] = [Math.min(...sizes), Math.max(...sizes)];
  return low === high ? String(low) : `${low} to ${high}`;
}

function contrastText(contrasts: readonly ControlContrast[], { rankings }: SuppressResult): string {
  const points = (value: number) => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)}`;
  const rows = contrasts.map(({ percent: p, ranking, control, difference, interval, overExamples, p: pValue }) => [
    String(p), ...(rankings.length > 1 ? [ranking ?? ''] : []), controlNames[control], points(difference),
    `${points(interval.low)} to ${points(interval.high)}`, `${points(overExamples.low)} to ${points(overExamples.high)}`, pText(pValue),
  ]);
  const heads = ['%', ...(rankings.length > 1 ? ['skill found on'] : []), 'control', 'points above skill', '95 % (rows, draws, prompts)', '95 % (rows)', 'p (rows)'];
  return `what skill neurons cost more than the control, paired by row (above 0: skill neurons matter more)\n${textTable(heads, rows)}`;
}

function layerText({ levels, task, split }: SuppressTarget, result: SuppressResult): string[] {
  const swept = levels.filter(({ layer }) => layer !== null);
  if (swept.length === 0) return [];
  const columns = [...new Set(swept.map((level) => columnName(level, result)))];
  const layers = [...new Set(swept.map(({ layer }) => layer!))];
  const table = textTable(['layer', ...columns], layers.map((layer) => [String(layer), ...columns.map((column) => levelText(swept.find((level) => level.layer === layer && columnName(level, result) === column)!))]));
  return [`accuracy (%) on ${task} ${split} with ${swept[0]!.percent} % of one layer suppressed\n${table}`];
}

/** Specificity: what suppressing this task's neurons does to other tasks. */
function otherText(others: readonly SuppressTarget[], result: SuppressResult): string[] {
  if (others.length === 0) return [];
  const own = result.targets[0]!;
  const most = Math.max(...others[0]!.levels.map((level) => level.percent));
  const columns = [...new Set(others[0]!.levels.map((level) => columnName(level, result)))];
  const rows = [own, ...others].map(({ task, split, n, levels }) => {
    const at = (p: number, column: string) => levels.find((level) => level.layer === null && level.percent === p && columnName(level, result) === column);
    const intact = at(0, columns[0]!);
    return [task, split, String(n), intact ? percent(intact.accuracy) : '-', ...columns.map((column) => (at(most, column) ? levelText(at(most, column)!) : '-'))];
  });
  return [`accuracy (%) with ${most} % of the neurons of ${result.task} suppressed: its own, and that of other tasks with their prompts\n${textTable(['task', 'split', 'n', 'intact', ...columns], rows)}`];
}

function matchText({ matching }: SuppressResult): string[] {
  if (matching.length === 0) return [];
  const average = (values: readonly number[]) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  const groups = [...new Set(matching.map(({ percent: p, ranking }) => `${p} ${ranking ?? ''}`))].map((key) => matching.filter(({ percent: p, ranking }) => `${p} ${ranking ?? ''}` === key));
  const rows = groups.map((group) => [
    String(group[0]!.percent), group[0]!.ranking ?? '',
    average(group.map(({ balance }) => balance.skill.mean)), average(group.map(({ balance }) => balance.control.mean)),
    average(group.map(({ balance }) => balance.skill.active)), average(group.map(({ balance }) => balance.control.active)),
    percent(group.reduce((sum, { otherBin }) => sum + otherBin, 0) / group.length),
  ]);
  return [`how well matched controls match, with the first prompt\n${textTable(['%', 'found on', 'mean activation: skill', 'matched', 'share above 0: skill', 'matched', 'from other bins, %'], rows)}`];
}
