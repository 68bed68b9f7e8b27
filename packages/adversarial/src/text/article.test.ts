import fc from 'fast-check';
import { agreeArticle, takesAn } from './article.ts';
import { countPerturbedWords, editedPositions, originalDraft, renderDraft, segmentText, withWord } from './segmented-text.ts';

const replaced = (s: string, position: number, word: string) => {
  const text = segmentText({ s });
  const before = originalDraft(text);
  return renderDraft(text, agreeArticle(text, before, withWord(before, position, word), position))['s'];
};

test('"a" and "an" follow the word behind them', () => {
  expect(replaced('a funny film', 1, 'amusing')).toBe('an amusing film');
  expect(replaced('it is an old film', 3, 'young')).toBe('it is a young film');
  expect(replaced('A good film', 1, 'excellent')).toBe('An excellent film');
  expect(replaced('A GOOD FILM', 1, 'AWFUL')).toBe('AN AWFUL FILM');
  expect(replaced('an hour', 1, 'minute')).toBe('a minute');
  expect(replaced('a film', 1, 'movie')).toBe('a film'.replace('film', 'movie'));
});

test('what did not fit before, stands apart, or is no article stays', () => {
  expect(replaced('an funny film', 1, 'amusing')).toBe('an amusing film');
  expect(replaced('a , funny film', 1, 'amusing')).toBe('a , amusing film');
  expect(replaced('the funny film', 1, 'amusing')).toBe('the amusing film');
  expect(replaced('funny film', 0, 'amusing')).toBe('amusing film');
  const text = segmentText({ a: 'such a', b: 'film' });
  const before = originalDraft(text);
  expect(agreeArticle(text, before, withWord(before, 2, 'idea'), 2).words).toEqual(['such', 'a', 'idea']);
});

test.each([['hour', true], ['university', false], ['unimportant', true], ['uninteresting', true], ['useful', false], ['usher', true], ['one', false], ['MTV', true], ['Oscar', true], ['FBI', true], ['euro', false], ['heir', true], ['house', false], ['urban', true], ['utterly', true], ['union', false]])('%s', (word, an) => {
  expect(takesAn(word)).toBe(an);
});

test('an article that follows is not counted as edited, and no other word is touched', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', 'an', 'the', 'old', 'new', 'film', 'hour', 'é', '🙂', 'not', '12'), { minLength: 2, maxLength: 8 }), fc.nat(7), fc.constantFrom('idea', 'story', 'honest', '日本'), (words, at, word) => {
    const text = segmentText({ s: words.join(' ') });
    const position = Math.min(at, text.words.length - 1);
    if (position < 0) return;
    const before = originalDraft(text);
    const after = agreeArticle(text, before, withWord(before, position, word), position);
    const others = [...after.words.keys()].filter((i) => i !== position && after.words[i] !== text.words[i]);
    expect(others.every((i) => i === position - 1 && /^an?$/i.test(after.words[i]!))).toBe(true);
    // An edited article itself ("a" becomes "idea") counts.
    expect(editedPositions(text, after)).toEqual([position]);
    expect(countPerturbedWords(text, after)).toBe(1);
  }));
});
