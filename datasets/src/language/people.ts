import { concepts } from './concept.ts';

/** Whom somebody may treat well or badly. */
export const acquaintances = concepts(`
  my_neighbour
  my_sister
  my_brother
  my_friend | my_pal
  my_mother | my_mum
  my_boss
  my_uncle
  a_stranger
  an_old_man
  a_lost_child | a_lost_kid
  a_blind_woman
  a_poor_family
`);

/** Who is seen in a scene when no trade is named. */
export const passers = concepts(`
  man | fellow
  woman lady
  boy | lad
  girl | lass
  person
`);
