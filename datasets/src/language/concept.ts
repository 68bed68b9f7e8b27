import type { Random } from '@skill-neurons/core';

/** One meaning and the words for it. Rare words stand in running text and in adversarial rows, never in the clean rows of a task. */
export interface Concept {
  readonly common: readonly string[];
  readonly rare: readonly string[];
}

/** Forms of a verb that the grammar uses. */
export interface VerbForms {
  readonly base: string;
  readonly past: string;
  readonly participle: string;
  readonly gerund: string;
}

/** One action and the verbs for it. */
export interface Action {
  readonly common: readonly VerbForms[];
  readonly rare: readonly VerbForms[];
}

/** How a text is worded: how often a rare word is taken, and whose turns of phrase are used. */
export interface Speech {
  /** Probability of a rare word where the meaning has one. */
  readonly rare: number;
  /** Tasks and running text use different frames around the same clauses. */
  readonly register: 'task' | 'text';
}

export const taskSpeech: Speech = { rare: 0, register: 'task' };
export const textSpeech: Speech = { rare: 0.3, register: 'text' };

/** Reads one concept per line: `common common | rare rare`. */
export function concepts(table: string): readonly Concept[] {
  return lines(table).map((line) => {
    const [common, rare] = halves(line);
    return { common, rare };
  });
}

/** Reads one action per line; a verb is its base form (regular) or `base/past` or `base/past/participle`. */
export function actions(table: string): readonly Action[] {
  return lines(table).map((line) => {
    const [common, rare] = halves(line);
    return { common: common.map(verbForms), rare: rare.map(verbForms) };
  });
}

/** A word for a concept, rare ones as often as the speech has it. */
export function word(concept: Concept, speech: Speech, random: Random): string {
  return random.pick(concept.rare.length > 0 && random.uniform() < speech.rare ? concept.rare : concept.common);
}

/** A verb for an action. */
export function verb(action: Action, speech: Speech, random: Random): VerbForms {
  return random.pick(action.rare.length > 0 && random.uniform() < speech.rare ? action.rare : action.common);
}

/** One of the others. */
export function pickOther<T>(items: readonly T[], not: T, random: Random): T {
  return random.pick(items.filter((item) => item !== not));
}

function lines(table: string): string[] {
  return table.split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

function halves(line: string): [string[], string[]] {
  const [common = '', rare = ''] = line.split('|');
  const words = (text: string) => text.split(' ').filter((item) => item !== '').map((item) => item.replaceAll('_', ' '));
  return [words(common), words(rare)];
}

function verbForms(text: string): VerbForms {
  const [base = '', past = regularPast(base), participle = past] = text.split('/');
  return { base, past, participle, gerund: gerundOf(base, past) };
}

function gerundOf(base: string, past: string): string {
  const [verbal = '', ...rest] = base.split(' ');
  // "stop, stopped": a doubled consonant is doubled here too.
  const doubled = past.startsWith(verbal + verbal.at(-1));
  const stem = doubled ? verbal + verbal.at(-1) : /^(win|begin|dig)$/.test(verbal) ? verbal + verbal.at(-1) : verbal.replace(/e$/, '');
  return [`${stem}ing`, ...rest].join(' ');
}

function regularPast(base: string): string {
  if (base.endsWith('e')) return `${base}d`;
  if (/[^aeiou]y$/.test(base)) return `${base.slice(0, -1)}ied`;
  return `${base}ed`;
}
