import { actions, type Action } from './concept.ts';

/** A right deed and the wrong one that stands against it; both take a person as object. */
export interface ConductPair {
  readonly right: Action;
  readonly wrong: Action;
}

const right = actions(`
  help | assist
  thank
  praise
  protect | shield
  comfort | console
  pay/paid
  welcome | greet
  defend
  save | rescue
  forgive/forgave/forgiven
`);
const wrong = actions(`
  ignore | neglect
  insult | offend
  mock | ridicule
  hurt/hurt | injure
  bully | torment
  cheat | swindle
  threaten
  attack
  rob/robbed
  deceive
`);

export const conductPairs: readonly ConductPair[] = right.map((action, i) => ({ right: action, wrong: wrong[i]! }));
