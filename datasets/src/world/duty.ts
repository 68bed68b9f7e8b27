import type { Random } from '@skill-neurons/core';
import { verb, word, type Speech } from '../language/concept.ts';
import { join } from '../language/phrases.ts';
import { changeEvent, sampleEvent, type Event } from './event.ts';

/** What one is asked to do: the event as it should come about. */
export type Duty = Event;

export function sampleDuty(random: Random): Duty {
  return sampleEvent(random);
}

/** The duty as a request or a reminder, without the final mark. */
export function dutyClause(duty: Duty, speech: Speech, random: Random): string {
  const act = `${verb(duty.action, speech, random).base} the ${word(duty.object, speech, random)}`;
  if (speech.register === 'text') return join(random.pick(['a friend asked me to', 'it was my task to', 'i was told to']), act);
  return join(random.pick(['you promised to', 'could you', 'you should', 'please']), act);
}

/** What an excuse appeals to. All but `denied` and `own` can be said of the right thing or of a wrong one. */
export type Reason = 'done' | 'gone' | 'absent' | 'own' | 'denied';

const goodReasons = ['i am ill', 'i hurt my arm', 'i had an accident', 'the police told me to wait'];
const poorReasons = ['i am lazy', 'i want to sleep', 'it is boring', 'i hate work'];

/**
 * Why the duty is left undone, without a full stop. A reasonable excuse speaks of what the duty is about; an
 * unreasonable one of another matter, of one's own comfort, or it denies the only reason (`denied`).
 */
export function excuseClause(duty: Duty, reasonable: boolean, reason: Reason, speech: Speech, random: Random): string {
  const because = speech.register === 'text' ? random.pick(['but i said no since', 'but i did not since']) : 'no because';
  if (reason === 'own') return join(because, random.pick(reasonable ? goodReasons : poorReasons));
  const matter = reasonable || reason === 'denied' ? duty : changeEvent(duty, random);
  const object = `the ${word(matter.object, speech, random)}`;
  const forms = verb(matter.action, speech, random);
  const who = `the ${word(matter.agent, speech, random)}`;
  if (reason === 'gone') return join(because, object, 'was taken away by', who);
  if (reason === 'absent') return join(because, random.pick([`i do not have ${object}`, `${object} is not here`]));
  if (reason === 'denied') return join(because, who, 'did not', forms.base, object);
  return join(because, who, 'already', forms.past, object);
}

/** A reason for an excuse of this kind; `denied` is never reasonable. */
export function sampleReason(reasonable: boolean, random: Random): Reason {
  if (!reasonable && random.uniform() < 0.05) return 'denied';
  return random.pick(['done', 'done', 'gone', 'absent', 'own'] as const);
}
