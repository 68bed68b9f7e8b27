/** An entry of `added_tokens` in tokenizer.json. */
interface AddedToken {
  id: number;
  content: string;
  single_word: boolean;
  lstrip: boolean;
  rstrip: boolean;
  normalized: boolean;
  special: boolean;
}

/** The special tokens that a vocabulary has, by id. `lstrip` tells which of them take the space before them. */
export function addedTokens(tokens: readonly string[], idOf: (token: string) => number | undefined, lstrip: (token: string) => boolean, rstrip: (token: string) => boolean = () => false): AddedToken[] {
  const found = tokens.flatMap((content): AddedToken[] => {
    const id = idOf(content);
    return id === undefined ? [] : [{ id, content, single_word: false, lstrip: lstrip(content), rstrip: rstrip(content), normalized: false, special: true }];
  });
  return found.sort((a, b) => a.id - b.id);
}
