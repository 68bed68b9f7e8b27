import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Action, type Concept, type Speech } from '../language/concept.ts';
import { join } from '../language/phrases.ts';
import { sampleEvent, changeEvent, type Event } from './event.ts';

const intents = ['how', 'where', 'who'] as const;
type Intent = (typeof intents)[number];

/** What somebody wants to know about doing something with a thing. */
export interface Inquiry {
  readonly intent: Intent;
  readonly matter: Event;
}

export function sampleInquiry(random: Random): Inquiry {
  return { intent: random.pick(intents), matter: sampleEvent(random) };
}

/** Another question: on another matter, and perhaps of another kind. */
export function changeInquiry({ intent, matter }: Inquiry, random: Random): Inquiry {
  return { intent: random.uniform() < 0.5 ? intent : pickOther(intents, intent, random), matter: changeEvent(matter, random) };
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
export function inquiryClause({ intent, matter }: Inquiry, negated: boolean, speech: Speech, random: Random): string {
  const frames = speech.register === 'text' && random.uniform() < 0.6 ? textFrames : taskFrames;
  const frame = random.pick(frames[intent]);
  const not = negated ? 'not' : undefined;
  const opening = frame.endsWith(' to') ? join(frame.slice(0, -3), not, 'to') : join(frame, not);
  return join(opening, act(matter.action, matter.object, matter.look, speech, random));
}

function act(action: Action, object: Concept, look: Concept | undefined, speech: Speech, random: Random): string {
  return join(verb(action, speech, random).base, 'the', look && word(look, speech, random), word(object, speech, random));
}
