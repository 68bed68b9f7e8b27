import { createRandom } from '@skill-neurons/core';
import fc from 'fast-check';
import { originalDraft, renderDraft, segmentText } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';
import { contractions } from './contractions.ts';
import { handle, link, longTautology, negatedTautology, tautology } from './distractors.ts';
import { changeLocations, changeNames, changeNumbers } from './entities.ts';
import { negation } from './negation.ts';
import { punctuation } from './punctuation.ts';

const rewrite = (transformation: TextTransformation, fields: Record<string, string>, options: { seed?: number; attackable?: string[] } = {}) => {
  const text = segmentText(fields, options.attackable);
  return transformation.rewrites({ text, draft: originalDraft(text), random: createRandom(options.seed ?? 1) }).map((draft) => renderDraft(text, draft));
};
const one = (transformation: TextTransformation, s: string) => rewrite(transformation, { s }).map((fields) => fields['s']);

const all = [contractions, tautology, negatedTautology, longTautology, handle, link, changeNames, changeLocations, changeNumbers, punctuation, negation];
const words = fc.constantFrom('do', 'not', "don't", "n't", 'ca', 'is', 'I', 'am', 'they', 'are', 'Paris', 'Mary', 'John', '12', '1984', '7', '3.5', 'a', 'good', '🙂', 'ünï', '日本', ',', 'was', 'no');
const sentence = fc.array(words, { maxLength: 14 }).map((list) => list.join(' ')).chain((s) => fc.constantFrom(s, `${s} .`, `${s}.`, `${s} ?`));

test.each(all.map((make) => [make().name, make()] as const))('%s: the same for a seed, never the text itself, whole Unicode, other fields untouched', (_name, transformation) => {
  fc.assert(fc.property(sentence, sentence, fc.integer(), (a, b, seed) => {
    const found = rewrite(transformation, { a, b }, { seed, attackable: ['a'] });
    expect(rewrite(transformation, { a, b }, { seed, attackable: ['a'] })).toEqual(found);
    for (const fields of found) {
      expect(fields['b']).toBe(b);
      expect(fields['a']).not.toBe(a);
      expect(fields['a']).not.toMatch(/\p{Surrogate}/u);
    }
  }));
});

const negations = (s: string) => s.match(/\b(not|no|never)\b|n['’]t\b/g)?.length ?? 0;
test.each([contractions, changeNames, changeLocations, changeNumbers, punctuation, handle, link, tautology].map((make) => [make().name, make()] as const))('%s keeps every negation', (_name, transformation) => {
  fc.assert(fc.property(sentence, fc.integer(), (s, seed) => {
    for (const fields of rewrite(transformation, { s }, { seed })) expect(negations(fields['s']!)).toBe(negations(s));
  }));
});

test.each([contractions, punctuation, tautology, negatedTautology, longTautology, changeNames, changeLocations, negation].map((make) => [make().name, make()] as const))('%s keeps every number', (_name, transformation) => {
  const numbers = (s: string) => s.match(/\d+/g)?.join() ?? '';
  fc.assert(fc.property(sentence, fc.integer(), (s, seed) => {
    for (const fields of rewrite(transformation, { s }, { seed })) expect(numbers(fields['s']!)).toBe(numbers(s));
  }));
});

test('contractions, both ways', () => {
  expect(one(contractions(), 'They are good and do not lie .')).toEqual(["They're good and don't lie ."]);
  expect(one(contractions(), "it wo n't end , I'm told it can't .")).toEqual(['it will not end , I am told it can not .']);
  // The end of a clause, a question, a genitive.
  expect(one(contractions(), 'as good as they are')).toEqual([]);
  expect(one(contractions(), "Don't you see Mary's film ?")).toEqual([]);
});

test('names and places change alike in every field, and only for their own kind', () => {
  for (const [transformation, word, fixed] of [[changeNames(), 'Mary', 'Paris'], [changeLocations(), 'Paris', 'Mary']] as const) {
    const [fields] = rewrite(transformation, { premise: 'Mary went to Paris .', hypothesis: 'Paris saw Mary .' });
    expect(`${fields!['premise']} ${fields!['hypothesis']}`).not.toContain(word);
    expect(fields!['premise']).toContain(fixed);
    const other = transformation.name === 'names' ? fields!['premise']!.split(' ')[0]! : fields!['premise']!.split(' ')[3]!;
    expect(fields!['hypothesis']).toContain(other);
    // Where one of its places may not change, nothing does.
    expect(rewrite(transformation, { premise: `${word} x`, hypothesis: word }, { attackable: ['hypothesis'] })).toEqual([]);
  }
});

test('numbers change by a fifth at most and keep their digits; years and decimals stay', () => {
  fc.assert(fc.property(fc.integer({ min: 3, max: 999_999_999 }), fc.integer(), (number, seed) => {
    for (const { s } of rewrite(changeNumbers(), { s: `about ${number} of them` }, { seed })) {
      const other = Number(s!.split(' ')[1]);
      expect(Math.abs(other - number)).toBeLessThanOrEqual(Math.max(1, number / 5));
      expect(String(other)).toHaveLength(String(number).length);
    }
  }));
  expect(one(changeNumbers(), 'in 1984 , 2 of 3.5 , the 1980s')).toEqual([]);
});

test('distractors stand before a final full stop, handles in front', () => {
  expect(one(tautology(), 'a film .')).toEqual(['a film and true is true .']);
  expect(one(negatedTautology(), 'a film')).toEqual(['a film and false is not true']);
  expect(one(handle(), 'a film')[0]).toMatch(/^@[A-Za-z0-9]{6} a film$/);
  expect(one(link(), 'a film .')[0]).toMatch(/^a film \. https:\/\/t\.co\/[A-Za-z0-9]{10}$/);
  expect(one(tautology(), '...')).toEqual([]);
  const text = segmentText({ s: 'a film .' });
  for (const transformation of [handle(), link(), tautology()]) {
    const [once] = transformation.rewrites({ text, draft: originalDraft(text), random: createRandom(1) });
    expect(transformation.rewrites({ text, draft: once!, random: createRandom(2) })).toEqual([]);
  }
});

test('full stops and negation', () => {
  expect(one(punctuation(), 'a film .')).toEqual(['a film']);
  expect(one(punctuation(), 'a film')).toEqual(['a film.']);
  expect([...one(punctuation(), 'a film ?'), ...one(punctuation(), 'in the U.S.'), ...one(punctuation(), 'and so ...')]).toEqual([]);
  expect(one(negation(), 'it is good and was not bad')).toEqual(['it is not good and was not bad', 'it is good and was bad']);
  expect(one(negation(), 'they will most likely not find it')).toEqual([]);
  expect(one(negation(), 'it is no good')).toEqual([]);
  expect(one(negation(), 'where was the film made ?')).toEqual([]);
  expect(one(negation(), 'why was it not made ?')).toEqual([]);
  expect(one(negation(), 'who was not there ?')).toEqual(['who was there ?']);
});
