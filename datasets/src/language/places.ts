import { concepts, type Concept } from './concept.ts';

/** A place with its preposition, and whether one stands under the sky there. */
export interface Place {
  readonly preposition: string;
  readonly noun: Concept;
  readonly outdoors: boolean;
}

const outdoors = concepts(`
  park
  garden yard
  harbour port
  forest woods
  field meadow
  village
`);
const indoors = concepts(`
  kitchen
  school | academy
  library
  hospital clinic
  church | chapel
  museum | gallery
  office
  shop store
  hotel inn
`);

export const places: readonly Place[] = [
  ...outdoors.map((noun) => ({ preposition: 'in', noun, outdoors: true })),
  ...indoors.map((noun) => ({ preposition: 'in', noun, outdoors: false })),
];

/** When something happens, preposition included. */
export const times = concepts(`
  on_monday
  on_tuesday
  on_friday
  on_sunday
  in_the_morning | at_dawn
  in_the_evening | at_dusk
  at_night
  at_noon | at_midday
  in_spring
  in_summer
  in_autumn in_fall
  in_winter
  yesterday
  last_week
`);
