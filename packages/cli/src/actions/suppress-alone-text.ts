import { percent } from '../accuracy-text.ts';
import { textTable } from '../text-table.ts';
import type { AloneEffect, SuppressAloneResult } from './neurons-suppress-alone.ts';
import { pText } from './statistics-text.ts';

/** Single neurons suppressed, one table per split. */
export function suppressAloneText(result: SuppressAloneResult): string {
  const { effects, task, labels, stack, positions, replace, notes } = result;
  const what = { zero: 'set to zero', mean: 'set to its mean', gaussian: 'replaced by noise of its mean and spread' }[replace] ?? replace;
  const prompts = new Set(effects.map(({ prompt }) => prompt)).size;
  return [
    `each neuron of the ${stack} alone ${what} at ${positions === 'all' ? 'all' : `the ${positions}`} positions; one neuron seldom changes an answer, its margin - the score of the right label above the best other one - sooner`,
    ...notes.map((note) => `note: ${note}`),
    ...[...new Set(effects.map(({ split }) => split))].map((split) => splitText(effects.filter((effect) => effect.split === split), { task, split, labels, prompts })),
  ].join('\n\n');
}

function splitText(effects: readonly AloneEffect[], { task, split, labels, prompts }: { task: string; split: string; labels: readonly string[]; prompts: number }): string {
  const heads = ['neuron', ...(prompts > 1 ? ['prompt'] : []), 'accuracy, %', 'lost', 'gained', 'points', 'p (McNemar)', 'margin', 'change', 'stderr', ...labels.map((label) => `change, ${label}`)];
  const rows = effects.map((effect) => [
    effect.neuron,
    ...(prompts > 1 ? [effect.prompt] : []),
    percent(effect.correct / effect.n), String(effect.lost), String(effect.gained), signed((100 * (effect.gained - effect.lost)) / effect.n, 1), pText(effect.p),
    effect.margin.toFixed(3), signed(effect.marginChange, 4), effect.standardError === null ? '-' : effect.standardError.toFixed(4),
    ...effect.marginChangeByLabel.map((change) => (change === null ? '-' : signed(change, 4))),
  ]);
  return `${task} ${split}, n = ${effects[0]!.n}; accuracy and margin with nothing suppressed, what they change by without the neuron\n${textTable(heads, rows)}`;
}

function signed(value: number, digits: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}
