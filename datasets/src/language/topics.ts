import { actions, concepts, type Action, type Concept } from './concept.ts';

/** A part of the world: who is met there, what they do with what, and where. */
export interface Topic {
  readonly name: string;
  readonly people: readonly Concept[];
  readonly actions: readonly Action[];
  readonly things: readonly Concept[];
  readonly places: readonly Concept[];
  /** What all of it may be summed up as: `is ...`. */
  readonly summaries: Concept;
}

function topic(name: string, people: string, acts: string, things: string, places: string, summaries: string): Topic {
  const list = (text: string) => concepts(text.replaceAll(', ', '\n'));
  return { name, people: list(people), actions: actions(acts.replaceAll(', ', '\n')), things: list(things), places: list(places), summaries: list(summaries)[0]! };
}

/** The topics of the world. Words of one topic stand together in texts, as they do in life. */
export const topics: readonly Topic[] = [
  topic('cooking',
    'cook chef, baker, waiter, butcher',
    'bake, boil, fry, serve, slice | carve',
    'bread loaf, soup broth, cake, fish, egg, meat | beef',
    'kitchen, restaurant | eatery, bakery',
    'cooking_food making_a_meal'),
  topic('music',
    'singer | vocalist, drummer, pianist, composer',
    'play perform, tune, hear/heard, record, practise | rehearse',
    'song | melody, guitar, violin | fiddle, drum, flute, piano',
    'theatre | opera, studio, ballroom',
    'making_music giving_a_concert'),
  topic('sport',
    'player athlete, coach trainer, goalkeeper | goalie, runner',
    'start begin/began/begun, watch, win/won, lose/lost, finish | complete',
    'match game, race, tournament | contest, marathon, final, derby',
    'stadium arena, gym, field',
    'doing_sport in_a_game'),
  topic('sea',
    'sailor | mariner, captain | skipper, fisherman | angler, pirate',
    'steer | navigate, paint, sink/sank/sunk, load, anchor',
    'boat | vessel, ship, raft, ferry, canoe',
    'harbour port, island, bay, lagoon',
    'out_at_sea on_the_water'),
  topic('farm',
    'farmer | grower, shepherd, gardener, peasant',
    'plant, grow/grew/grown raise, harvest | reap, water, dig_up/dug_up',
    'corn | maize, wheat, potato, carrot, cabbage, bean',
    'barn | shed, village, valley, meadow',
    'working_on_a_farm on_the_land'),
  topic('school',
    'teacher | tutor, student pupil | scholar, professor, headmaster',
    'teach/taught, study, read/read, write/wrote/written, learn',
    'book | volume, lesson, poem, essay, language, alphabet',
    'school | academy, library, classroom',
    'at_school busy_with_learning'),
  topic('medicine',
    'doctor | physician, nurse, surgeon, dentist',
    'heal cure, treat, examine inspect, bandage, touch',
    'patient, wound injury, leg, tooth, knee, arm',
    'hospital clinic | infirmary, ward, surgery',
    'caring_for_the_sick giving_medical_help'),
  topic('road',
    'driver | chauffeur, mechanic, policeman officer | constable, cyclist',
    'drive/drove/driven, repair fix | mend, stop/stopped halt, overtake/overtook/overtaken, wash',
    'car automobile | vehicle, bus, truck lorry, bike bicycle, engine motor, taxi | cab',
    'garage, street road, tunnel, crossroads',
    'on_the_road in_traffic'),
];
