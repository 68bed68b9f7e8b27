import { demoSplits, type SplitRow } from './demo-splits.ts';
import type { Action, Concept } from './language/concept.ts';
import { conductPairs } from './language/conduct.ts';
import { filmWords, productWords } from './language/opinions.ts';
import { topics } from './language/topics.ts';
import { demoTasks } from './tasks/demo-tasks.ts';

// Labels are checked from the words of a row alone, by rules that know nothing of how rows are made.

const nounForms = (concept: Concept) => [...concept.common, ...concept.rare];
const verbForms = (action: Action) => [...action.common, ...action.rare].flatMap(({ base, past, participle, gerund }) => [base, past, participle, gerund]);
const has = (text: string, form: string) => ` ${text} `.includes(` ${form} `);

/** Which of the meanings occur in the text. */
const meanings = (text: string, lists: readonly (readonly string[])[]) => new Set(lists.flatMap((forms, i) => (forms.some((form) => has(text, form)) ? [i] : [])));
const agents = topics.flatMap((topic) => topic.people.map(nounForms));
const things = topics.flatMap((topic) => topic.things.map(nounForms));
const acts = topics.flatMap((topic) => topic.actions.map(verbForms));
const places = topics.flatMap((topic) => topic.places.map(nounForms));
const contents = (text: string) => [...meanings(text, [...agents, ...things, ...acts])].join();

const topicOf = (text: string) => {
  const scores = topics.map(({ people, actions, things: objects, places: spots }) => meanings(text, [...[...people, ...objects, ...spots].map(nounForms), ...actions.map(verbForms)]).size);
  return scores.indexOf(Math.max(...scores));
};
const negations = (text: string) => text.split(' ').filter((item) => item === 'not').length;

const praise = [...filmWords.good, ...productWords.good].flatMap(nounForms).concat('loved', 'enjoyed', 'liked', 'admired');
const blame = [...filmWords.bad, ...productWords.bad].flatMap(nounForms).concat('hated', 'disliked', 'regretted', 'despised');

function opinion({ fields }: SplitRow): number {
  const votes = fields['sentence']!.split(/ and | \. /).map((clause) => {
    const sign = (praise.some((form) => has(clause, form)) ? 1 : 0) - (blame.some((form) => has(clause, form)) ? 1 : 0);
    return negations(clause) === 1 ? -sign : sign;
  });
  expect(new Set(votes).size).toBe(1);
  return votes[0] === 1 ? 1 : 0;
}

function sameEvent({ fields }: SplitRow): number {
  const [one, two] = [fields['sentence1']!, fields['sentence2']!];
  return contents(one) === contents(two) && negations(one) === negations(two) ? 1 : 0;
}

function sameQuestion(row: SplitRow): number {
  const intent = (text: string) => (/^(where|what is the best place)/.test(text) ? 'where' : /^(who|which person)/.test(text) ? 'who' : 'how');
  return intent(row.fields['sentence1']!) === intent(row.fields['sentence2']!) ? sameEvent(row) : 0;
}

function follows({ fields }: SplitRow): number {
  const claim = fields['hypothesis']!;
  const claimed = topics.findIndex((topic) => nounForms(topic.summaries).some((form) => has(claim, form)));
  return (claimed === topicOf(fields['premise']!)) !== (negations(claim) === 1) ? 1 : 0;
}

function answers({ fields }: SplitRow): number {
  const question = fields['question']!;
  // What stands before "but" only denies another agent.
  const sentence = fields['sentence']!.split(' but ').at(-1)!;
  const wanted = contents(question).split(',');
  const told = new Set(contents(sentence).split(','));
  if (!wanted.every((item) => told.has(item))) return 0;
  if (question.startsWith('who')) return meanings(sentence, agents).size > 0 ? 1 : 0;
  const somewhere = meanings(sentence, places).size > 0;
  return question.startsWith('where') === somewhere ? 1 : 0;
}

function deed({ fields }: SplitRow): number {
  const text = fields['scenario']!;
  const right = [...conductPairs.flatMap((pair) => verbForms(pair.right)), 'with permission', 'the truth', 'kept a promise', 'keep a promise', 'returned', 'return'];
  const isRight = right.some((form) => has(text, form));
  return isRight !== (negations(text) === 1) ? 1 : 0;
}

function excuse({ fields }: SplitRow): number {
  const [duty, reason] = [fields['scenario']!, fields['excuse']!];
  if (/ill|my arm|accident|police told/.test(reason)) return 1;
  if (/lazy|sleep|boring|tedious|hate work/.test(reason) || has(reason, 'did not')) return 0;
  const dutyThings = [...meanings(duty, things)];
  return dutyThings.some((thing) => meanings(reason, things).has(thing)) ? 1 : 0;
}

const rules: Record<string, (row: SplitRow) => number> = {
  films: opinion, products: opinion, events: sameEvent, questions: sameQuestion, scenes: follows, answers, deeds: deed, excuses: excuse,
};

test.each(demoTasks.map((task) => [task.name, task] as const))('%s: labels follow from the words', (name, task) => {
  const { train, validation, test: testRows, adversarial } = demoSplits(task);
  // Misspelt words are in no list, and a distracting sentence says something of another matter.
  const rows = [...train, ...validation, ...testRows, ...adversarial.filter(({ variant }) => variant === 'synonym' || variant === 'negation')];
  const wrong = rows.filter((row) => rules[name]!(row) !== row.label);
  expect(wrong.map((row) => JSON.stringify(row))).toEqual([]);
});
