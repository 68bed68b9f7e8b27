import { createEncoder, type EncodeOptions } from './encode.ts';
import { resolveLabelWords } from './label-words.ts';
import { loadExamples, type LoadExamplesOptions } from './load-examples.ts';
import { countClasses, type ClassCounts } from './class-counts.ts';
import type { Example } from './types.ts';

export interface PreviewedExample extends Example {
  labelName: string;
  /** The label word and its scored token. */
  labelWord: string;
  labelTokenId: number;
  ids: number[];
  tokens: string[];
  /** The input as the model reads it. */
  text: string;
  /** True when something was cut to fit `maxLength`. */
  truncated: boolean;
}

export interface TaskPreview {
  split: string;
  examples: PreviewedExample[];
  classes: ClassCounts;
  /** In class order: the word, its scored token, and all its pieces. */
  labelWords: { word: string; id: number; token: string; pieces: readonly number[] }[];
}

/** Shows what a model gets to read: the first examples of a split as text, tokens and ids, with their label words. */
export async function previewTask({ split, count = 3, ...options }: EncodeOptions & LoadExamplesOptions & { split: string; count?: number }): Promise<TaskPreview> {
  const { task, family, tokenizer } = options;
  const { ids: labelIds, words, pieces } = resolveLabelWords(task, family, tokenizer);
  const encode = createEncoder(options);
  const encodeWhole = createEncoder({ ...options, task: { ...task, maxLength: {} }, maxLength: Number.MAX_SAFE_INTEGER });
  const examples = await loadExamples(task, split, options);
  return {
    split,
    classes: countClasses(examples, task.labels.length),
    labelWords: words.map((word, c) => ({ word, id: labelIds[c]!, token: tokenizer.tokenOf(labelIds[c]!) ?? '', pieces: pieces[c]! })),
    examples: examples.slice(0, count).map((example) => {
      const ids = [...encode(example).ids];
      return {
        ...example,
        labelName: task.labels[example.label]!,
        labelWord: words[example.label]!,
        labelTokenId: labelIds[example.label]!,
        ids,
        tokens: ids.map((id) => tokenizer.tokenOf(id) ?? `[${id}]`),
        text: tokenizer.decode(ids),
        truncated: encodeWhole(example).ids.length > ids.length,
      };
    }),
  };
}
