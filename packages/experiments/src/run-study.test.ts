import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useBackend } from '@skill-neurons/runtime';
import { ArtifactStore } from './artifact-store.ts';
import type { JobEvent } from './executors/executor.ts';
import { loadStudy } from './load-study.ts';
import { locateStudy } from './locate-study.ts';
import type { LocatedStudy } from './locations.ts';
import { resultsDigest } from './results-digest.ts';
import { runStudy } from './run-study.ts';
import { readFailure } from './store/job-failures.ts';
import { writeTinyStudy } from './testing/tiny-study.ts';

let folder: string;
let located: LocatedStudy;

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  const written = await writeTinyStudy();
  folder = written.folder;
  located = await locateStudy(await loadStudy(written.study), { backend: 'auto', threads: 1, store: join(folder, 'store') });
});

async function run(options: Partial<Parameters<typeof runStudy>[0]> = {}) {
  const events: JobEvent[] = [];
  const outcome = await runStudy({ located, onEvent: (event) => events.push(event), ...options });
  const of = (type: JobEvent['type']) => events.filter((event) => event.type === type).map(({ job }) => job);
  return { ...outcome, of, count: (type: JobEvent['type']) => of(type).length };
}

test('a study runs through every layer, can be interrupted, and never repeats finished work', async () => {
  const controller = new AbortController();
  let finished = 0;
  const interrupted = runStudy({
    located,
    signal: controller.signal,
    onEvent: ({ type }) => {
      if (type === 'done' && ++finished === 5) controller.abort();
    },
  });
  await expect(interrupted).rejects.toMatchObject({ name: 'AbortError' });

  const first = await run();
  const jobs = first.plan.jobs.length;
  // Per model: 2 tasks x 2 seeds of tune, transfer, neurons, suppress, null; 2 random prompts; no prompt; overlap per task; specificity, layers, similarity.
  expect(jobs).toBe(2 * (5 * 4 + 2 + 1 + 2 + 3));
  expect(first.count('reused')).toBe(5);
  expect(first.count('done')).toBe(jobs - 5);

  const again = await run();
  expect(again.count('reused')).toBe(jobs);
  expect(again.count('started')).toBe(0);
  expect({ ...again.results, created: '' }).toEqual({ ...first.results, created: '' });
});

