import { inflect, possibleLemmas } from './inflection.ts';

test.each([
  ['movies', 'movie'], ['stories', 'story'], ['boxes', 'box'], ['touched', 'touch'], ['loved', 'love'], ['planned', 'plan'], ['tried', 'try'], ['making', 'make'], ['running', 'run'], ['feeling', 'feel'],
])('%s may come from %s', (word, lemma) => {
  expect(possibleLemmas(word).map((form) => form.lemma)).toContain(lemma);
  expect(possibleLemmas(word)[0]!.lemma).toBe(word);
});

test.each([
  ['story', 's', 'stories'], ['play', 's', 'plays'], ['box', 's', 'boxes'], ['have', 's', 'has'], ['crisis', 's', undefined], ['man', 's', undefined],
  ['love', 'ed', 'loved'], ['try', 'ed', 'tried'], ['plan', 'ed', 'planned'], ['touch', 'ed', 'touched'], ['begin', 'ed', undefined], ['allow', 'ed', 'allowed'],
  ['make', 'ing', 'making'], ['see', 'ing', 'seeing'], ['tie', 'ing', 'tying'], ['run', 'ing', 'running'], ['feel', 'ing', 'feeling'], ['begin', '', 'begin'],
] as const)('%s with "%s" is %s', (lemma, ending, form) => {
  expect(inflect(lemma, ending)).toBe(form);
});
