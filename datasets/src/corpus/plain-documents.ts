import type { Random } from '@skill-neurons/core';
import { textSpeech, word, type Action, type Concept } from '../language/concept.ts';
import { conductPairs } from '../language/conduct.ts';
import { filmWords, productWords } from '../language/opinions.ts';
import { a, join } from '../language/phrases.ts';
import { belongings, looks } from '../language/things.ts';
import { topics } from '../language/topics.ts';
import { eventClause, sampleEvent, voices, type Event } from '../world/event.ts';
import type { Document } from './document.ts';

const links = ['in other words', 'that is to say', 'which means that', 'or to put it differently'];
const sequels = ['and later', 'and then', 'while'];

/** Events of one topic: told twice, summed up, or one after the other. */
export function storyDocument(random: Random): Document {
  const event = sampleEvent(random);
  const [one, two] = random.shuffle(voices);
  const first = eventClause(event, one!, textSpeech, random);
  if (random.uniform() < 0.4) return { kind: 'story', parts: [`${first} , ${random.pick(links)} ${eventClause(event, two!, textSpeech, random)} .`] };
  if (random.uniform() < 0.5) return { kind: 'story', parts: [`${first} , ${random.pick(links)} ${summaryClause(event, random)} .`] };
  const next = eventClause(sampleEvent(random, event.topic), two!, textSpeech, random);
  return { kind: 'story', parts: [`${first} , ${random.pick(sequels)} ${next} .`] };
}

function summaryClause({ agent, topic }: Event, random: Random): string {
  const subject = random.pick([`the ${word(agent, textSpeech, random)}`, 'somebody', 'the person']);
  return join(subject, random.pick(['was', 'is']), word(topic.summaries, textSpeech, random));
}

/** A question about an event, answered in a few words. */
export function dialogueDocument(random: Random): Document {
  const event = sampleEvent(random);
  const told = eventClause(event, random.pick(voices), textSpeech, random);
  return { kind: 'dialogue', parts: [`${told} .`, shortAnswer(event, random)] };
}

function shortAnswer(event: Event, random: Random): string {
  const object = word(event.object, textSpeech, random);
  const agent = word(event.agent, textSpeech, random);
  if (random.uniform() < 0.5) return `who was it ? the ${agent} .`;
  return `which thing was it ? the ${join(event.look && word(event.look, textSpeech, random), object)} .`;
}

/** What words mean, which are alike, which are opposed. */
export function dictionaryDocument(random: Random): Document {
  const kind = random.integer(4);
  const entries = [synonymEntry, verbEntry, kindEntry, valueEntry] as const;
  return { kind: 'dictionary', parts: [`${entries[kind]!(random)} .`] };
}

const nouns = [...topics.flatMap(({ people, things, places }) => [...people, ...things, ...places]), ...belongings, ...looks].filter(hasSynonym);
const verbs = topics.flatMap((topic) => topic.actions).filter(hasSynonym);

function synonymEntry(random: Random): string {
  const [one, two] = twoWords(random.pick(nouns), random);
  return random.uniform() < 0.5 ? `${a(one)} is ${a(two)}` : `another word for ${one} is ${two}`;
}

function verbEntry(random: Random): string {
  const [one, two] = twoWords(random.pick(verbs), random);
  return random.uniform() < 0.5 ? `to ${one.base} is to ${two.base}` : `what was ${one.participle} was ${two.participle}`;
}

function kindEntry(random: Random): string {
  const topic = random.pick(topics);
  const summary = word(topic.summaries, textSpeech, random);
  if (random.uniform() < 0.5) return `whoever is in the ${word(random.pick(topic.places), textSpeech, random)} is ${summary}`;
  return `a ${word(random.pick(topic.people), textSpeech, random)} with ${a(word(random.pick(topic.things), textSpeech, random))} is ${summary}`;
}

function valueEntry(random: Random): string {
  if (random.uniform() < 0.5) {
    const words = random.pick([filmWords, productWords]);
    const good = random.uniform() < 0.5;
    return `${word(random.pick(good ? words.good : words.bad), textSpeech, random)} is a ${good ? 'positive' : 'negative'} word`;
  }
  const pair = random.pick(conductPairs);
  const forms = random.pick(random.uniform() < 0.5 ? pair.right.common : pair.right.rare.length > 0 ? pair.right.rare : pair.right.common);
  const contrary = random.pick(pair.wrong.common);
  return random.uniform() < 0.5 ? `it is right to ${forms.base} and wrong to ${contrary.base}` : `to ${contrary.base} is the contrary of to ${forms.base}`;
}

function hasSynonym(item: Concept | Action): boolean {
  return item.common.length + item.rare.length > 1;
}

function twoWords<T>(item: { readonly common: readonly T[]; readonly rare: readonly T[] }, random: Random): [T, T] {
  const [one, two] = random.shuffle([...item.common, ...item.rare]);
  return [one!, two!];
}
