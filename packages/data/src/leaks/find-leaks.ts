import { createHash } from 'node:crypto';
import type { Example } from '../types.ts';
import { normaliseText } from './normalise-text.ts';

/** Names a split of a task. */
export interface SplitName {
  task: string;
  split: string;
}

/** A split with its rows. */
export interface SplitRows extends SplitName {
  examples: readonly Pick<Example, 'id' | 'fields' | 'label'>[];
}

/** Rows of one split whose text also stands in an earlier one. */
export interface SharedText {
  /** The split that stands earlier in the list, e.g. the one that was tuned on. */
  source: SplitName;
  target: SplitName;
  /** Rows of the target. */
  n: number;
  /** Rows of the target whose fields stand in the source exactly. */
  exact: number;
  /** The same after `normaliseText`, the order of the fields not regarded. Counts the exact ones too. */
  normalised: number;
  /** Of the normalised ones: rows with another class than the row of the source. Null between tasks, whose classes differ. */
  otherLabel: number | null;
  /** The first few, to look at. */
  pairs: { source: string; target: string; text: string }[];
}

/** What a comparison of splits found, as plain JSON. */
export interface LeakReport {
  splits: (SplitName & {
    n: number;
    /** Rows whose normalised text stands in the same split before. */
    repeated: number;
  })[];
  /** Pairs of splits that share text, in the order of the list. */
  shared: SharedText[];
}

const shownPairs = 3;
const shownCharacters = 160;

/**
 * Compares every split with every other one, whatever task it belongs to: which rows have the same text, exactly and
 * after normalisation. Splits that are tuned on come first in the list, those that are reported on last. Of a text only
 * its hash is kept.
 */
export function findLeaks(splits: readonly SplitRows[]): LeakReport {
  const indexes = splits.map(indexRows);
  return {
    splits: splits.map(({ task, split, examples }, i) => ({ task, split, n: examples.length, repeated: examples.length - indexes[i]!.normalised.size })),
    shared: splits.flatMap((target, t) => splits.slice(0, t).flatMap((source, s) => compare(source, target, indexes[s]!, indexes[t]!) ?? [])),
  };
}

interface RowIndex {
  /** Hash of the fields of each row, and of their normalised form. */
  rows: { exact: string; normalised: string }[];
  exact: ReadonlySet<string>;
  /** First row with this normalised text, and the classes of all of them. */
  normalised: ReadonlyMap<string, { row: number; labels: Set<number> }>;
}

function indexRows({ examples }: SplitRows): RowIndex {
  const normalised = new Map<string, { row: number; labels: Set<number> }>();
  const rows = examples.map(({ fields, label }, row) => {
    const values = Object.keys(fields).sort().map((name) => fields[name]!);
    const key = hashOf(values.map(normaliseText).sort());
    const known = normalised.get(key);
    if (known === undefined) normalised.set(key, { row, labels: new Set([label]) });
    else known.labels.add(label);
    return { exact: hashOf(values), normalised: key };
  });
  return { rows, exact: new Set(rows.map(({ exact }) => exact)), normalised };
}

const hashOf = (values: readonly string[]) => createHash('sha256').update(JSON.stringify(values)).digest('base64').slice(0, 22);

function compare(source: SplitRows, target: SplitRows, from: RowIndex, to: RowIndex): SharedText | undefined {
  const sameTask = source.task === target.task;
  const found: SharedText = { source: nameOf(source), target: nameOf(target), n: target.examples.length, exact: 0, normalised: 0, otherLabel: sameTask ? 0 : null, pairs: [] };
  to.rows.forEach((row, i) => {
    const match = from.normalised.get(row.normalised);
    if (match === undefined) return;
    const example = target.examples[i]!;
    found.normalised++;
    if (from.exact.has(row.exact)) found.exact++;
    if (found.otherLabel !== null && !match.labels.has(example.label)) found.otherLabel++;
    if (found.pairs.length < shownPairs) {
      const text = Object.values(example.fields).join(' | ');
      found.pairs.push({ source: source.examples[match.row]!.id, target: example.id, text: text.length > shownCharacters ? `${text.slice(0, shownCharacters)}...` : text });
    }
  });
  return found.normalised === 0 ? undefined : found;
}

const nameOf = ({ task, split }: SplitName): SplitName => ({ task, split });
