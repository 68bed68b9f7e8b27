import type { WordTransformation } from '../transformation.ts';
import { characterTransformation, indices, randomLetter, splice, type CharacterOptions } from './character-transformation.ts';

/** Two neighbouring characters change places. */
export function swapCharacters(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('swap-characters', (characters, range) =>
    indices({ ...range, to: range.to - 1 }).map((i) => splice(characters, i, 2, characters[i + 1]!, characters[i]!)), options);
}

/** A character is left out. */
export function deleteCharacter(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('delete-character', (characters, range) => indices(range).map((i) => splice(characters, i, 1)), options);
}

/** A random letter comes in before a character. */
export function insertCharacter(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('insert-character', (characters, range, random) =>
    indices({ ...range, to: range.to + 1 }).map((i) => splice(characters, i, 0, randomLetter(random, characters[i - 1] ?? ''))), options);
}

/** A character becomes a random letter. */
export function substituteCharacter(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('substitute-character', (characters, range, random) => indices(range).map((i) => splice(characters, i, 1, randomLetter(random, characters[i]!))), options);
}

/** A space cuts the word in two (TextBugger's "insert"). */
export function insertSpace(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('insert-space', (characters) => indices({ from: 1, to: characters.length - 1 }).map((i) => splice(characters, i, 0, ' ')), options);
}
