import type { Random } from '@skill-neurons/core';
import { concepts, pickOther, word, type Concept, type Speech } from '../language/concept.ts';
import { people } from '../language/people.ts';
import { a, join } from '../language/phrases.ts';
import { places, type Place } from '../language/places.ts';
import { looks } from '../language/things.ts';
import { placePhrase } from './event.ts';

/** Activities of one class: what one sees, and how it may be summed up. */
export interface Pursuit {
  readonly seen: readonly Concept[];
  readonly summary: Concept;
}

export const pursuits: readonly Pursuit[] = [
  { seen: concepts('playing_the_guitar\nplaying_the_violin | playing_the_fiddle\nbeating_a_drum\nsinging_a_song'), summary: concepts('making_music')[0]! },
  { seen: concepts('playing_football\nplaying_tennis\nrunning_a_race\nkicking_a_ball'), summary: concepts('doing_sport')[0]! },
  { seen: concepts('eating_an_apple\neating_a_cake\ndrinking_tea\nhaving_soup'), summary: concepts('having_a_meal')[0]! },
  { seen: concepts('reading_a_book | reading_a_volume\nreading_a_letter\nstudying_a_map'), summary: concepts('reading_something')[0]! },
  { seen: concepts('washing_a_car\nsweeping_the_floor\ncleaning_a_carpet cleaning_a_rug | scrubbing_a_carpet'), summary: concepts('cleaning_something')[0]! },
  { seen: concepts('lying_in_bed\nsnoring_loudly\ndozing_on_a_sofa dozing_on_a_couch'), summary: concepts('sleeping')[0]! },
];

const garments = concepts('coat jacket | parka\nhat cap\nshirt\ndress');
export const colours: readonly Concept[] = looks.slice(0, 6);

/** Somebody, clothed, doing something somewhere. */
export interface Scene {
  readonly person: Concept;
  readonly garment: Concept;
  readonly colour: Concept;
  readonly pursuit: Pursuit;
  readonly seen: Concept;
  readonly place: Place;
}

export function sampleScene(random: Random): Scene {
  const pursuit = random.pick(pursuits);
  return {
    person: random.pick(people),
    garment: random.pick(garments),
    colour: random.pick(colours),
    pursuit,
    seen: random.pick(pursuit.seen),
    place: random.pick(places),
  };
}

/** What one sees, without a full stop. */
export function sceneClause(scene: Scene, speech: Speech, random: Random): string {
  const person = a(word(scene.person, speech, random));
  const dress = join('in', a(word(scene.colour, speech, random)), word(scene.garment, speech, random));
  const seen = word(scene.seen, speech, random);
  const where = placePhrase(scene.place, speech, random);
  if (speech.register === 'text' && random.uniform() < 0.5) return join(where, 'one can see', person, dress, seen);
  if (random.uniform() < 0.3) return join(where, person, dress, 'is', seen);
  return join(person, dress, 'is', seen, where);
}

/** What a claim is about. */
export type ClaimTopic = 'pursuit' | 'place' | 'colour';
export const claimTopics: readonly ClaimTopic[] = ['pursuit', 'place', 'colour'];

/** A claim about the scene, true or contradicted by it; `negated` denies what it would say. */
export function claimClause(scene: Scene, topic: ClaimTopic, holds: boolean, negated: boolean, speech: Speech, random: Random): string {
  const says = holds !== negated;
  const not = negated ? 'not' : undefined;
  const subject = random.uniform() < 0.3 ? 'the person' : `the ${word(scene.person, speech, random)}`;
  if (topic === 'pursuit') {
    const pursuit = says ? scene.pursuit : pickOther(pursuits, scene.pursuit, random);
    return join(subject, 'is', not, word(pursuit.summary, speech, random));
  }
  if (topic === 'place') {
    const outdoors = says === scene.place.outdoors;
    return join(subject, 'is', not, random.pick(outdoors ? ['outdoors', 'outside'] : ['indoors', 'inside']));
  }
  const colour = says ? scene.colour : pickOther(colours, scene.colour, random);
  return join('the', word(scene.garment, speech, random), 'is', not, word(colour, speech, random));
}
