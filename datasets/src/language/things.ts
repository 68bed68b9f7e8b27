import { concepts } from './concept.ts';

/** What can be bought, broken, mended, carried. */
export const things = concepts(`
  car automobile | vehicle
  bike bicycle
  bag sack | pouch
  coat jacket | parka
  cup mug | beaker
  photo picture | snapshot
  stone rock | boulder
  sofa couch | settee
  book | volume
  lamp | lantern
  boat | vessel
  hat cap | bonnet
  box crate | carton
  knife | dagger
  clock
  ring
  rope cord
  carpet rug
  letter | message
  guitar
  violin | fiddle
  phone telephone
  chair | stool
  table desk
  bottle flask
  key
  coin
  basket | hamper
  map
  toy
  drum
  mirror
  radio
  ladder
  kettle | teapot
  shoe boot
`);

/** What a thing looks like. */
export const looks = concepts(`
  red | scarlet
  blue | azure
  green | emerald
  white | pale
  black | dark
  yellow | golden
  big large | huge
  small little | tiny
  old | ancient
  new
  heavy
  round
`);
