import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadTask } from '../load-task.ts';
import { paperTasks, sharedData } from '../shared.test.helper.ts';
import { findLeaks, type SplitRows } from './find-leaks.ts';
import { inUsualOrder, loadAndFindLeaks } from './load-and-find-leaks.ts';
import { normaliseText } from './normalise-text.ts';

const rows = (split: string, texts: readonly (string | [string, string])[], task = 'film', label = 0): SplitRows => ({
  task,
  split,
  examples: texts.map((text, i) => ({ id: `${split}${i}`, fields: Object.fromEntries([text].flat().map((part, field) => [`field${field}`, part])), label })),
});

test('exact and normalised texts are told apart, and the rows are named', () => {
  const { splits, shared } = findLeaks([rows('train', ['A good film.', 'bad', 'Caf\u00e9 NOIR!']), rows('test', ['a  good film', 'bad', 'good', 'cafe noir'], 'film', 1)]);
  expect(splits).toEqual([{ task: 'film', split: 'train', n: 3, repeated: 0 }, { task: 'film', split: 'test', n: 4, repeated: 0 }]);
  expect(shared).toEqual([{
    source: { task: 'film', split: 'train' }, target: { task: 'film', split: 'test' }, n: 4, exact: 1, normalised: 3, otherLabel: 3,
    pairs: [{ source: 'train0', target: 'test0', text: 'a  good film' }, { source: 'train1', target: 'test1', text: 'bad' }, { source: 'train2', target: 'test3', text: 'cafe noir' }],
  }]);
});

test('a pair in the other order is the same pair, and another task has other classes', () => {
  const { shared } = findLeaks([rows('train', [['One.', 'Two.']], 'mrpc'), rows('test', [['two', 'one'], ['one', 'three']], 'qqp', 1)]);
  expect(shared).toMatchObject([{ exact: 0, normalised: 1, otherLabel: null }]);
});

test('repetitions in a split are counted; signs alone are not all the same text', () => {
  expect(findLeaks([rows('train', ['a', 'A!', 'b'])]).splits[0]).toMatchObject({ n: 3, repeated: 1 });
  expect(findLeaks([rows('train', ['!!!']), rows('test', ['???'])]).shared).toEqual([]);
  expect(findLeaks([])).toEqual({ splits: [], shared: [] });
});

test('what is cut short is only what is shown', () => {
  const long = 'word '.repeat(100);
  const [found] = findLeaks([rows('train', [long]), rows('test', [long, `${long}more`])]).shared;
  expect([found?.exact, found?.pairs[0]?.text.length]).toEqual([1, 163]);
});

test('normalising twice changes nothing, and a planted row is always found', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => expect(normaliseText(normaliseText(text))).toBe(normaliseText(text))), { numRuns: 60 });
  fc.assert(fc.property(fc.array(fc.string(), { minLength: 1 }), fc.array(fc.string()), fc.nat(), (train, test, choice) => {
    const planted = train[choice % train.length]!;
    const { shared } = findLeaks([rows('train', train), rows('test', [...test, planted])]);
    expect(shared[0]?.exact).toBeGreaterThan(0);
    expect(shared[0]!.exact).toBe([...test, planted].filter((text) => train.includes(text)).length);
    expect(shared[0]!.normalised).toBeGreaterThanOrEqual(shared[0]!.exact);
  }), { numRuns: 60 });
});

test('splits that are tuned on come first', () => {
  const order = (splits: string[]) => inUsualOrder(splits.map((split) => ({ split }))).map(({ split }) => split);
  expect(order(['adversarial', 'test', 'validation', 'original', 'train'])).toEqual(['train', 'validation', 'test', 'adversarial', 'original']);
});

const dataFolder = join(sharedData, 'datasets');
const withData = existsSync(dataFolder) ? test : test.skip;

withData('real data: the original rows of AdvGLUE are those of the development set, RTE shares nothing else', async () => {
  const rte = await loadTask('rte', { searchFolders: [paperTasks] });
  const { shared } = await loadAndFindLeaks([{ task: rte }], { dataFolder });
  const between = (source: string, target: string) => shared.find((found) => found.source.split === source && found.target.split === target);
  expect(between('train', 'test')).toBeUndefined();
  expect(between('test', 'original')?.normalised).toBeGreaterThan(60);
  expect(between('test', 'adversarial')).toBeUndefined();
});

withData('real data: the ERASER file whose validation rows stand in train leaks without disjoint_from', async () => {
  const movies = await loadTask('movierationales', { searchFolders: [paperTasks] });
  const train = movies.splits['train']!;
  const leaking = { ...movies, splits: { train: { ...train, disjointFrom: [] }, test: movies.splits['test']! } };
  const options = { dataFolder };
  expect((await loadAndFindLeaks([{ task: leaking, splits: ['train', 'test'] }], options)).shared).toMatchObject([{ n: 200, exact: 200, otherLabel: 0 }]);
  expect((await loadAndFindLeaks([{ task: movies, splits: ['train', 'test'] }], options)).shared.map(({ exact }) => exact)).toEqual([]);
});
