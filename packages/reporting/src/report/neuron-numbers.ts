import { fixed } from '../format.ts';

/** Three decimals, and of what is smaller two significant digits down to a millionth: effects of one neuron may be tiny. */
export function smallText(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.01) return fixed(value, 3);
  return fixed(value, Math.min(6, 1 - Math.floor(Math.log10(size))));
}

/** The same with its sign. */
export function signedText(value: number): string {
  const text = smallText(value);
  return text.startsWith('-') ? text : `+${text}`;
}

/** Decimals that tell values between two bounds apart. */
export function digitsBetween(low: number, high: number): number {
  const range = high - low;
  return range > 0 ? Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(range)))) : 2;
}
