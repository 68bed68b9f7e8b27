import { concepts, type Concept } from './concept.ts';

/** Words of praise and blame for one subject. */
export interface OpinionWords {
  readonly aspects: readonly Concept[];
  readonly good: readonly Concept[];
  readonly bad: readonly Concept[];
}

export const filmWords: OpinionWords = {
  aspects: concepts(`
    acting
    plot story
    music | score
    ending | finale
    dialogue
    script | screenplay
    cast
    hero
  `),
  good: concepts(`
    good | superb
    great | splendid
    wonderful | marvellous
    brilliant | dazzling
    lovely | delightful
    charming | enchanting
    gripping | thrilling
    funny | witty
    clever
    moving
    exciting
    beautiful
  `),
  bad: concepts(`
    bad | lousy
    awful | dreadful
    terrible | horrid
    dull | dreary
    boring | tedious
    stupid | idiotic
    weak | feeble
    silly
    clumsy
    slow
    messy
    stale
  `),
};

export const productWords: OpinionWords = {
  aspects: concepts(`
    handle | grip
    battery
    screen | display
    material
    design
    sound
    motor | engine
    lid
  `),
  good: concepts(`
    good | superb
    great | splendid
    excellent | marvellous
    strong | robust
    reliable | dependable
    useful | practical
    lovely | delightful
    handy
    solid
    quick
    quiet
    comfortable
  `),
  bad: concepts(`
    bad | lousy
    awful | dreadful
    poor | shoddy
    weak | feeble
    faulty | defective
    useless | worthless
    ugly | hideous
    noisy
    slow
    flimsy
    broken
    clumsy
  `),
};

export const films = concepts(`
  film movie
  comedy
  thriller
  drama
`);
export const products = concepts(`
  kettle | teapot
  lamp | lantern
  phone telephone
  radio
  chair | stool
  camera
  clock
  bike bicycle
`);
export const degrees = ['very', 'really', 'quite', 'truly'] as const;
