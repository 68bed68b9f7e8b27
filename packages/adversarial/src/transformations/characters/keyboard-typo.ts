import type { WordTransformation } from '../transformation.ts';
import { characterTransformation, indices, splice, type CharacterOptions } from './character-transformation.ts';

const rows = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/** Letters beside each letter on a US keyboard; each row stands half a key to the right of the one above. */
const neighbours = new Map<string, string[]>();
rows.forEach((row, r) => [...row].forEach((letter, c) => {
  const beside = [row[c - 1], row[c + 1], rows[r - 1]?.[c], rows[r - 1]?.[c + 1], rows[r + 1]?.[c - 1], rows[r + 1]?.[c]];
  neighbours.set(letter, beside.filter((key) => key !== undefined));
}));

/** A letter becomes one that lies beside it on the keyboard. */
export function keyboardTypo(options: CharacterOptions = {}): WordTransformation {
  return characterTransformation('keyboard-typo', (characters, range) =>
    indices(range).flatMap((i) => {
      const character = characters[i]!;
      const beside = neighbours.get(character.toLowerCase()) ?? [];
      return beside.map((key) => splice(characters, i, 1, character === character.toLowerCase() ? key : key.toUpperCase()));
    }), options);
}
