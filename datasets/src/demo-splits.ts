import { createRandom, type Random } from '@skill-neurons/core';
import { applyVariant, variantNames, type Variant } from './adversarial/variants.ts';
import { taskSpeech } from './language/concept.ts';
import { normalise } from './language/phrases.ts';
import type { DemoRow, DemoSample, DemoTask, Label } from './tasks/demo-task.ts';

/** A row of a split as it is written. */
export interface SplitRow extends DemoRow {
  readonly id: string;
}

/** A row made from a row of the test split. */
export interface AdversarialRow extends SplitRow {
  readonly variant: Variant;
  readonly originalId: string;
}

/** The rows of a task by split. */
export interface DemoSplits {
  readonly train: readonly SplitRow[];
  readonly validation: readonly SplitRow[];
  readonly test: readonly SplitRow[];
  readonly adversarial: readonly AdversarialRow[];
}

const sizes = { train: 800, validation: 200, test: 200 } as const;
const rowsPerVariant = 80;
const seed = 'skill-neurons demo 1';
/** How many draws in a row may fail before the world counts as too small. */
const patience = 10_000;

/** All rows of a task. Splits are balanced and no two clean rows have the same text. */
export function demoSplits(task: DemoTask): DemoSplits {
  const random = createRandom(seed).fork(task.name);
  const seen = new Set<string>();
  const draw = (split: keyof typeof sizes) => {
    const source = random.fork(split);
    return Array.from({ length: sizes[split] }, (_, i) => ({ id: rowId(split, i), sample: freshSample(task, (i % 2) as Label, source, seen) }));
  };
  const [train, validation, test] = [draw('train'), draw('validation'), draw('test')];
  const plain = (rows: typeof train) => rows.map(({ id, sample }) => ({ id, fields: sample.fields, label: sample.label }));
  const adversarial = variantNames.flatMap((variant) => adversarialRows(task, variant, test, random.fork(variant), seen));
  return { train: plain(train), validation: plain(validation), test: plain(test), adversarial };
}

function freshSample(task: DemoTask, label: Label, random: Random, seen: Set<string>): DemoSample {
  for (let attempt = 0; attempt < patience; attempt++) {
    const sample = task.sample(label, taskSpeech, random);
    const texts = task.fieldNames.map((name) => sample.fields[name]!);
    if (new Set(texts).size < texts.length) continue;
    if (addNew(seen, sample, task)) return sample;
  }
  throw new Error(`the task ${task.name} has too few different rows`);
}

/** As many rows per label as the variant is asked for; the label that counts is the one after the variant. */
function adversarialRows(task: DemoTask, variant: Variant, test: readonly { id: string; sample: DemoSample }[], random: Random, seen: Set<string>): AdversarialRow[] {
  const rows: AdversarialRow[] = [];
  const wanted = [rowsPerVariant / 2, rowsPerVariant / 2];
  for (const { id, sample } of random.shuffle(test)) {
    const made = applyVariant(variant, task, sample, random);
    if (made === null || wanted[made.label] === 0 || !addNew(seen, made, task)) continue;
    wanted[made.label]!--;
    rows.push({ id: rowId(variant, rows.length), ...made, variant, originalId: id });
  }
  return rows;
}

function addNew(seen: Set<string>, row: DemoRow, task: DemoTask): boolean {
  const key = task.fieldNames.map((name) => normalise(row.fields[name]!)).join(' | ');
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

const rowId = (split: string, index: number) => `${split}-${String(index + 1).padStart(4, '0')}`;