test('the results hold every part of the study', async () => {
  const { results } = await run();
  const { tuning, evaluations, predictivity, suppression, overlap, specificity } = results!;
  expect(tuning).toHaveLength(8);
  // Per model 7 prompts (4 tuned, 2 random, none) on 2 tasks, clean and adversarial.
  expect(evaluations).toHaveLength(2 * 7 * 2 * 2);
  for (const { correct, n, standardError } of evaluations) expect(standardError! ** 2 * (n - 1)).toBeCloseTo((correct / n) * (1 - correct / n), 9);
  expect(results!.provenance.settingsHash).toMatch(/^[0-9a-f]{64}$/);
  expect(results!.metrics!['accuracy']!.higherIsBetter).toBe(true);
  const adversarial = evaluations.find((evaluation) => evaluation.adversarial)!;
  expect(Object.values(adversarial.groups).reduce((sum, { n }) => sum + n, 0)).toBe(adversarial.n);
  expect(predictivity).toHaveLength(2 * 4 * 2);
  expect(overlap).toHaveLength(2 * 4);
  expect(specificity).toHaveLength(2);
  const { layerShares, promptSimilarities } = results!;
  // Rates of the study, clean and adversarial, of every model and task; every neuron lies in one layer.
  expect(layerShares).toHaveLength(2 * 2 * 2 * located.study.neurons.overlap.length);
  for (const { members, size, constant } of layerShares!) expect([members.reduce((a, b) => a + b, 0), constant === null]).toEqual([expect.closeTo(size, 9), false]);
  // Five measures, of pairs with one seed and with two: the diagonal has only the latter.
  expect(promptSimilarities).toHaveLength(2 * 5 * 2);
  for (const { seeds, values } of promptSimilarities!) expect([values[0]![0] === null, values[0]![1] === values[1]![0]]).toEqual([seeds === 'same', true]);
  const { nulls, rankCorrelations, retained } = results!;
  // Clean and adversarial data of every model, task and seed; and the floor goes to the predictivities.
  expect(nulls).toHaveLength(2 * 4 * 2);
  for (const { layers, permutations } of nulls!) for (const { neurons, discoveries } of layers) expect([neurons, permutations, discoveries <= neurons]).toEqual([24, 20, true]);
  expect(predictivity.every(({ nullFloor }) => nullFloor!.predictivity >= 0.5)).toBe(true);
  // Per model: one pair of tasks in four ways, one pair of seeds per task, clean against adversarial data per task and seed.
  expect(rankCorrelations!.map(({ between }) => between).sort()).toEqual([...new Array(8).fill('clean-adversarial'), ...new Array(4).fill('seeds'), ...new Array(8).fill('tasks')]);
  expect(retained).toHaveLength(2 * 4 * 2);
  expect(retained!.every(({ separation }) => separation! >= 0 && separation! <= 1)).toBe(true);
  // Five neurons per model and task, the same for every seed, the best by their mean first; every row counts once.
  const { neuronProfiles } = results!;
  expect(neuronProfiles).toHaveLength(2 * 4 * 5);
  for (const [i, profile] of neuronProfiles!.entries()) {
    const { model, task, seed, layer, neuron, position, sign, clean, adversarial: onAdversarial, low, high, highest, lowest } = profile;
    const of = <T extends { model: string; task: string; seed: number }>(entries: readonly T[]) => entries.filter((entry) => entry.model === model && entry.task === task && entry.seed === seed);
    const { layers } = of(predictivity).find((entry) => !entry.adversarial)!;
    const listed = layers[layer]!.top.find((entry) => entry.neuron === neuron);
    if (listed) expect({ position, sign, clean }).toEqual({ position: listed.position, sign: listed.sign, clean: listed.predictivity });
    expect(neuronProfiles!.filter((other) => other.model === model && other.task === task && other.layer === layer && other.neuron === neuron).map((other) => other.seed)).toEqual([1, 2]);
    if (i % 5 > 0 && seed === 1) {
      const meanOf = (at: number) => neuronProfiles![at]!.clean + neuronProfiles![at + 5]!.clean;
      expect(meanOf(i - 1)).toBeGreaterThan(meanOf(i) - 1e-6);
    }
    // The curve over positions is computed from other numbers than predictivity: its best place is the same.
    const { clean: curve, adversarial: adversarialCurve } = profile.accuracyByPosition!;
    expect(Math.max(...curve.map((share) => Math.max(share, 1 - share)))).toBeCloseTo(clean, 4);
    expect(sign === 1 ? adversarialCurve![position]! : 1 - adversarialCurve![position]!).toBeCloseTo(onAdversarial!, 4);
    expect([profile.histogram, profile.adversarialHistogram!].map((counts) => counts.flat().reduce((a, b) => a + b, 0))).toEqual([12, 12]);
    expect(Math.max(highest[0]!.activation, profile.adversarialHighest![0]!.activation)).toBe(high);
    expect(Math.min(lowest[0]!.activation, profile.adversarialLowest![0]!.activation)).toBe(low);
    expect(highest[0]!.text).toMatch(/\w/);
    // Alone on the rows of the suppression, from the same right answers.
    const intact = of(suppression).filter(({ chosen, ranking, percent, layer: only, neuronsOf }) => chosen === 'skill' && ranking === 'clean' && percent === 0 && only === undefined && neuronsOf === undefined);
    expect(profile.suppressedAlone!.map(({ split, correct, n }) => ({ split, correct, n }))).toEqual(intact.map(({ split, correct, n }) => ({ split, correct, n })));
    expect(profile.suppressedAlone!.map(({ n }) => n)).toEqual([12, 6]);
    for (const { marginChange, marginChangeByLabel } of profile.suppressedAlone!) {
      expect(marginChange).not.toBe(0);
      const ofLabels = marginChangeByLabel.filter((change) => change !== null);
      expect([Math.min(...ofLabels) <= marginChange, Math.max(...ofLabels) >= marginChange]).toEqual([true, true]);
    }
  }
  // Three random neurons for each layer that the five lie in, none of the five, on the same rows.
  const { neuronControls } = results!;
  const runOf = ({ model, task, seed }: { model: string; task: string; seed: number }) => `${model} ${task} ${seed}`;
  const named = ({ layer, neuron }: { layer: number; neuron: number }) => `${layer}.${neuron}`;
  for (const run of new Set(neuronProfiles!.map(runOf))) {
    const own = neuronProfiles!.filter((profile) => runOf(profile) === run);
    const random = neuronControls!.filter((control) => runOf(control) === run);
    const layers = [...new Set(own.map(({ layer }) => layer))].sort();
    expect(random.map(({ layer }) => layer)).toEqual(layers.flatMap((layer) => [layer, layer, layer]));
    expect(new Set([...own, ...random].map(named)).size).toBe(5 + random.length);
    const rows = (alone: readonly { split: string; n: number; correct: number; margin: number }[]) => alone.map(({ split, n, correct, margin }) => ({ split, n, correct, margin }));
    for (const { suppressedAlone } of random) expect(rows(suppressedAlone)).toEqual(rows(own[0]!.suppressedAlone!));
  }
  expect(neuronControls!.filter(({ suppressedAlone: [alone] }) => alone!.marginChange === 0).every(({ answers }) => answers === 'dead')).toBe(true);
  expect(results!.tasks.map(({ leaks }) => Array.isArray(leaks))).toEqual([true, true]);
  for (const { rho } of specificity) for (const task of [0, 1]) expect(rho[task]![task]).toBeCloseTo(1, 9);
  // Per job: two rankings, two random draws, two matched ones and the least predictive of either ranking, at 0 and 25 % on both
  // splits; layer by layer and on the other task the clean ranking and two random draws.
  const curves = suppression.filter(({ layer, neuronsOf }) => layer === undefined && neuronsOf === undefined);
  expect(curves).toHaveLength(2 * 4 * (2 + 2 + 4 + 2) * 2 * 2);
  expect(suppression.filter(({ layer }) => layer !== undefined)).toHaveLength(2 * 4 * 3 * 2);
  const elsewhere = suppression.filter(({ neuronsOf }) => neuronsOf !== undefined);
  expect(elsewhere).toHaveLength(2 * 4 * 3);
  expect(elsewhere.every(({ task, neuronsOf }) => task !== neuronsOf)).toBe(true);
  // Either ranking against each of three controls, on both splits.
  expect(results!.suppressionContrasts).toHaveLength(2 * 4 * 2 * 3 * 2);
  for (const contrast of results!.suppressionContrasts!) {
    const same = curves.filter((run) => (['model', 'task', 'seed', 'split', 'percent'] as const).every((name) => run[name] === contrast[name]));
    const accuracy = (runs: typeof curves) => runs.reduce((sum, { correct, n }) => sum + correct / n, 0) / runs.length;
    const controls = same.filter(({ chosen, ranking }) => chosen === contrast.control && (ranking === null || ranking === contrast.ranking));
    expect(contrast.difference).toBeCloseTo(accuracy(controls) - accuracy(same.filter(({ chosen, ranking }) => chosen === 'skill' && ranking === contrast.ranking)), 9);
  }
  for (const { percent, correct, model, task, seed, split } of curves.filter((point) => point.percent === 0 && !point.adversarial)) {
    const evaluation = evaluations.find((e) => e.model === model && e.prompt === 'tuned' && e.source === task && e.task === task && e.seed === seed && e.split === split);
    expect([percent, correct]).toEqual([0, evaluation!.correct]);
  }
});

