import type { Random } from '@skill-neurons/core';
import { pickOther, verb, word, type Speech } from '../language/concept.ts';
import { people } from '../language/people.ts';
import { join } from '../language/phrases.ts';
import { places, times } from '../language/places.ts';
import { things } from '../language/things.ts';
import { adjunct, eventClause, objectPhrase, sampleEvent, type Event } from './event.ts';

const wanted = ['where', 'when', 'who'] as const;

/** A question about an event and the event that a sentence then tells of. */
export interface Answer {
  readonly asks: (typeof wanted)[number];
  readonly asked: Event;
  /** Told in the passive without an agent, so that it cannot say who. */
  readonly agentless: boolean;
  readonly told: Event;
}

/** @param answers whether the sentence holds what the question asks for. */
export function sampleAnswer(answers: boolean, random: Random): Answer {
  const asks = random.pick(wanted);
  const { agent, action, object } = sampleEvent(random);
  const somewhere = { agent, action, object, place: random.pick(places) };
  const sometime = { agent, action, object, time: random.pick(times) };
  const asked = asks === 'where' || (asks === 'who' && random.uniform() < 0.5) ? somewhere : sometime;
  if (answers) return { asks, asked, agentless: false, told: asked };
  // Half of the failures tell of another matter, half leave out what was asked.
  if (random.uniform() < 0.5) {
    const told = asks === 'who' || random.uniform() < 0.5
      ? { ...asked, object: pickOther(things, object, random) }
      : { ...asked, agent: pickOther(people, agent, random) };
    return { asks, asked, agentless: false, told };
  }
  if (asks === 'who') return { asks, asked, agentless: true, told: asked };
  return { asks, asked, agentless: false, told: asks === 'where' ? sometime : somewhere };
}

/** The question and the sentence. With `negated` the sentence first denies another matter: the rest still answers, or does not. */
export function answerRow(answer: Answer, negated: boolean, speech: Speech, random: Random): { question: string; sentence: string } {
  const { asks, asked, told } = answer;
  const statement = answer.agentless
    ? join(objectPhrase(told, speech, random), 'was', verb(told.action, speech, random).participle, adjunct(told, speech, random))
    : eventClause(told, random.pick(['active', 'passive', 'fronted'] as const), speech, random);
  const denied = `the ${word(pickOther(people, told.agent, random), speech, random)} did not`;
  return {
    question: `${questionClause(asks, asked, speech, random)} ?`,
    sentence: negated ? `${denied} but ${statement} .` : `${statement} .`,
  };
}

function questionClause(asks: Answer['asks'], event: Event, speech: Speech, random: Random): string {
  const forms = verb(event.action, speech, random);
  const object = objectPhrase(event, speech, random);
  const opening = speech.register === 'text' && random.uniform() < 0.5 ? 'do you know' : undefined;
  if (asks === 'who') return join(opening, 'who', forms.past, object, adjunct(event, speech, random));
  const agent = `the ${word(event.agent, speech, random)}`;
  if (opening) return join(opening, asks, agent, forms.past, object);
  return join(asks, 'did', agent, forms.base, object);
}
