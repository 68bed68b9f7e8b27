import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Action, type Concept, type Speech } from '../language/concept.ts';
import { people } from '../language/people.ts';
import { join } from '../language/phrases.ts';
import { places, times, type Place } from '../language/places.ts';
import { looks, things } from '../language/things.ts';
import { handling } from '../language/verbs.ts';

/** Somebody did something with a thing, perhaps somewhere, perhaps some time. */
export interface Event {
  readonly agent: Concept;
  readonly action: Action;
  readonly object: Concept;
  readonly look?: Concept | undefined;
  readonly place?: Place | undefined;
  readonly time?: Concept | undefined;
  readonly negated?: boolean;
}

/** An event with one adjunct: a place or a time. */
export function sampleEvent(random: Random): Event {
  const event = { agent: random.pick(people), action: random.pick(handling), object: random.pick(things) };
  const look = random.uniform() < 0.4 ? random.pick(looks) : undefined;
  return random.uniform() < 0.5 ? { ...event, look, place: random.pick(places) } : { ...event, look, time: random.pick(times) };
}

/** Another event that differs in who, what was done, or to which thing. */
export function changeEvent(event: Event, random: Random): Event {
  const kind = random.integer(3);
  if (kind === 0) return { ...event, agent: pickOther(people, event.agent, random) };
  if (kind === 1) return { ...event, action: pickOther(handling, event.action, random) };
  return { ...event, object: pickOther(things, event.object, random) };
}

export function placePhrase(place: Place, speech: Speech, random: Random): string {
  return join(place.preposition, 'the', word(place.noun, speech, random));
}

/** Where and when, as the event has it. */
export function adjunct(event: Event, speech: Speech, random: Random): string {
  return join(event.place && placePhrase(event.place, speech, random), event.time && word(event.time, speech, random));
}

export function objectPhrase(event: Event, speech: Speech, random: Random): string {
  return join('the', event.look && word(event.look, speech, random), word(event.object, speech, random));
}

export type Voice = 'active' | 'passive' | 'fronted' | 'cleft';
export const voices: readonly Voice[] = ['active', 'passive', 'fronted', 'cleft'];

/** The event as a clause without a full stop. */
export function eventClause(event: Event, voice: Voice, speech: Speech, random: Random): string {
  const agent = `the ${word(event.agent, speech, random)}`;
  const object = objectPhrase(event, speech, random);
  const when = adjunct(event, speech, random);
  const forms = verb(event.action, speech, random);
  const past = event.negated ? `did not ${forms.base}` : forms.past;
  if (voice === 'passive') return join(object, event.negated ? 'was not' : 'was', forms.participle, 'by', agent, when);
  if (voice === 'fronted' && when !== '') return join(when, agent, past, object);
  if (voice === 'cleft') return join('it was', agent, 'who', past, object, when);
  return join(agent, past, object, when);
}
