import { z } from 'zod';
import { transformationNames } from './named-transformations.ts';

/**
 * The format of a test sheet (YAML): behavioural tests after CheckList (Ribeiro et al. 2020). `datasets/sheets/README.md` describes
 * it for people. Unknown keys are errors, and everything is bounded.
 */

function keyed<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `there is no such key; the keys here are ${Object.keys(shape).join(', ')}` : undefined),
  });
}

const longestText = 2000;
const text = z.string().min(1).max(longestText);
const name = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]+$/u, 'use one line of text');
const slotName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and underscore, starting with a letter');
const fieldName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use the name of a field of the task');

/** The text of the task's one field, or a text per field. */
const template = z.union([text, z.record(fieldName, text)], 'use a text, or a text per field of the task');
const templates = z.array(template).min(1).max(200);

const testSchema = keyed({
  name,
  capability: name,
  type: z.enum(['MFT', 'INV', 'DIR'], 'use MFT (the label is known), INV (the label must stay) or DIR (a probability must move)'),
  /** Where the texts come from: templates, or rows of a split of the task. */
  templates: templates.optional(),
  rows: keyed({ split: z.string().min(1), label: name.optional() }).optional(),
  /** At most this many cases, drawn by seed. */
  cases: z.int().min(1).max(5000).default(200),
  /** MFT: the label of every text. */
  label: name.optional(),
  /** INV and DIR: how the text changes. */
  becomes: templates.optional(),
  transformations: z
    .array(z.enum(transformationNames, `use some of ${transformationNames.join(', ')}`))
    .min(1)
    .optional(),
  add: keyed({
    front: z.array(text).min(1).max(200).optional(),
    back: z.array(text).min(1).max(200).optional(),
    fields: z.array(fieldName).min(1).optional(),
  }).optional(),
  /** At most this many changed texts per case, drawn by seed. */
  variants: z.int().min(1).max(20).default(3),
  /** DIR: the probability of the label must not move the other way by more than `tolerance`, and the right way by `at_least`. */
  expect: keyed({
    label: name,
    direction: z.enum(['up', 'down']),
    tolerance: z.number().min(0).max(1).default(0),
    at_least: z.number().min(0).max(1).default(0),
  }).optional(),
});

export const sheetSchema = keyed({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, dot, dash and underscore, starting with a letter or digit'),
  title: z.string().max(300).optional(),
  source: z.string().max(1000).optional(),
  /** The sheet's labels, and which classes of a task mean each: those that the task has count. */
  labels: z.record(name, z.array(name).min(1)),
  lexicons: z
    .record(
      slotName,
      z
        .array(z.union([z.string().min(1).max(200), z.number()]).transform(String))
        .min(1)
        .max(2000),
    )
    .default({}),
  tests: z.array(testSchema).min(1).max(500),
});

/** A test sheet as its file says it. */
export type Sheet = z.output<typeof sheetSchema>;
/** One test of a sheet. */
export type SheetTest = Sheet['tests'][number];
/** A template of a test, with its slots. */
export type SheetTemplate = z.output<typeof template>;
