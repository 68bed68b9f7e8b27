import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Concept, type Speech } from '../language/concept.ts';
import { passers } from '../language/people.ts';
import { a, join } from '../language/phrases.ts';
import { colours, garments } from '../language/things.ts';
import { topics } from '../language/topics.ts';
import { sampleEvent, type Event } from './event.ts';

/** Somebody, clothed, at something somewhere. */
export interface Scene {
  readonly person: Concept;
  readonly garment: Concept;
  readonly colour: Concept;
  readonly event: Event;
  /** Where it is: a place of the event's topic. */
  readonly place: Concept;
}

export function sampleScene(random: Random): Scene {
  const event = sampleEvent(random);
  return { person: random.pick(passers), garment: random.pick(garments), colour: random.pick(colours), event, place: random.pick(event.topic.places) };
}

/** What one sees, without a full stop. */
export function sceneClause({ person, garment, colour, event, place }: Scene, speech: Speech, random: Random): string {
  const somebody = join(a(word(person, speech, random)), 'in', a(word(colour, speech, random)), word(garment, speech, random));
  const doing = join(verb(event.action, speech, random).gerund, a(word(event.object, speech, random)));
  const where = `in the ${word(place, speech, random)}`;
  if (speech.register === 'text' && random.uniform() < 0.5) return join(where, 'one can see', somebody, doing);
  if (random.uniform() < 0.3) return join(where, somebody, 'is', doing);
  return join(somebody, 'is', doing, where);
}

/** A claim that sums up the scene rightly or as something else, elsewhere; `negated` denies what it would say. */
export function claimClause(scene: Scene, holds: boolean, negated: boolean, speech: Speech, random: Random): string {
  const { topic } = scene.event;
  const claimed = holds !== negated ? topic : pickOther(topics, topic, random);
  const place = holds || negated ? scene.place : random.pick(claimed.places);
  const subject = random.pick([`the ${word(scene.person, speech, random)}`, 'somebody', 'the person']);
  return join(subject, 'in the', word(place, speech, random), 'is', negated ? 'not' : undefined, word(claimed.summaries, speech, random));
}
