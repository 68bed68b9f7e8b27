import { concepts } from './concept.ts';

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
