// Counts the text lengths of SST-2's training split, as the toolkit reads it, into lengths/:
//   node dist/make-lengths.js DATA_FOLDER TOKENIZERS_FOLDER
// where DATA_FOLDER holds sst2/train.tsv and TOKENIZERS_FOLDER holds roberta-base/ and t5-base/.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFileAtomic } from '@skill-neurons/core';
import { encodeExamples, loadExamples, loadTask, loadTokenizer, type ModelFamily } from '@skill-neurons/data';
import { tasksFolder } from '@skill-neurons/datasets';
import type { LengthHistogram } from './length-histogram.ts';

/** Lengths of a split under a model family's template. */
export async function countLengths(dataFolder: string, tokenizersFolder: string, tokenizerName: string, family: ModelFamily): Promise<LengthHistogram> {
  const task = await loadTask(join(tasksFolder, 'sst2.yaml'));
  const tokenizer = await loadTokenizer(join(tokenizersFolder, tokenizerName));
  const examples = await loadExamples(task, 'train', { dataFolder });
  const counts: Record<string, number> = {};
  for (const { ids } of await encodeExamples({ task, family, tokenizer, examples, maxLength: 512 })) counts[ids.length] = (counts[ids.length] ?? 0) + 1;
  return { task: 'sst2', split: 'train', tokenizer: tokenizerName, counts };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dataFolder, tokenizersFolder] = process.argv.slice(2);
  if (dataFolder === undefined || tokenizersFolder === undefined) throw new Error('usage: make-lengths DATA_FOLDER TOKENIZERS_FOLDER');
  for (const [name, family] of [['roberta-base', 'masked-lm'], ['t5-base', 'encoder-decoder']] as const) {
    const path = fileURLToPath(new URL(`../lengths/sst2-${name}.json`, import.meta.url));
    await writeFileAtomic(path, `${JSON.stringify(await countLengths(dataFolder, tokenizersFolder, name, family))}\n`);
  }
}
