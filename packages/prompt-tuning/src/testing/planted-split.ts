import { createRandom } from '@skill-neurons/core';
import type { PreparedSplit } from '../prepare.ts';
import { tinyVocabulary } from './tiny-checkpoint.ts';

/** Rows of random words in which class 1 holds w30 and class 0 w31. */
export function plantedRows(seed: string, n: number): { text: string; label: number }[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const label = i % 2;
    const words = Array.from({ length: 3 + random.integer(5) }, () => `w${5 + random.integer(20)}`);
    words[random.integer(words.length)] = label === 1 ? 'w30' : 'w31';
    return { text: words.join(' '), label };
  });
}

/** The same rows as a model of the tiny vocabulary reads them. */
export function plantedSplit(split: string, n: number): PreparedSplit {
  const examples = plantedRows(split, n).map(({ text, label }, i) => {
    const ids = text.split(' ').map((word) => tinyVocabulary.indexOf(word));
    return { id: String(i), ids: Int32Array.of(0, ...ids, 2), label };
  });
  return { task: 'planted', split, labels: ['no', 'yes'], labelWords: { ids: [35, 36], words: ['no', 'yes'], pieces: [[35], [36]], rule: 'first' }, examples, padId: 1, maxLength: 20 };
}
