import { createRandom } from '@skill-neurons/core';
import { originalDraft, segmentText } from '../../text/segmented-text.ts';
import { openTagger } from '../../text/part-of-speech.ts';
import { wordNetLexicon } from './lexicon.ts';
import { openWordNet, type WordNetFiles } from './wordnet-files.ts';
import { wordNetSynonyms } from './wordnet-synonyms.ts';

let files: WordNetFiles;
beforeAll(() => {
  files = openWordNet();
});
afterAll(() => files.close());

const synonyms = (word: string, senses?: number) => {
  const text = segmentText({ word });
  return wordNetSynonyms({ files, ...(senses === undefined ? {} : { senses }) }).replacements({ text, draft: originalDraft(text), position: 0, word, random: createRandom(1) }) as string[];
};

test('the first and the last lemma of an index, and what is not in it', () => {
  // As `wn` of WordNet 3.1 shows them.
  expect(files.senses('film').map(({ partOfSpeech, offsets }) => [partOfSpeech, offsets.length])).toEqual([['noun', 5], ['verb', 2]]);
  expect(files.senses('zymurgy')).toHaveLength(1);
  expect(files.senses('aaaaaa')).toEqual([]);
  expect(files.senses('qqqq')).toEqual([]);
  expect(files.senses('')).toEqual([]);
  expect(files.synset('noun', files.senses('film')[0]!.offsets[0]!)).toContain('motion picture');
});

test('synonyms in the form and the case of the word, single words, never the word itself', () => {
  expect(synonyms('films')).toEqual(expect.arrayContaining(['movies', 'pictures']));
  expect(synonyms('Film')).toContain('Movie');
  expect(synonyms('TEDIOUS')).toContain('BORING');
  expect(synonyms('film').every((word) => /^[a-z]+$/.test(word) && word !== 'film')).toBe(true);
  expect(synonyms('bad')).not.toContain('big');
  expect(synonyms('years')).toContain('twelvemonths');
  expect(synonyms('years')).not.toContain('geezerhood');
  expect(synonyms('n\'t')).toEqual([]);
  expect(synonyms('1980')).toEqual([]);
});

test('a tagger tells the noun from the verb', async () => {
  const tagger = await openTagger();
  const at = (s: string, position: number) => {
    const text = segmentText({ s });
    return wordNetSynonyms({ files, tagger }).replacements({ text, draft: originalDraft(text), position, word: text.words[position]!, random: createRandom(1) }) as string[];
  };
  expect(at('he picked up the refuse in the street', 4)).toEqual(expect.arrayContaining(['garbage']));
  expect(at('they refuse the offer', 1)).toEqual(expect.arrayContaining(['decline']));
  expect(at('they refuse the offer', 1)).not.toContain('garbage');
  // A word with an entry of its own is no form of a verb.
  expect(at("it 's refreshing to see", 2)).not.toContain('reviewing');
});

test('the lexicon knows words in their forms, and no beginnings of words', () => {
  const lexicon = wordNetLexicon(files);
  for (const word of ['film', 'films', 'loved', 'loving', 'funnier', 'bigger', 'went', 'children', 'better', 'stories', 'Film']) expect({ word, known: lexicon.has(word) }).toEqual({ word, known: true });
  for (const word of ['opportun', 'phosph', 'stockp', 'xqzt', 'enjoym']) expect({ word, known: lexicon.has(word) }).toEqual({ word, known: false });
});
