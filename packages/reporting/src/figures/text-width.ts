import * as vega from 'vega';

/** Widths in em of the wider of the usual sans-serif fonts (DejaVu Sans), rounded up to classes. */
const classes: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[ijl.,:;'|!]/, 0.34],
  [/[ ftr()[\]/\\-]/, 0.42],
  [/[mw%MW@\u2190-\u21ff]/, 0.97],
  [/[A-Z]/, 0.72],
];
const OTHER = 0.64;
const known = new Map<string, number>();

/** Width of a text in pixels, estimated: figures are laid out without a screen, and the same everywhere. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text) {
    const own = known.get(letter) ?? classes.find(([letters]) => letters.test(letter))?.[1] ?? OTHER;
    known.set(letter, own);
    width += own;
  }
  return Math.ceil(width * fontSize);
}

/** Vega's own estimate without a canvas is 0.8 em for every letter, which leaves wide gaps round axes and legends. */
export function useTextWidths(): void {
  const { textMetrics } = vega as unknown as { textMetrics: { width: (item: { fontSize?: number }, text: unknown) => number } };
  textMetrics.width = ({ fontSize }, text) => (text === null || text === undefined ? 0 : textWidth(String(text as string), fontSize ?? 11));
}
