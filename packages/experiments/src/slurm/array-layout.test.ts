import fc from 'fast-check';
import type { Job } from '../job.ts';
import { planSimulatedStudy } from '../testing/simulated-study.ts';
import { layOutArrays, type JobArray } from './array-layout.ts';

const jobsOf = async (models: number, tasks: number, seeds: number) => (await planSimulatedStudy({ models, tasks, seeds })).plan.jobs;
const shape = (arrays: readonly JobArray[]) => arrays.map(({ kind, tasks, dependency }) => [kind, tasks.length, dependency.type]);

test('one array per stage where each job waits for one; a family of jobs waits for exactly its inputs', async () => {
  const jobs = await jobsOf(1, 2, 3);
  const arrays = layOutArrays({ jobs, done: new Set(), maxArraySize: 1000 });
  expect(shape(arrays)).toEqual([
    ['tune', 6, 'none'], ['transfer', 4, 'none'], ['transfer', 6, 'aftercorr'], ['neurons', 6, 'aftercorr'],
    ['similarity', 1, 'afterok'],
    // The three seeds of each task need the rankings of all three.
    ['suppress', 3, 'afterok'], ['suppress', 3, 'afterok'],
    // Shuffled labels wait for their own neurons, the comparisons for all seeds of a task, or of all tasks.
    ['null', 6, 'aftercorr'], ['overlap', 1, 'afterok'], ['overlap', 1, 'afterok'], ['specificity', 1, 'afterok'], ['layers', 1, 'afterok'],
  ]);
  const { dependency } = arrays[5]!;
  const places = dependency.type === 'afterok' ? [...dependency.places].sort((a, b) => a.index - b.index) : [];
  expect(places).toEqual([0, 1, 2].map((index) => ({ array: arrays[3]!.name, index })));
});

test('arrays are split at the cluster’s MaxArraySize, and 10,000 jobs stay within it', async () => {
  const jobs = await jobsOf(6, 9, 50);
  const arrays = layOutArrays({ jobs, done: new Set(), maxArraySize: 1001 });
  expect(jobs.length).toBeGreaterThan(10_000);
  expect(Math.max(...arrays.flatMap(({ tasks }) => tasks.map(({ index }) => index)))).toBeLessThan(1001);
  expect(arrays.flatMap(({ tasks }) => tasks.map(({ key }) => key)).sort()).toEqual(jobs.map(({ key }) => key).sort());
});

test('what is done or queued is not sent, and its dependants refer to the array that is queued', async () => {
  const jobs = await jobsOf(1, 1, 2);
  const [first, second] = jobs.filter(({ kind }) => kind === 'tune');
  const arrays = layOutArrays({ jobs, done: new Set([first!.key]), queued: new Map([[second!.key, { array: '77', index: 5 }]]), maxArraySize: 100 });
  expect(shape(arrays)).toEqual([
    ['transfer', 4, 'none'], ['neurons', 1, 'none'], ['transfer', 1, 'aftercorr'], ['neurons', 1, 'aftercorr'],
    ['null', 1, 'aftercorr'], ['similarity', 1, 'aftercorr'], ['suppress', 2, 'afterok'], ['null', 1, 'aftercorr'], ['overlap', 1, 'afterok'], ['specificity', 1, 'afterok'], ['layers', 1, 'afterok'],
  ]);
  expect(arrays.find(({ dependency }) => dependency.type === 'aftercorr')).toMatchObject({ dependency: { array: '77' }, tasks: [{ index: 5 }] });
});

test('too many families wait for whole arrays', async () => {
  const arrays = layOutArrays({ jobs: await jobsOf(1, 9, 2), done: new Set(), maxArraySize: 1000, maxFamilies: 8 });
  expect(arrays.findLast(({ kind }) => kind === 'suppress')).toMatchObject({ dependency: { type: 'afterok', places: [{ index: -1 }] } });
});

test('property: whatever the graph, every job is sent once, in an array after those of all its inputs, and waits for each of them', () => {
  const graph = fc.record({ edges: fc.array(fc.array(fc.nat(25), { maxLength: 3 }), { minLength: 1, maxLength: 25 }), done: fc.array(fc.nat(25)), size: fc.integer({ min: 1, max: 7 }), families: fc.integer({ min: 0, max: 5 }) });
  fc.assert(
    fc.property(graph, ({ edges, done, size, families }) => {
      const jobs = edges.map((to, i): Job => ({
        key: `k${i}`, kind: 'tune', label: `k${i}`, parameters: { kind: 'tune', model: 'm', task: 't', seed: i }, identity: null,
        inputs: Object.fromEntries(to.filter((j) => j < i).map((j) => [String(j), `k${j}`])),
      }));
      const finished = new Set(done.map((i) => `k${i}`));
      const arrays = layOutArrays({ jobs, done: finished, maxArraySize: size, maxFamilies: families });
      const places = new Map(arrays.flatMap((array, at) => array.tasks.map(({ key, index }) => [key, { array, at, index }] as const)));
      expect([...places.keys()].sort()).toEqual(jobs.map(({ key }) => key).filter((key) => !finished.has(key)).sort());
      const waitsFor = (key: string): Set<string> => {
        const { array, index } = places.get(key)!;
        const { dependency } = array;
        if (dependency.type === 'none') return new Set();
        const direct = [...places].filter(([, place]) =>
          dependency.type === 'aftercorr' ? place.array.name === dependency.array && place.index === index : dependency.places.some((wanted) => wanted.array === place.array.name && (wanted.index < 0 || wanted.index === place.index)),
        );
        return new Set(direct.flatMap(([other]) => [other, ...waitsFor(other)]));
      };
      for (const { key, inputs } of jobs) {
        if (finished.has(key)) continue;
        const awaited = waitsFor(key);
        for (const input of Object.values(inputs)) {
          if (finished.has(input)) continue;
          expect(awaited.has(input)).toBe(true);
          expect(places.get(input)!.at).toBeLessThan(places.get(key)!.at);
        }
      }
    }),
    { numRuns: 200 },
  );
});
