/** Joins words with single spaces, leaving out empty ones. */
export function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

/** `a` or `an` before a word. */
export function a(text: string): string {
  return `${/^[aeiou]/.test(text) && !/^u[ns]e/.test(text) ? 'an' : 'a'} ${text}`;
}

/** Text as it is compared: lower case, letters and digits only, single spaces. */
export function normalise(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ').trim();
}
