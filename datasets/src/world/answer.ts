import type { Random } from '@skill-neurons/core';
import { verb, word, type Speech } from '../language/concept.ts';
import { join } from '../language/phrases.ts';
import { times } from '../language/times.ts';
import { adjunct, changeEvent, eventClause, objectPhrase, sampleEvent, type Event } from './event.ts';

const wanted = ['where', 'when', 'who'] as const;

/** A question about an event and the event that a sentence then tells of. */
export interface Answer {
  readonly asks: (typeof wanted)[number];
  readonly asked: Event;
  /** Told in the passive without an agent, so that it cannot say who. */
  readonly agentless: boolean;
  readonly told: Event;
}

/** Share of the failing sentences that leave out what was asked; the others tell of another matter. */
const evasive = 0.2;

/** @param answers whether the sentence holds what the question asks for. */
export function sampleAnswer(answers: boolean, random: Random): Answer {
  const asks = random.pick(wanted);
  const { place, time, ...event } = sampleEvent(random);
  const somewhere = { ...event, place: place ?? random.pick(event.topic.places) };
  const sometime = { ...event, time: time ?? random.pick(times) };
  const asked = asks === 'where' || (asks === 'who' && place !== undefined) ? somewhere : sometime;
  if (answers) return { asks, asked, agentless: false, told: asked };
  if (random.uniform() >= evasive) return { asks, asked, agentless: false, told: changeEvent(asked, random) };
  if (asks === 'who') return { asks, asked, agentless: true, told: asked };
  return { asks, asked, agentless: false, told: asks === 'where' ? sometime : somewhere };
}

/** The question and the sentence. With `negated` the sentence first denies another agent: the rest still answers, or does not. */
export function answerRow(answer: Answer, negated: boolean, speech: Speech, random: Random): { question: string; sentence: string } {
  const { asks, asked, told } = answer;
  const statement = answer.agentless
    ? join(objectPhrase(told, speech, random), 'was', verb(told.action, speech, random).participle, adjunct(told, speech, random))
    : eventClause(told, random.pick(['active', 'passive', 'fronted'] as const), speech, random);
  return {
    question: `${questionClause(asks, asked, speech, random)} ?`,
    sentence: negated ? `the ${random.pick(['king', 'clown', 'soldier'])} did not but ${statement} .` : `${statement} .`,
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
