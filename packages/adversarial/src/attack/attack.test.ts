import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Example } from '@skill-neurons/data';
import fc from 'fast-check';
import { allowedChanges, maximumEditDistance, maximumShare } from '../constraints/draft-constraints.ts';
import { editDistance } from '../constraints/edit-distance.ts';
import { keepStopWords, noRepeat } from '../constraints/position-constraints.ts';
import { beamSearch } from '../search/beam-search.ts';
import { bestEdits } from '../search/best-edits.ts';
import { geneticSearch } from '../search/genetic-search.ts';
import { greedyByImportance } from '../search/greedy-by-importance.ts';
import { randomEdits } from '../search/random-edits.ts';
import { segmentText } from '../text/segmented-text.ts';
import { deleteCharacter, swapCharacters } from '../transformations/characters/edit-characters.ts';
import { tautology } from '../transformations/sentences/distractors.ts';
import { createCoalescer } from '../victim/coalescer.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import { attackExample } from './attack-example.ts';
import { openAttackLog, readAttackLog } from './attack-log.ts';
import type { Attack } from './attack.ts';
import { replayAttack } from './replay-attack.ts';
import { runAttack } from './run-attack.ts';
import { curveAt } from './step-curve.ts';
import { summariseAttack } from './summarise-attack.ts';

const weights: Readonly<Record<string, number>> = { good: 2, great: 3, bad: -2, awful: -3, film: 0.1 };
/** A model of two classes that knows five words. */
const wordVictim = (): Victim & { texts: string[]; calls: unknown[] } => {
  const texts: string[] = [];
  const calls: unknown[] = [];
  return {
    texts,
    calls,
    async score(asked) {
      calls.push(asked);
      return asked.map((fields) => {
        const s = Object.values(fields).join(' ');
        texts.push(s);
        const logit = s.split(/\s+/).reduce((sum, word) => sum + (weights[word] ?? 0), 0);
        const positive = 1 / (1 + Math.exp(-logit));
        return Float32Array.of(1 - positive, positive);
      });
    },
    get modelQueries() {
      return texts.length;
    },
    dispose: () => undefined,
  };
};
const example = (s: string, label: number, id = s): Example => ({ id, fields: { s }, label });
const attack = (overrides: Partial<Attack> = {}): Attack => ({
  transformations: [swapCharacters({ inner: false }), deleteCharacter({ inner: false })], positionConstraints: [noRepeat(), keepStopWords()], draftConstraints: [], search: greedyByImportance(), ...overrides,
});
const run = (s: string, label: number, options: Partial<Parameters<typeof attackExample>[0]> = {}) =>
  attackExample({ attack: attack(), example: example(s, label), score: wordVictim().score, goal: { kind: 'untargeted' }, seed: 1, budget: {}, ...options });

test('the most important word goes first, and no more words than it takes', async () => {
  const record = await run('a great film with a good cast , not bad', 1);
  expect(record).toMatchObject({ status: 'succeeded', label: 1, perturbed: { prediction: 0 }, words: 9, exhausted: null });
  expect(record.changes.map(({ from }) => from)).toEqual(['great', 'good']);
  expect(record.perturbedWords).toBe(2);
  // The model sees what the record says.
  expect(record.perturbed.fields['s']!.split(' ').filter((word, i) => word !== record.original.fields['s']!.split(' ')[i])).toHaveLength(2);
});

test('what is wrong already is skipped with one query, what cannot be turned fails with the nearest text', async () => {
  expect(await run('a bad film', 1)).toMatchObject({ status: 'skipped', queries: 1, changes: [] });
  const failed = await run('good good good good', 1, { attack: attack({ draftConstraints: [maximumShare(0.5)] }) });
  expect(failed).toMatchObject({ status: 'failed', perturbedWords: 2 });
  expect(failed.perturbed.probabilities[0]).toBeGreaterThan(failed.original.probabilities[0]!);
});

test('a targeted attack counts when the target is reached, and skips what has that label', async () => {
  const goal = { kind: 'targeted', target: 0 } as const;
  expect(await run('a good film', 1, { goal })).toMatchObject({ status: 'succeeded', perturbed: { prediction: 0 } });
  expect(await run('a bad film', 0, { goal })).toMatchObject({ status: 'skipped' });
});

