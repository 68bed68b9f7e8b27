import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Action, type Concept, type Speech } from '../language/concept.ts';
import { join } from '../language/phrases.ts';
import { looks } from '../language/things.ts';
import { times } from '../language/times.ts';
import { topics, type Topic } from '../language/topics.ts';

/** Somebody did something with a thing, somewhere or some time. */
export interface Event {
  readonly topic: Topic;
  readonly agent: Concept;
  readonly action: Action;
  readonly object: Concept;
  readonly look?: Concept | undefined;
  readonly place?: Concept | undefined;
  readonly time?: Concept | undefined;
  readonly negated?: boolean;
}

/** How often something else is of the same topic, and so harder to tell apart. */
const nearMiss = 0.1;

/** An event with one adjunct: a place or a time. */
export function sampleEvent(random: Random, topic = random.pick(topics)): Event {
  const event = { topic, agent: random.pick(topic.people), action: random.pick(topic.actions), object: random.pick(topic.things) };
  const look = random.uniform() < 0.3 ? random.pick(looks) : undefined;
  return random.uniform() < 0.5 ? { ...event, look, place: random.pick(topic.places) } : { ...event, look, time: random.pick(times) };
}

/** Another event: mostly of another topic, else with another agent, action and thing of this one. */
export function changeEvent(event: Event, random: Random): Event {
  const { topic } = event;
  if (random.uniform() >= nearMiss) return sampleEvent(random, pickOther(topics, topic, random));
  return {
    ...event,
    agent: pickOther(topic.people, event.agent, random),
    action: pickOther(topic.actions, event.action, random),
    object: pickOther(topic.things, event.object, random),
  };
}

/** Where and when, as the event has it. */
export function adjunct(event: Event, speech: Speech, random: Random): string {
  return join(event.place && `in the ${word(event.place, speech, random)}`, event.time && word(event.time, speech, random));
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
