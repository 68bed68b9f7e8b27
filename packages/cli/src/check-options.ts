import { nearestName } from '@skill-neurons/core';
import type { Argv } from 'yargs';
import { UsageError } from './usage-error.ts';

interface Range {
  least: number;
  most?: number;
  whole?: boolean;
  /** `both`: the bounds themselves are not allowed; `below`: `least` is not. */
  open?: 'both' | 'below';
}

/** Numbers that mean the same in every command and that nothing below checks before the work. */
const ranges: Readonly<Record<string, Range>> = {
  'threads': { least: 1, whole: true }, 'workers': { least: 0, whole: true }, 'bootstrap': { least: 0, whole: true }, 'show': { least: 0, whole: true }, 'rows': { least: 1, whole: true },
  'draws': { least: 0, whole: true }, 'random': { least: 0, whole: true }, 'rounds': { least: 1, whole: true }, 'per-class': { least: 1, whole: true },
  'top': { least: 0, most: 100, open: 'below' }, 'percent': { least: 0, most: 100 }, 'keep': { least: 0, most: 100, open: 'below' }, 'fdr': { least: 0, most: 1, open: 'both' },
};

/** What yargs does not see: words given twice, lists without a word, numbers that are none or make no sense. @throws UsageError */
export function checkOptions(options: Readonly<Record<string, unknown>>, args: readonly string[], cli: Argv): void {
  const lists = new Set(['_', ...declaredLists(cli)]);
  for (const [name, value] of Object.entries(options)) {
    if (Array.isArray(value) && !lists.has(name)) throw new UsageError(`--${name} is given twice`);
    if (Array.isArray(value) && value.length === 0 && args.includes(`--${name}`)) throw new UsageError(`--${name} names nothing`);
    for (const one of [value].flat()) {
      if (Number.isNaN(one)) throw new UsageError(`--${name} must be a number`);
      if (typeof one === 'number') assertWithin(name, one);
    }
  }
}

function assertWithin(name: string, value: number): void {
  const range = ranges[name];
  if (range === undefined) return;
  const { least, most = Infinity, whole = false, open } = range;
  const above = open === undefined ? value >= least : value > least;
  const below = open === 'both' ? value < most : value <= most;
  if (above && below && (!whole || Number.isInteger(value))) return;
  throw new UsageError(`--${name} is ${value}: use ${wanted(range)}`);
}

function wanted({ least, most, open }: Range): string {
  if (most === undefined) return `a whole number from ${least}`;
  if (open === 'both') return `a number between ${least} and ${most}`;
  return open === 'below' ? `a number above ${least}, up to ${most}` : `a number from ${least} to ${most}`;
}

/** yargs' word for a mistake in one line, with the option that was meant. */
export function yargsMistake(message: string, cli: Argv): UsageError {
  const line = message.replace(/\s*\n\s*/g, ' ');
  const unknown = /^Unknown arguments?: ([^, ]+)/.exec(line)?.[1];
  const near = unknown === undefined ? undefined : nearestName(unknown, Object.keys((cli as unknown as { getOptions(): { key: object } }).getOptions().key));
  return new UsageError(near === undefined || near === unknown ? line : `${line}: did you mean --${near}?`);
}

/** Options that the command at hand declares as arrays, in both spellings; yargs makes a list of any other that is repeated. Its types lack getOptions. */
function declaredLists(cli: Argv): string[] {
  const { array } = (cli as unknown as { getOptions(): { array: string[] } }).getOptions();
  return array.flatMap((name) => [name, name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())]);
}
