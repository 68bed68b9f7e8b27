import type { Tokenizer } from '@skill-neurons/data';

/** How a vocabulary marks tokens that begin a word: a prefix on them, or on the others. */
export interface WordTokens {
  /** The plain word of a token that begins one, or undefined: a continuation, punctuation, other scripts. */
  wordOf(id: number): string | undefined;
  /** The id of the token that is this whole word after a space. */
  idOf(word: string): number | undefined;
}

/** Byte-level BPE marks the beginning of a word with Ġ, SentencePiece with ▁, WordPiece the continuation with ##. */
export function wordTokens(tokenizer: Tokenizer): WordTokens {
  const [first] = tokenizer.encode(' a');
  const begin = first === undefined ? '' : (/^[Ġ▁]/.exec(tokenizer.tokenOf(first) ?? '')?.[0] ?? '');
  return {
    wordOf(id) {
      const token = tokenizer.tokenOf(id);
      if (token === undefined || !token.startsWith(begin)) return undefined;
      const word = token.slice(begin.length);
      // Letters alone: bytes of other scripts and "##ing" do not pass.
      return /^[A-Za-z]{2,}$/.test(word) ? word : undefined;
    },
    idOf: (word) => tokenizer.idOf(begin + word),
  };
}