test('what attacks turned is counted by kind of row, and some rows are kept to read', async () => {
  // All rows and two kinds of row, of every own prompt; ten of twelve rows have an original, which is a row of test (one) or of a split of its own.
  const { attacks, attackedRows, evaluations } = (await run()).results!;
  expect(attacks).toHaveLength(2 * 4 * 3);
  for (const { model, task, seed, split, group, n, correct, classCounts, pairs } of attacks!) {
    const evaluation = evaluations.find((e) => e.model === model && e.prompt === 'tuned' && e.source === task && e.task === task && e.seed === seed && e.split === split)!;
    expect({ n, correct }).toEqual(group === null ? { n: evaluation.n, correct: evaluation.correct } : evaluation.groups[group]);
    expect(classCounts.reduce((a, b) => a + b, 0)).toBe(n);
    expect(pairs!.n).toBe(group === null ? 10 : 5);
    expect(pairs!.wordsChanged).toBeGreaterThan(0);
  }
  // Of the first seed: rows right before, those that turned first.
  expect(attackedRows!.length).toBeGreaterThan(0);
  for (const { seed, original, fields } of attackedRows!) expect([seed, original.prediction, fields[0]!.before === fields[0]!.after]).toEqual([1, original.label, false]);
  for (const model of ['mini-roberta', 'mini-t5']) for (const task of ['one', 'two']) {
    const { turned } = attacks!.find((entry) => entry.model === model && entry.task === task && entry.seed === 1 && entry.group === null)!.pairs!;
    const shown = attackedRows!.filter((row) => row.model === model && row.task === task).map(({ attacked: { label, prediction } }) => label !== prediction);
    expect(shown.filter(Boolean)).toHaveLength(Math.min(6, turned));
    expect(shown.toSorted((a, b) => Number(b) - Number(a))).toEqual(shown);
  }
});

