import { createRandom, readTextFile, SkillNeuronsError } from '@skill-neurons/core';
import type { Document } from '@skill-neurons/datasets';
import type { TextSource } from './text-source.ts';

const heldOutShare = 0.02;
const mostHeldOut = 512;

/**
 * Texts of files, one a line (or one a paragraph cut at `maxCharacters`); lines that stand twice count once.
 * Each pass goes through all of them in a new order.
 * @throws FILE_READ, CORPUS_EMPTY
 */
export async function filesSource(paths: readonly string[], seed: number, maxCharacters = 2000): Promise<TextSource> {
  const lines = new Set<string>();
  for (const path of paths) {
    for (const line of (await readTextFile(path, 'text file')).split('\n')) {
      const text = line.trim().slice(0, maxCharacters);
      if (text !== '') lines.add(text);
    }
  }
  const random = createRandom(seed).fork('files');
  const documents = random.fork('held out').shuffle([...lines]).map((text): Document => ({ kind: 'text', parts: [text] }));
  const heldOutCount = Math.min(mostHeldOut, Math.ceil(documents.length * heldOutShare));
  const heldOut = documents.slice(0, heldOutCount);
  const training = documents.slice(heldOutCount);
  if (training.length === 0) {
    throw new SkillNeuronsError({ code: 'CORPUS_EMPTY', message: 'the text files hold fewer than two different lines', where: paths.join(', '), hint: 'give files with one text a line' });
  }
  const orders = new Map<number, Int32Array>();
  const order = (pass: number) => {
    let found = orders.get(pass);
    if (found === undefined) {
      // Only the pass at hand and its neighbour are ever asked for again.
      for (const old of orders.keys()) if (old < pass - 1) orders.delete(old);
      found = random.fork(`pass ${pass}`).permutation(training.length);
      orders.set(pass, found);
    }
    return found;
  };
  return {
    description: `${training.length} texts of ${paths.length} files, seed ${seed}`,
    heldOut,
    block: (index, size) => Array.from({ length: size }, (_, i) => {
      const position = index * size + i;
      const pass = Math.floor(position / training.length);
      return training[order(pass)[position % training.length]!]!;
    }),
  };
}
