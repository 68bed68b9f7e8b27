import type { Random } from '@skill-neurons/core';
import type { Draft, SegmentedText } from '../../text/segmented-text.ts';
import type { TextTransformation } from '../transformation.ts';

/** Where an addition stands: before the first word of a field, behind its last one and before a final full stop, or behind all. */
type Place = 'front' | 'back' | 'end';

/** One draft per field that may be changed. Fields without words are left alone, and a place takes one addition. */
function addToEachField({ text, draft }: { text: SegmentedText; draft: Draft }, addition: string, place: Place): Draft[] {
  return text.fields.flatMap(({ attackable, count, start, end }, i): Draft[] => {
    const untouched = place === 'front' ? draft.starts[i] === start : draft.ends[i] === end;
    if (!attackable || count === 0 || !untouched) return [];
    if (place === 'front') return [{ ...draft, starts: draft.starts.with(i, `${addition} ${draft.starts[i]!}`) }];
    const added = place === 'back' ? ` ${addition}${draft.ends[i]!}` : `${draft.ends[i]!.trimEnd()} ${addition}`;
    return [{ ...draft, ends: draft.ends.with(i, added) }];
  });
}

function distractor(name: string, place: Place, make: (random: Random) => string): TextTransformation {
  return { kind: 'text', name, preservesLabel: true, rewrites: (context) => addToEachField(context, make(context.random), place) };
}

/** "and true is true": says nothing (Naik et al. 2018, word overlap). */
export const tautology = () => distractor('tautology', 'back', () => 'and true is true');

/** "and false is not true": says nothing, with a negation (Naik et al. 2018). */
export const negatedTautology = () => distractor('negated-tautology', 'back', () => 'and false is not true');

/** The tautology five times: a text of another length (Naik et al. 2018, length mismatch). */
export const longTautology = () => distractor('long-tautology', 'back', () => new Array<string>(5).fill('and true is true').join(' '));

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const randomText = (random: Random, length: number) => Array.from({ length }, () => random.pick([...alphabet])).join('');

/** A random handle before the text, "@fnDK5J" (CheckList, Ribeiro et al. 2020). */
export const handle = () => distractor('handle', 'front', (random) => `@${randomText(random, 6)}`);

/** A random link behind the text and its full stop, "https://t.co/9x2bNOq1Zz" (CheckList). */
export const link = () => distractor('link', 'end', (random) => `https://t.co/${randomText(random, 10)}`);