test('another seed adds jobs and keeps the old ones', async () => {
  const more = { ...located, study: { ...located.study, seeds: [1, 2, 3] } };
  const { plan } = await run({ located: more, dryRun: true });
  const { plan: before } = await run({ dryRun: true });
  const known = new Set(before.jobs.map(({ key }) => key));
  const kept = plan.jobs.filter(({ key }) => known.has(key));
  expect(kept.filter(({ kind }) => kind === 'tune')).toHaveLength(8);
});

test('a flipped bit is found, and only what depends on it is computed again', async () => {
  const first = await run();
  const tune = first.plan.jobs.find(({ label }) => label === 'tune mini-t5 two seed 2')!;
  const path = join(new ArtifactStore(located.store).folderOf(tune), 'prompt.safetensors');
  const bytes = await readFile(path);
  bytes[bytes.length - 1]! ^= 1;
  await writeFile(path, bytes);
  await rm(join(located.store, 'neurons'), { recursive: true });

  const healed = await run();
  // The neurons jobs were lost; the damaged prompt came out the same again, so what was made from it still stands.
  const computed = healed.of('done').map(({ kind }) => kind);
  expect(computed.filter((kind) => kind === 'neurons')).toHaveLength(8);
  expect(computed.filter((kind) => kind !== 'neurons')).toEqual(['tune']);
  expect(resultsDigest(healed.results!)).toBe(resultsDigest(first.results!));
});

test('a job that fails is named, the rest goes on, and nothing half-done is left as a result', async () => {
  const { plan } = await run();
  const neurons = plan.jobs.find(({ label }) => label === 'neurons mini-t5 two seed 2')!;
  // A file where the job's working folder should be.
  const blocked = join(located.store, 'unfinished', neurons.key);
  await writeFile(blocked, '');
  await new ArtifactStore(located.store).displace(neurons);
  const { failures, skipped, results } = await run();
  expect(results).toBeNull();
  expect(failures.map(({ job }) => job.label)).toEqual([neurons.label]);
  expect(skipped.map(({ label }) => label)).toEqual(['suppress mini-t5 two seed 1', 'suppress mini-t5 two seed 2', 'null mini-t5 two seed 2', 'overlap mini-t5 two', 'specificity mini-t5', 'layers mini-t5']);
  expect(await readFailure(located.store, neurons.key)).toMatchObject({ label: neurons.label, attempts: 1 });

  await rm(blocked);
  const retried = await run();
  expect(retried.of('done')).toEqual([expect.objectContaining({ label: neurons.label })]);
  expect(await readFailure(located.store, neurons.key)).toBeNull();
});
