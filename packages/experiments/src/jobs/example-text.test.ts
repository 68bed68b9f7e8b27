import { exampleText } from './example-text.ts';

/** Ids are code points; 0, 1 and 2 frame the text, 3 is the mask. */
const tokenizer = { special: { bos: 0, pad: 1, eos: 2, mask: 3 }, decode: (ids: readonly number[]) => ids.map((id) => (id === 3 ? '<mask>' : String.fromCodePoint(id))).join('') };
const ids = (text: string) => [...text].map((letter) => letter.codePointAt(0)!);

test('a text without its frame, two texts with a slash between, the mask kept, no double spaces', () => {
  expect(exampleText([0, ...ids(' a  fine\nfilm '), 2, 1, 1], tokenizer)).toBe('a fine film');
  expect(exampleText([0, ...ids('one'), 2, 2, ...ids(' two'), 2], tokenizer)).toBe('one / two');
  expect(exampleText([0, 3, ...ids(' yes'), 2], tokenizer)).toBe('<mask> yes');
  expect(exampleText([0, 2], tokenizer)).toBe('');
});

test('a long text is cut between words, a long word anywhere but within a character', () => {
  const long = exampleText(ids('word '.repeat(50)), tokenizer);
  expect([...long].length).toBeLessThanOrEqual(160);
  expect(long.endsWith('word\u2026')).toBe(true);
  const smiles = exampleText(ids('\u{1F642}'.repeat(200)), tokenizer);
  expect([...smiles]).toHaveLength(160);
  // A lone surrogate would come back as another character.
  expect(Buffer.from(smiles).toString()).toBe(smiles);
});
