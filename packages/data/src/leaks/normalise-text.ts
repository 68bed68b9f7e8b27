/**
 * Text as it is compared when spelling does not matter: Unicode compatibility form, lower case, without accents, only
 * letters and digits, one space between words. A text without any letter or digit stays as it is.
 */
export function normaliseText(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase().replace(/\p{M}+/gu, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
  return plain === '' ? text : plain;
}
