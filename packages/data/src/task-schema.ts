import { z } from 'zod';

/**
 * The format of a task file (YAML), as zod schemas. `datasets/tasks/README.md` describes it for people.
 * Unknown keys are errors, so that a misspelt key never passes silently.
 */

/** A strict object whose message for an unknown key names the keys there are. */
function keyed<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `there is no such key; the keys here are ${Object.keys(shape).join(', ')}` : undefined),
  });
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'use letters, digits, dot, dash and underscore, starting with a letter or digit');
const fieldName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'use letters, digits and underscore, not starting with a digit');
const column = z.string().min(1, 'name a column');
/** Values are compared as text, as a TSV file holds nothing else. */
const scalar = z.union([z.string(), z.number(), z.boolean()], 'use a string, a number or true/false').transform(String);

const perFamily = <T extends z.ZodType>(value: T) => keyed({ 'masked-lm': value.optional(), 'encoder-decoder': value.optional() });

/** Rows are kept when every condition holds. */
const conditionSchema = keyed({
  column,
  equals: z.union([scalar, z.array(scalar).min(1)]).optional(),
  not_equals: z.union([scalar, z.array(scalar).min(1)]).optional(),
}).refine((condition) => (condition.equals === undefined) !== (condition.not_equals === undefined), 'give either equals or not_equals');

/** A field: a column, the first present one of several, several joined, or the text file that a column names. */
const fieldSourceSchema = z.union(
  [column, z.array(column).min(1), keyed({ join: z.array(column).min(2), separator: z.string().default(' ') }), keyed({ column, folder: z.string().min(1) })],
  'use a column name, a list of column names, {join, separator}, or {column, folder}',
);

const labelSchema = keyed({
  column: column.optional(),
  /** A file with one label a line, beside the text file. */
  file: z.string().min(1).optional(),
  /** Value in the file -> class name, class index, or null to drop the row. */
  map: z.record(z.string(), z.union([z.string(), z.int().min(0), z.null()], 'use a class name, a class index, or null to drop the row')).optional(),
}).refine((label) => (label.column === undefined) !== (label.file === undefined), 'give either column or file');

/** A data set on the Hugging Face Hub: its id, or its id and a branch, tag or commit. */
const hubId = z.string().regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/, 'write the id of a data set on the hub, such as nyu-mll/glue');
const hubSchema = z.union([hubId, keyed({ id: hubId, revision: z.string().min(1).optional() })], 'use the id of a data set on the hub, or {id, revision}');

const seed = z.int().min(0).default(1);
const fraction = z.number().gt(0, 'use a fraction between 0 and 1').lt(1, 'use a fraction between 0 and 1').optional();
const count = z.int().min(1).optional();
const oneSize = (sample: { fraction?: number | undefined; rows?: number | undefined; per_class?: number | undefined }) =>
  [sample.fraction, sample.rows, sample.per_class].filter((size) => size !== undefined).length === 1;
const sizeMessage = 'give one of fraction, rows and per_class';

const fileSplitSchema = keyed({
  /** Files, folders, or patterns with `*`: the shards of the split, in this order. */
  file: z.union([z.string().min(1, 'name a file'), z.array(z.string().min(1)).min(1)], 'name a file, or a list of files'),
  hub: hubSchema.optional(),
  format: z.enum(['tsv', 'csv', 'json', 'jsonl', 'lines', 'parquet']).optional(),
  /** TSV and CSV: `"` quotes cells. */
  quote: z.boolean().optional(),
  /** TSV and CSV without a header line: the names of the columns. */
  columns: z.array(column).min(1).optional(),
  /** JSON: keys to follow to the rows. */
  select: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  fields: z.record(fieldName, fieldSourceSchema),
  label: labelSchema,
  id: column.optional(),
  group: column.optional(),
  original_id: column.optional(),
  /** The split in which `original_id` names a row: the texts before the attack. */
  original_split: name.optional(),
  where: z.array(conditionSchema).min(1).optional(),
  /** What a null in a column that is used means. */
  nulls: z.enum(['error', 'drop', 'empty']).optional(),
  /** TSV and CSV: cells that mean null, such as NA. */
  null_values: z.array(z.string()).min(1).optional(),
  /** Other splits: rows whose fields equal those of a row there are dropped. */
  disjoint_from: z.array(name).min(1).optional(),
  /** How many rows there must be after all of the above. */
  rows: z.int().min(1).optional(),
  /** Of what is left, this seeded part. */
  sample: keyed({ fraction, rows: count, per_class: count, seed }).refine(oneSize, sizeMessage).optional(),
});

/** A seeded part of another split, which loses those rows. */
const carveOutSchema = keyed({ from: name, fraction, rows: count, per_class: count, seed }).refine(oneSize, sizeMessage);

export const taskSchema = keyed({
  name,
  /** A task file in the same folder whose top-level keys hold where this file sets none. */
  extends: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/, 'name a task file (.yaml) in the same folder').optional(),
  title: z.string().min(1),
  type: name,
  source: z.string().min(1).optional(),
  license: z.string().min(1).optional(),
  labels: z.array(name).min(2, 'a task has at least two classes'),
  templates: perFamily(z.string().min(1)),
  max_length: perFamily(z.int().min(1)).optional(),
  verbalizers: perFamily(z.array(z.union([z.string().min(1), z.int().min(0)], 'use a label word or a token id')).min(2)),
  /** What to do with a label word of several pieces. */
  label_word_pieces: z.enum(['first', 'whole', 'error']).optional(),
  data_folder: z.string().min(1).optional(),
  splits: z.record(name, z.union([fileSplitSchema, carveOutSchema])),
  adversarial: z.array(name).optional(),
});

export type TaskFile = z.output<typeof taskSchema>;
export type SplitFile = z.output<typeof fileSplitSchema>;
export type SampleFile = z.output<typeof carveOutSchema>;
