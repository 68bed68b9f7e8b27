import type { Random } from '@skill-neurons/core';
import { verb, word, type Speech } from '../language/concept.ts';
import { conductPairs } from '../language/conduct.ts';
import { acquaintances } from '../language/people.ts';
import { join } from '../language/phrases.ts';
import { belongings } from '../language/things.ts';
import { times } from '../language/times.ts';

/** A verb phrase about a deed in its two inflections. */
interface DeedPhrase {
  readonly base: string;
  readonly past: string;
}

/** A deed that is right or wrong, as `i ...` without a full stop. A negated deed is the contrary one undone. */
export function deedClause(right: boolean, negated: boolean, speech: Speech, random: Random): string {
  const phrase = deedPhrase(right !== negated, negated, speech, random);
  const when = word(random.pick(times), speech, random);
  const act = negated ? `did not ${phrase.base}` : phrase.past;
  if (speech.register === 'text') {
    const who = random.pick(['a man', 'my cousin', 'she', 'he', 'somebody']);
    return random.uniform() < 0.5 ? join(when, who, act) : join(who, act, when);
  }
  return join('i', act, when);
}

function deedPhrase(right: boolean, negated: boolean, speech: Speech, random: Random): DeedPhrase {
  const person = word(random.pick(acquaintances), speech, random);
  const thing = word(random.pick(belongings), speech, random);
  const kind = random.integer(8);
  if (kind === 0 && !negated) return both('take', 'took', `the ${thing} of ${person} ${right ? 'with permission' : 'without asking'}`);
  if (kind === 1) return both('tell', 'told', `${person} ${right ? 'the truth' : 'a lie'} about the ${thing}`);
  if (kind === 2) return right ? both('keep', 'kept', `a promise to ${person}`) : both('break', 'broke', `a promise to ${person}`);
  if (kind === 3) return right ? both('return', 'returned', `the ${thing} to ${person}`) : both('steal', 'stole', `the ${thing} from ${person}`);
  const pair = random.pick(conductPairs);
  const forms = verb(right ? pair.right : pair.wrong, speech, random);
  return both(forms.base, forms.past, person);
}

function both(base: string, past: string, rest: string): DeedPhrase {
  return { base: `${base} ${rest}`, past: `${past} ${rest}` };
}

