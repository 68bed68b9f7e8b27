import type { Random } from '@skill-neurons/core';
import type { Fields } from '../victim/batch-runner.ts';
import type { SheetTemplate } from './sheet-schema.ts';

export type Lexicons = Readonly<Record<string, readonly string[]>>;
export type SlotValues = ReadonlyMap<string, string>;

type Piece = { kind: 'text'; text: string } | { kind: 'slot'; name: string; article: boolean };

const pattern = /\{\{|\}\}|\{(a:)?([a-z][a-z0-9_]*)\}|[{}]/g;

/**
 * Cuts a template into text and slots: `{name}` is a slot, `{a:name}` one with "a" or "an" before it, `{{` a brace.
 * @throws RangeError at a brace that is none of these
 */
export function parseSlots(template: string): Piece[] {
  const pieces: Piece[] = [];
  let last = 0;
  for (const match of template.matchAll(pattern)) {
    pieces.push({ kind: 'text', text: template.slice(last, match.index) });
    last = match.index + match[0].length;
    const [whole, article, name] = match;
    if (name !== undefined) pieces.push({ kind: 'slot', name, article: article !== undefined });
    else if (whole.length === 2) pieces.push({ kind: 'text', text: whole[0]! });
    else throw new RangeError(`character ${match.index + 1}: a slot is {name} or {a:name}, a brace that is meant as text is doubled`);
  }
  pieces.push({ kind: 'text', text: template.slice(last) });
  return pieces;
}

/** Names of the slots of a template, in all its fields. */
export function slotsOf(template: SheetTemplate): string[] {
  const texts = typeof template === 'string' ? [template] : Object.values(template);
  return [...new Set(texts.flatMap((text) => parseSlots(text).flatMap((piece) => (piece.kind === 'slot' ? [piece.name] : []))))];
}

/** The lexicon of a slot: of its own name, or of the name without the number at its end, so that {name1} and {name2} are two names. */
export function lexiconOf(slot: string, lexicons: Lexicons): string | undefined {
  return [slot, slot.replace(/\d+$/, '')].find((name) => Object.hasOwn(lexicons, name));
}

/** The fields of a template with its slots filled; a template that is one text belongs to `onlyField`. */
export function fillTemplate(template: SheetTemplate, values: SlotValues, onlyField: string): Fields {
  const fields = typeof template === 'string' ? { [onlyField]: template } : template;
  return Object.fromEntries(
    Object.entries(fields).map(([field, text]) => [
      field,
      parseSlots(text)
        .map((piece) => (piece.kind === 'text' ? piece.text : slotText(piece, values)))
        .join(''),
    ]),
  );
}

function slotText({ name, article }: Piece & { kind: 'slot' }, values: SlotValues): string {
  const value = values.get(name)!;
  return article ? `${takesAn(value) ? 'an' : 'a'} ${value}` : value;
}

/** By the first sound: "an hour", "a unit", "a European". */
function takesAn(word: string): boolean {
  return /^(hon|hour|heir)/i.test(word) || /^(?!(uni[^nm]|us[eu]|eu|one|once|ubiq|uten))[aeiou]/i.test(word);
}

/** Products up to this size are shuffled whole; larger ones are drawn from. */
const largestListed = 200_000;

/**
 * Values for slots: the whole cartesian product if it has no more than `count` members, else so many of them, drawn without
 * repetition. Slots of one lexicon take different entries.
 */
export function drawValues(slots: readonly string[], lexicons: Lexicons, count: number, random: Random): SlotValues[] {
  const lists = slots.map((slot) => [...new Set(lexicons[lexiconOf(slot, lexicons)!]!)]);
  const found = new Map<string, SlotValues>();
  for (const values of candidates(slots, lists, count, random)) {
    if (allDiffer(values, lexicons)) found.set(JSON.stringify([...values]), values);
    if (found.size >= count) break;
  }
  return [...found.values()];
}

/** Members of the product in the order they are tried: all in order, all shuffled, or draws that may repeat themselves. */
function* candidates(slots: readonly string[], lists: readonly (readonly string[])[], count: number, random: Random): Iterable<SlotValues> {
  const total = lists.reduce((product, list) => product * list.length, 1);
  if (total <= count) for (let i = 0; i < total; i++) yield valuesAt(i, slots, lists);
  else if (total <= largestListed) for (const i of random.permutation(total)) yield valuesAt(i, slots, lists);
  else for (let tries = 0; tries < 20 * count; tries++) yield new Map(slots.map((slot, i) => [slot, random.pick(lists[i]!)]));
}

/** The member of the product at a place, the first slot running fastest. */
function valuesAt(index: number, slots: readonly string[], lists: readonly (readonly string[])[]): SlotValues {
  let rest = index;
  return new Map(
    slots.map((slot, i): [string, string] => {
      const list = lists[i]!;
      const value = list[rest % list.length]!;
      rest = Math.floor(rest / list.length);
      return [slot, value];
    }),
  );
}

function allDiffer(values: SlotValues, lexicons: Lexicons): boolean {
  const taken = [...values].map(([slot, value]) => JSON.stringify([lexiconOf(slot, lexicons), value]));
  return new Set(taken).size === taken.length;
}
