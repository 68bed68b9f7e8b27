/** A name or note from a file as it can be shown: control characters, which could steer the terminal, are replaced. */
export function plainText(text: string): string {
  return text.replace(/\p{Cc}/gu, '\ufffd');
}
