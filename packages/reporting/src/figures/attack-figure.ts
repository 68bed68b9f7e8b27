import { countText, percentText } from '../format.ts';
import type { StudyResults } from '../study-results.ts';
import { accuracyOf } from '../summaries/accuracy.ts';
import { attackSummaries } from '../summaries/attacks.ts';
import { cleanTarget, isOn, reportTargets, targetLabel } from '../summaries/targets.ts';
import type { Target } from '../summaries/targets.ts';
import type { Figure } from './figure.ts';
import { INK, modelLooks, modelScales, wholePercentAxis, smallMultiples, specHead } from './theme.ts';

/** Name of the row of the clean test split. */
const CLEAN = 'clean rows';

/** Accuracy on clean rows and on each kind of attacked row, set by set; undefined where no set tells kinds of row apart. */
export function attackFigure(results: StudyResults): Figure | undefined {
  const targets = reportTargets(results);
  const label = (target: Target) => targetLabel(target, targets);
  const kinds = results.models.flatMap(({ id }) => attackSummaries(results, id)).filter(({ group }) => group !== null);
  const shown = targets.filter((target) => target.adversarial && new Set(kinds.filter((kind) => isOn(kind.target, target)).map(({ group }) => group)).size > 1);
  const attacked = kinds.filter(({ target }) => shown.some((other) => isOn(target, other))).map(({ model, target, group, rows, accuracy, majority }) => (
    { model, set: label(target), kind: group!, n: rows, accuracy: accuracy.mean, low: accuracy.low, high: accuracy.high, majority }
  ));
  if (attacked.length === 0) return undefined;
  const clean = shown.flatMap((target) => results.models.flatMap(({ id: model }) => {
    const own = cleanTarget(targets, target.task);
    const summary = own && accuracyOf(results, model, own, { prompt: 'tuned', source: target.task });
    return summary ? [{ model, set: label(target), kind: CLEAN, n: summary.rows, accuracy: summary.mean, low: summary.low, high: summary.high, majority: summary.majority }] : [];
  }));
  const values = [...clean, ...attacked];
  const looks = modelLooks(results.models);
  const { color, shape } = modelScales(looks);
  const rowsOf = (kind: string) => values.reduce((sum, value) => sum + (value.kind === kind ? value.n : 0), 0);
  const names = [...new Set(attacked.map(({ kind }) => kind))].sort((a, b) => rowsOf(b) - rowsOf(a) || (a < b ? -1 : 1));
  const y = { field: 'kind', type: 'nominal', sort: [CLEAN, ...names], title: null };
  const yOffset = { field: 'model', type: 'nominal', sort: looks.map(({ id }) => id) };
  const x = (field: string) => ({ field, type: 'quantitative', scale: { domain: [0, 1] }, axis: wholePercentAxis('accuracy') });
  const step = 9 * results.models.length + 8;
  return {
    name: 'attacks',
    title: 'Clean against attacked rows, by kind of attack',
    caption: 'One panel per adversarial set. Points are means over seeds, bars 95% intervals for the rows of that kind, wide where these are few; the upright stroke is the majority rate of the same rows.',
    summary: results.models.map(({ id }) => hardestText(id, attacked.filter(({ model }) => model === id))).join(' '),
    spec: {
      ...specHead,
      data: { values },
      ...smallMultiples('set', shown.map(label), {
        width: shown.length === 1 ? 520 : 215,
        height: { step, for: 'position' },
        layer: [
          { mark: { type: 'tick', orient: 'vertical', size: step - 6, thickness: 2, color: INK, opacity: 0.55 }, encoding: { y, x: x('majority') } },
          { mark: { type: 'rule', strokeWidth: 2.5, opacity: 0.55 }, encoding: { y, yOffset, x: x('low'), x2: { field: 'high' }, color } },
          { mark: { type: 'point', filled: true, size: 60, opacity: 1 }, encoding: { y, yOffset, x: x('accuracy'), color, shape } },
        ],
      }, 3),
    },
  };
}

function hardestText(model: string, kinds: readonly { set: string; kind: string; n: number; accuracy: number; low: number; majority: number | null }[]): string {
  if (kinds.length === 0) return '';
  const [lowest] = [...kinds].sort((a, b) => a.accuracy - b.accuracy);
  const [highest] = [...kinds].sort((a, b) => b.accuracy - a.accuracy);
  const above = kinds.filter(({ low, majority }) => majority !== null && low > majority).length;
  const known = kinds.some(({ majority }) => majority !== null);
  const text = (kind: typeof lowest) => `${percentText(kind!.accuracy)} (${kind!.set}, ${kind!.kind}, ${countText(kind!.n, 'row')})`;
  return `${model}: from ${text(lowest)} to ${text(highest)}${known ? `; with its whole interval above the majority rate in ${above} of ${kinds.length} cases` : ''}.`;
}
