import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Action, type Concept, type Speech } from '../language/concept.ts';
import { join } from '../language/phrases.ts';
import { looks, things } from '../language/things.ts';
import { handling } from '../language/verbs.ts';

const intents = ['how', 'where', 'who'] as const;
type Intent = (typeof intents)[number];

/** What somebody wants to know about doing something with a thing. */
export interface Inquiry {
  readonly intent: Intent;
  readonly action: Action;
  readonly object: Concept;
  readonly look?: Concept | undefined;
}

export function sampleInquiry(random: Random): Inquiry {
  const look = random.uniform() < 0.4 ? random.pick(looks) : undefined;
  return { intent: random.pick(intents), action: random.pick(handling), object: random.pick(things), look };
}

/** Another question: of another kind, action or thing. */
export function changeInquiry(inquiry: Inquiry, random: Random): Inquiry {
  const kind = random.integer(3);
  if (kind === 0) return { ...inquiry, intent: pickOther(intents, inquiry.intent, random) };
  if (kind === 1) return { ...inquiry, action: pickOther(handling, inquiry.action, random) };
  return { ...inquiry, object: pickOther(things, inquiry.object, random) };
}

const taskFrames: Record<Intent, readonly string[]> = {
  how: ['how can i', 'what is the best way to'],
  where: ['where can i', 'what is the best place to'],
  who: ['who can', 'which person is able to'],
};
const textFrames: Record<Intent, readonly string[]> = {
  how: ['tell me how i can', 'which way should one'],
  where: ['tell me where i can', 'in which place should one'],
  who: ['tell me who can', 'is there a person to'],
};

/** The question without its mark; a negated one asks how, where or who not to. */
export function inquiryClause(inquiry: Inquiry, negated: boolean, speech: Speech, random: Random): string {
  const frames = speech.register === 'text' && random.uniform() < 0.6 ? textFrames : taskFrames;
  const frame = random.pick(frames[inquiry.intent]);
  const not = negated ? 'not' : undefined;
  const opening = frame.endsWith(' to') ? join(frame.slice(0, -3), not, 'to') : join(frame, not);
  const look = inquiry.look && word(inquiry.look, speech, random);
  return join(opening, verb(inquiry.action, speech, random).base, 'the', look, word(inquiry.object, speech, random));
}
