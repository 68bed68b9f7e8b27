import { createRandom } from '@skill-neurons/core';
import { corpus, demoSplits, demoTasks, HeldOutTexts, normalise, documentText, type Document, type Judging } from '@skill-neurons/datasets';
import type { TextSource } from './text-source.ts';

const heldOutSize = 512;

/** How texts are judged from a block on, until the next lesson begins. */
export interface Lesson extends Judging {
  readonly fromBlock: number;
}

/**
 * Texts of the demo's synthetic world, without end. No labelled row of a validation, test or adversarial split is in them.
 * @param lessons in order; the first begins with block 0. Held-out texts are judged as in the last.
 */
export function worldSource(seed: number, lessons: readonly Lesson[]): TextSource {
  const random = createRandom(seed).fork('world');
  const rows = demoTasks.map(demoSplits).flatMap(({ validation, test, adversarial }) => [...validation, ...test, ...adversarial]);
  const excluded = new HeldOutTexts(rows);
  const heldOut = take(corpus(random.fork('held out'), excluded, lessons.at(-1)!), heldOutSize);
  const heldOutTexts = new Set(heldOut.map(keyOf));
  return {
    description: `synthetic English of @skill-neurons/datasets, seed ${seed}, lessons ${JSON.stringify(lessons)}`,
    heldOut,
    block(index, size) {
      const stream = corpus(random.fork(`block ${index}`), excluded, lessons.findLast(({ fromBlock }) => fromBlock <= index) ?? lessons[0]!);
      return take(notIn(stream, heldOutTexts), size);
    },
  };
}

const keyOf = (document: Document) => normalise(documentText(document));

function* notIn(documents: Iterable<Document>, texts: ReadonlySet<string>): Generator<Document> {
  for (const document of documents) if (!texts.has(keyOf(document))) yield document;
}

function take<T>(items: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === count) break;
  }
  return taken;
}
