const longestName = 255;
const longestPath = 1024;
// Separators of any system and what a file name should not hold.
const refused = /[/\\\p{Cc}]/u;

/** True for a file or folder name that may be asked for: nothing hidden, no `..`, no separator, no control character. */
export function isPlainName(name: string): boolean {
  return name !== '' && !name.startsWith('.') && name.length <= longestName && !refused.test(name);
}

/** The names of a decoded path below the folder, '' for the folder itself; null where one of them may not be asked for. */
export function plainPath(path: string): string[] | null {
  if (path.length > longestPath) return null;
  const names = path.replace(/\/$/, '').split('/');
  if (names.length === 1 && names[0] === '') return [];
  return names.every(isPlainName) ? names : null;
}
