import { concepts } from './concept.ts';

/** What belongs to somebody. */
export const belongings = concepts(`
  bag sack | pouch
  coat jacket | parka
  hat cap | bonnet
  ring
  letter | message
  phone telephone
  key
  coin
  map
  mirror
  money
  watch
`);

/** What a thing looks like. */
export const looks = concepts(`
  big large | huge
  small little | tiny
  old | ancient
  new
  famous
  strange | odd
`);

export const garments = concepts('coat jacket | parka\nhat cap | bonnet\nshirt\ndress');
export const colours = concepts(`
  red | scarlet
  blue | azure
  green | emerald
  white | pale
  black | dark
  yellow | golden
`);
