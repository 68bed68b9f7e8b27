import type { Interval } from '@skill-neurons/core';

/** `0.8731` as `87.3%`. */
export function percentText(share: number, digits = 1): string {
  return `${fixed(100 * share, digits)}%`;
}

/** `[82.1%, 91.0%]` as `82.1 to 91.0`, without the sign. */
export function intervalText({ low, high }: Interval, digits = 1): string {
  return `${fixed(100 * low, digits)} to ${fixed(100 * high, digits)}`;
}

/** The same for narrow table cells: `82.1–91.0`. */
export function rangeText({ low, high }: Interval, digits = 1): string {
  return `${fixed(100 * low, digits)}–${fixed(100 * high, digits)}`;
}

/** A difference of shares in percentage points, with its sign: `+3.2 points`. */
export function pointsText(difference: number, digits = 1): string {
  const text = fixed(100 * difference, digits);
  return `${text.startsWith('-') ? '' : '+'}${text} points`;
}

export function pValueText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${fixed(p, 3)}`;
}

/** The least p-value that a permutation test could have given. */
export function leastPText(p: number): string {
  return `smallest possible ${p < 0.001 ? '< 0.001' : fixed(p, 3)}`;
}

/** Fixed digits without a negative zero, a dash for what is not a number. */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  return value.toFixed(digits).replace(/^-(0(?:\.0*)?)$/, '$1');
}

/** `1234567` as `1 234 567` (thin spaces), independent of the machine's locale. */
export function integerText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

/** Whole seconds as `12 s`, `3 min 5 s` or `2 h 10 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}

/** `1 seed`, `2 seeds`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `“a”, “b” and “c”`, for items of several words. */
export function quotedList(items: readonly string[]): string {
  return listText(items.map((item) => `\u201c${item}\u201d`));
}
