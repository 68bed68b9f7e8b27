/** How byte-level BPE (GPT-2, RoBERTa) cuts text into words: a word takes the space before it along. */
const wordPattern = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

const encoder = new TextEncoder();

/** The printable character that stands for each byte in a byte-level vocabulary (GPT-2's table). */
export const byteCharacters: readonly string[] = buildByteCharacters();

function buildByteCharacters(): string[] {
  const printable = (byte: number) => (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(printable(byte) ? byte : next++));
}

/** Words of a text, as byte characters; the first word counts as one after a space. */
export function byteLevelWords(text: string): string[] {
  return (` ${text.trimStart()}`.match(wordPattern) ?? []).map((word) => Array.from(encoder.encode(word), (byte) => byteCharacters[byte]).join(''));
}
