import { createEncoder, type EncodeOptions } from './encode.ts';
import { resolveLabelWords } from './label-words.ts';
import { loadExamples, type LoadExamplesOptions } from './load-examples.ts';
import { countClasses, type ClassCounts } from './class-counts.ts';
import type { Example } from './types.ts';

/** A row as a model reads it. */
export interface PreviewedExample extends Example {
  labelName: string;
  /** The label word, its first token, and the tokens that it is scored by: one, or all with `label_word_pieces: whole`. */
  labelWord: string;
  labelTokenId: number;
  labelTokenIds: readonly number[];
  ids: number[];
  tokens: string[];
  /** The input as the model reads it. */
  text: string;
  /** True when something was cut to fit `maxLength`. */
  truncated: boolean;
}

/** Rows of a task as a model reads them, with its label words. */
export interface TaskPreview {
  split: string;
  examples: PreviewedExample[];
  classes: ClassCounts;
  /** In class order: the word, its first token, all its pieces, and those it is scored by. */
  labelWords: { word: string; id: number; token: string; pieces: readonly number[]; scored: readonly number[] }[];
}

/** Shows what a model gets to read: the first examples of a split as text, tokens and ids, with their label words. */
export async function previewTask({ split, count = 3, ...options }: EncodeOptions & LoadExamplesOptions & { split: string; count?: number }): Promise<TaskPreview> {
  const { task, family, tokenizer } = options;
  const { ids, words, pieces } = resolveLabelWords(task, family, tokenizer);
  const scored = ids.map((tokens) => [tokens].flat());
  const labelIds = pieces.map(([first]) => first);
  const encode = createEncoder(options);
  const encodeWhole = createEncoder({ ...options, task: { ...task, maxLength: {} }, maxLength: Number.MAX_SAFE_INTEGER });
  const examples = await loadExamples(task, split, options);
  return {
    split,
    classes: countClasses(examples, task.labels.length),
    labelWords: words.map((word, c) => ({ word, id: labelIds[c]!, token: tokenizer.tokenOf(labelIds[c]!) ?? '', pieces: pieces[c]!, scored: scored[c]! })),
    examples: examples.slice(0, count).map((example) => {
      const tokenIds = [...encode(example).ids];
      return {
        ...example,
        labelName: task.labels[example.label]!,
        labelWord: words[example.label]!,
        labelTokenId: labelIds[example.label]!,
        labelTokenIds: scored[example.label]!,
        ids: tokenIds,
        tokens: tokenIds.map((id) => tokenizer.tokenOf(id) ?? `[${id}]`),
        text: tokenizer.decode(tokenIds),
        truncated: encodeWhole(example).ids.length > tokenIds.length,
      };
    }),
  };
}
