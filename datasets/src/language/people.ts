import { concepts } from './concept.ts';

/** Who acts in the world. */
export const people = concepts(`
  baker
  nurse
  farmer | grower
  doctor | physician
  teacher | tutor
  boy | lad
  girl | lass
  cook chef
  lawyer | attorney
  sailor | mariner
  policeman officer | constable
  woman lady
  man | fellow
  writer author | novelist
  painter artist
  driver | chauffeur
  soldier | trooper
  singer | vocalist
  student pupil | scholar
  tailor | dressmaker
  priest | clergyman
  waiter
  king | monarch
  clown
`);

/** Whom somebody may treat well or badly. */
export const acquaintances = concepts(`
  my_neighbour
  my_sister
  my_brother
  my_friend | my_pal
  my_teacher | my_tutor
  my_mother | my_mum
  my_boss
  my_uncle
  a_stranger
  an_old_man
  the_new_student | the_new_pupil
  the_lost_child | the_lost_kid
  the_waiter
  the_nurse
  the_baker
  a_blind_woman
`);
