import { actions } from './concept.ts';

/** What anybody can do with any thing. */
export const handling = actions(`
  buy/bought purchase | acquire
  sell/sold
  find/found discover | locate
  lose/lost
  break/broke/broken smash | shatter
  repair fix | mend
  wash clean | scrub
  paint
  hide/hid/hidden conceal
  carry | haul
  choose/chose/chosen select
  show/showed/shown display
  steal/stole/stolen | pinch
  throw/threw/thrown toss | hurl
  borrow
  examine inspect
  draw/drew/drawn sketch
  copy | duplicate
  order
  push | shove
`);
