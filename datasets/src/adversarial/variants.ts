import type { Random } from '@skill-neurons/core';
import type { DemoRow, DemoSample, DemoTask } from '../tasks/demo-task.ts';
import { misspell } from './misspell.ts';
import { useRareWords } from './rare-words.ts';

/** What is done to a clean row. Only a negation may change the label. */
export const variantNames = ['misspelling', 'synonym', 'distraction', 'negation'] as const;
/** A way in which adversarial rows are made. */
export type Variant = (typeof variantNames)[number];

/** The row under a variant, or null when the variant has no hold on it. */
export function applyVariant(variant: Variant, task: DemoTask, sample: DemoSample, random: Random): DemoRow | null {
  const made = makers[variant](task, sample, random);
  const changed = task.fieldNames.some((name) => made.fields[name] !== sample.fields[name]);
  const texts = task.fieldNames.map((name) => made.fields[name]!);
  return changed && new Set(texts).size === texts.length ? made : null;
}

const makers: Record<Variant, (task: DemoTask, sample: DemoSample, random: Random) => DemoRow> = {
  misspelling: (task, sample, random) => withLastField(task, sample, (text) => misspell(text, 2, random)),
  synonym: (task, sample, random) => withLastField(task, sample, (text) => useRareWords(text, random)),
  distraction(task, sample, random) {
    const { field, sentence } = task.distraction;
    const addition = sentence(sample, random);
    const text = sample.fields[field]!;
    const mark = text.slice(-1);
    // A truism that starts with "and" runs on in the same sentence.
    const joined = addition.startsWith('and ') ? `${text.slice(0, -2)} ${addition} ${mark}` : `${text} ${addition} .`;
    return { fields: { ...sample.fields, [field]: joined }, label: sample.label };
  },
  negation: (_task, sample, random) => sample.negated(random),
};

/** The last field is rewritten: of a pair, one side keeps its wording. */
function withLastField(task: DemoTask, sample: DemoSample, rewrite: (text: string) => string): DemoRow {
  const name = task.fieldNames.at(-1)!;
  return { fields: { ...sample.fields, [name]: rewrite(sample.fields[name]!) }, label: sample.label };
}
