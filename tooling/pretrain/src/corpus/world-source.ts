import { createRandom } from '@skill-neurons/core';
import { corpus, demoSplits, demoTasks, HeldOutTexts, normalise, documentText, type Document } from '@skill-neurons/datasets';
import type { TextSource } from './text-source.ts';

const heldOutSize = 512;

/** Texts of the demo's synthetic world, without end. No labelled row of a validation, test or adversarial split is in them. */
export function worldSource(seed: number): TextSource {
  const random = createRandom(seed).fork('world');
  const rows = demoTasks.map(demoSplits).flatMap(({ validation, test, adversarial }) => [...validation, ...test, ...adversarial]);
  const excluded = new HeldOutTexts(rows);
  const heldOut = take(corpus(random.fork('held out'), excluded), heldOutSize);
  const heldOutTexts = new Set(heldOut.map(keyOf));
  return {
    description: `synthetic English of @skill-neurons/datasets, seed ${seed}`,
    heldOut,
    block(index, size) {
      const stream = corpus(random.fork(`block ${index}`), excluded);
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