const everySearch = [
  greedyByImportance(), greedyByImportance({ importance: { by: 'random' } }), greedyByImportance({ importance: { by: 'placeholder', word: 'x' } }), beamSearch({ width: 2, steps: 3 }), randomEdits(),
  bestEdits(), bestEdits({ saliencyWord: 'x' }), geneticSearch({ population: 4, generations: 3 }),
];

test('queries and time are never overspent, whatever the search', async () => {
  const sentence = fc.array(fc.constantFrom('good', 'great', 'bad', 'film', 'cast', 'the', 'story'), { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
  await fc.assert(fc.asyncProperty(sentence, fc.integer({ min: 1, max: 40 }), fc.constantFrom(...everySearch), fc.integer(), async (s, queries, search, seed) => {
    const victim = wordVictim();
    const record = await run(s, 1, { attack: attack({ search, draftConstraints: [maximumShare(0.3), maximumEditDistance(3)] }), score: victim.score, budget: { queries }, seed });
    expect(victim.texts.length).toBe(record.queries);
    expect(record.queries).toBeLessThanOrEqual(queries);
    expect(record.perturbedWords).toBeLessThanOrEqual(allowedChanges(segmentText({ s }), 0.3));
    expect(editDistance(s, record.perturbed.fields['s']!)).toBeLessThanOrEqual(3);
  }), { numRuns: 120 });
  const record = await run('a great film with a good cast', 1, { budget: { seconds: 1e-9 } });
  expect(record).toMatchObject({ status: 'failed', exhausted: 'time' });
});

test('random edits take their whole budget and ask once', async () => {
  const record = await run('wonderful performances throughout this adventure', 1, { attack: attack({ search: randomEdits(), draftConstraints: [maximumShare(0.5)] }), seed: 2 });
  expect(record.status).toBe('skipped');
  const right = await run('great performances throughout this adventure', 1, { attack: attack({ search: randomEdits(), draftConstraints: [maximumShare(0.5)] }), seed: 2 });
  expect(right).toMatchObject({ queries: 2, perturbedWords: 2 });
});

test('the same seed gives the same record, another seed another', async () => {
  const s = 'a great adventure with wonderful performances';
  const search = beamSearch({ width: 2, steps: 2 });
  const of = (seed: number) => run(s, 1, { attack: attack({ search }), seed });
  expect(await of(1)).toEqual(await of(1));
  const texts = await Promise.all([1, 2, 3, 4, 5, 6].map(async (seed) => (await of(seed)).perturbed.fields['s']));
  expect(new Set(texts).size).toBeGreaterThan(1);
});

test.each(everySearch.map((search) => [search.name, search] as const))('%s: the same seed gives the same record, whatever it was asked before', async (_name, search) => {
  const of = (seed: number) => run('a great adventure with wonderful good performances', 1, { attack: attack({ search, positionConstraints: [keepStopWords()], draftConstraints: [maximumShare(0.5)] }), seed });
  const first = await of(1);
  await of(2);
  expect(await of(1)).toEqual(first);
});

const synonyms = (table: Readonly<Record<string, readonly string[]>>): Attack['transformations'] => [{ kind: 'word', name: 'table', preservesLabel: true, replacements: ({ word }) => table[word] ?? [] }];

test('the best edits of all words come in the order of their gain, one on top of the other', async () => {
  const transformations = synonyms({ film: ['movie'], good: ['fine', 'bad'], great: ['grand'] });
  const record = await run('good film a great cast', 1, { attack: attack({ search: bestEdits(), transformations }) });
  // good -> bad gains most (4), great -> grand after it (3); film is not needed.
  expect(record.changes).toEqual([{ field: 's', from: 'good', to: 'bad' }, { field: 's', from: 'great', to: 'grand' }]);
  // The original, four edits, and the second edit on top of the first, which was asked about before.
  expect(record.queries).toBe(6);
  // A budget that ends before any combination still leaves the best single edit.
  const short = await run('good film a great cast', 1, { attack: attack({ search: bestEdits(), transformations }), budget: { queries: 5 } });
  expect(short).toMatchObject({ status: 'failed', exhausted: 'queries', perturbedWords: 1 });
});

test('saliency decides between words of like gain', async () => {
  // Both edits take one from the sum; that of "great", without which more would be lost, comes first.
  const options = { transformations: synonyms({ bad: ['awful'], great: ['good'] }), draftConstraints: [maximumShare(0.25)] };
  const changed = async (search: Attack['search']) => (await run('bad great good good', 1, { attack: attack({ search, ...options }) })).changes.map(({ from }) => from);
  expect(await changed(bestEdits())).toEqual(['bad']);
  expect(await changed(bestEdits({ saliencyWord: 'x' }))).toEqual(['great']);
});

test('a genetic search combines edits that no single step finds together, and keeps the share of words', async () => {
  const transformations = synonyms({ good: ['fine'], great: ['grand', 'bad'], film: ['awful'] });
  const search = geneticSearch({ population: 6, generations: 10 });
  const record = await run('good good film great cast', 1, { attack: attack({ search, transformations, positionConstraints: [] }) });
  expect(record.status).toBe('succeeded');
  const bounded = await run('good good good good great film', 1, { attack: attack({ search, transformations, positionConstraints: [], draftConstraints: [maximumShare(0.34)] }) });
  expect(bounded.perturbedWords).toBeLessThanOrEqual(2);
  expect(() => geneticSearch({ population: 0 })).toThrow(expect.objectContaining({ code: 'ATTACK_OPTIONS' }));
});

test('only the fields named are changed', async () => {
  const record = await attackExample({
    attack: attack({ transformations: [tautology(), swapCharacters()], search: beamSearch({ steps: 3 }) }), example: { id: '1', fields: { a: 'great cast', b: 'good film' }, label: 1 },
    score: wordVictim().score, goal: { kind: 'untargeted' }, seed: 1, budget: {}, fields: ['b'],
  });
  expect(record.perturbed.fields['a']).toBe('great cast');
  expect(record.changes.every(({ field }) => field === 'b')).toBe(true);
  expect(record.words).toBe(2);
});

const examples = Array.from({ length: 12 }, (_, i) => example(`${['a great', 'the good', 'one great good'][i % 3]!} film of the cast number${i}`, i === 4 ? 0 : 1, String(i)));
const all = (victim: Victim, options: Partial<Parameters<typeof runAttack>[0]> = {}) =>
  runAttack({ attack: attack(), victim, coalescer: createCoalescer(), examples, goal: { kind: 'untargeted' }, seed: 1, budget: {}, concurrency: 4, ...options });

test('examples side by side share batches and change nothing', async () => {
  const [alone, together] = [wordVictim(), wordVictim()];
  const records = await all(alone, { concurrency: 1 });
  expect(await all(together)).toEqual(records);
  expect(records.map(({ id }) => id)).toEqual(examples.map(({ id }) => id));
  expect(together.texts.length).toBe(alone.texts.length);
  expect(together.calls.length).toBeLessThan(alone.calls.length / 2);
  const summary = summariseAttack(records);
  expect(summary).toMatchObject({ n: 12, succeeded: 11, failed: 0, skipped: 1, originalAccuracy: { correct: 11 }, accuracyUnderAttack: { correct: 0 }, successRate: { accuracy: 1, n: 11 }, exhausted: 0 });
  // "film" speaks for class 1 too, so two words are needed, and three where two good ones stand.
  expect(summary.byPerturbedWords.map(({ words }) => words)).toEqual([0, 2, 3]);
  expect(summary.byPerturbedWords.at(0)!.accuracy).toBe(11 / 12);
  expect(summary.byPerturbedWords.at(-1)!.accuracy).toBe(0);
  // Curves fall, from the original accuracy to the accuracy under attack.
  for (const curve of [summary.byPerturbedWords, summary.byPerturbedShare, summary.byQueries]) {
    expect([curve.at(0)!.accuracy, curve.at(-1)!.accuracy]).toEqual([summary.originalAccuracy.accuracy, summary.accuracyUnderAttack.accuracy]);
    curve.slice(1).forEach(({ accuracy }, i) => expect(accuracy).toBeLessThan(curve[i]!.accuracy));
  }
  expect(summary.byPerturbedShare.map(({ share }) => share)[1]).toBeCloseTo(2 / 7, 10);
  const queries = records.filter(({ status }) => status === 'succeeded').map((record) => record.queries);
  expect(curveAt(summary.byQueries.map(({ queries: cost, accuracy }) => ({ cost, accuracy })), Math.min(...queries))).toBeCloseTo((11 - queries.filter((asked) => asked === Math.min(...queries)).length) / 12, 10);
  expect(summary.queries).toBeCloseTo((alone.texts.length - 1) / 11, 10);
});

test('an error ends the attack and is told', async () => {
  const broken: Victim = { ...wordVictim(), score: () => Promise.reject(new Error('no model')) };
  await expect(all(broken)).rejects.toThrow('no model');
  await expect(all(wordVictim(), { concurrency: 0 })).rejects.toMatchObject({ code: 'ATTACK_OPTIONS' });
  await expect(all(wordVictim(), { fields: ['x'] })).rejects.toMatchObject({ code: 'ATTACK_OPTIONS' });
});

describe('records on disk', () => {
  let file: string;
  const header = { recipe: 'test', seed: 1, fields: undefined };
  beforeEach(async () => {
    file = join(await mkdtemp(join(tmpdir(), 'attack-')), 'out', 'attack.jsonl');
  });

  test('an interrupted attack goes on where it stopped, after a line that was cut off', async () => {
    const expected = await all(wordVictim());
    const first = await openAttackLog(file, header);
    const stopping: Victim = { ...wordVictim() };
    const victim = wordVictim();
    stopping.score = (texts) => (victim.calls.length > 10 ? Promise.reject(new Error('killed')) : victim.score(texts));
    await expect(all(stopping, { log: first, concurrency: 2 })).rejects.toThrow('killed');
    await first.close();
    const written = await readFile(file, 'utf8');
    const lines = written.trimEnd().split('\n').length;
    expect(lines).toBeGreaterThan(1);
    expect(lines).toBeLessThan(12);
    await writeFile(file, `${written}{"id":"half`);
    const second = await openAttackLog(file, header);
    expect(second.finished).toHaveLength(lines - 1);
    const again = wordVictim();
    expect(await all(again, { log: second })).toEqual(expected);
    await second.close();
    expect(again.texts.length).toBeLessThan(expected.reduce((sum, { queries }) => sum + queries, 0));
    const { records, header: stored } = await readAttackLog(file);
    expect([...records].sort((a, b) => Number(a.id) - Number(b.id))).toEqual(expected);
    expect(stored).toEqual({ recipe: 'test', seed: 1 });
  });

  test('a log is closed though a record could not be written', async () => {
    const log = await openAttackLog(file, header);
    const circular: Record<string, unknown> = {};
    circular['id'] = circular;
    await expect(log.append(circular as never)).rejects.toThrow('circular');
    await log.close();
  });

  test('another attack, or what is none, is refused and left as it is', async () => {
    await (await openAttackLog(file, header)).close();
    const before = await readFile(file);
    await expect(openAttackLog(file, { ...header, seed: 2 })).rejects.toMatchObject({ code: 'ATTACK_OTHER_RUN', message: expect.stringContaining('seed') as string });
    // What cannot be read is not taken for what is not there.
    await expect(openAttackLog(dirname(file), header)).rejects.toMatchObject({ code: 'ATTACK_LOG', message: expect.stringContaining('cannot read') as string });
    expect(await readFile(file)).toEqual(before);
    for (const wrong of ['no json\n', '{"attack":{"recipe":"test","seed":1}}\n{"id":1}\n', '[]\n']) {
      await writeFile(file, wrong);
      await expect(openAttackLog(file, header)).rejects.toMatchObject({ code: 'ATTACK_LOG' });
      expect(await readFile(file, 'utf8')).toBe(wrong);
    }
  });
});

test('a replay on the same model finds what the attack found, on another one what transfers', async () => {
  const records = await all(wordVictim());
  const same = await replayAttack({ records, victim: wordVictim() });
  expect(same).toMatchObject({ n: 12, originalAccuracy: { correct: 11 }, perturbedAccuracy: { correct: 0 }, transferRate: { accuracy: 1, n: 11 } });
  const deaf: Victim = { ...wordVictim(), score: (texts) => Promise.resolve(texts.map(() => Float32Array.of(0.2, 0.8))) };
  expect(await replayAttack({ records, victim: deaf })).toMatchObject({ perturbedAccuracy: { correct: 11 }, transferRate: { accuracy: 0, n: 11 } });
});
