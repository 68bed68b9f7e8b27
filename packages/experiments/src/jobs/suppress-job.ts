import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { collectActivationMoments, evaluateSuppressed, planSuppression, randomNeighbours, singleNeuronSets, summariseSuppression, suppressionEffect } from '@skill-neurons/neurons';
import type { ActivationMoments, PlannedSuppression, Replacement } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type Evaluation, type PreparedSplit, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { NeuronControl, NeuronProfile, SingleSuppressionResult, SuppressionContrastResult, SuppressionResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { splitInHalves } from '../workspace.ts';
import { joinSplits } from './join-splits.ts';
import { answersOf, bestNeurons, controlsPerLayer, profileNeurons } from './neuron-profiles.ts';
import { storedBaseline } from './stored-baseline.ts';
import { storedRanking } from './stored-rankings.ts';
import { suppressionRankings } from './suppression-rankings.ts';

/** Draws of the bootstrap and of the sign-flip test of each contrast. */
const resamples = 500;

interface Target {
  task: string;
  prompt: SoftPrompt;
  split: PreparedSplit;
  adversarial: boolean;
  sets: PlannedSuppression[];
}

/**
 * Accuracy of a prompt with its task's skill neurons suppressed, and with the controls: `suppression.json`; the difference,
 * paired by row: `suppression-contrasts.json`. Skill neurons are ranked by their mean predictivity over all seeds (paper.md A9); reported on the test split and on the half of the
 * adversarial rows that chose no neurons. By the study's settings also one layer at a time, and on the other tasks with their prompts.
 * A close look at the best few neurons, what suppressing each alone does included: `profiles.json`; random
 * neurons of their layers, suppressed alone in the same batches: `neuron-controls.json`.
 */
export async function runSuppressJob({ model, task, seed }: { model: string; task: string; seed: number }, context: JobContext): Promise<void> {
  const { workspace, store, input, folder, onProgress, signal } = context;
  const { splits, neurons, seeds } = workspace.located.study;
  const { suppression: settings, suppress: percentages, randomDraws: draws } = neurons;
  const { backbone, tokenizer } = await workspace.model(model);
  const { evaluationBatchSize: batchSize } = workspace.settings(backbone);
  const promptOf = async (name: string) => loadPrompt(await store.checkFile(input(name), 'prompt.safetensors'));
  const momentsOf = async (of: string, prompt: SoftPrompt): Promise<ActivationMoments | undefined> => {
    if (settings.replace === 'zero' && !settings.controls.includes('matched')) return undefined;
    const train = await workspace.split(model, of, splits.train);
    const rows = { ...train, examples: train.examples.slice(0, neurons.baselineRows ?? train.examples.length) };
    return collectActivationMoments({ backbone, prompt, batches: batchesOf(rows, { batchSize }), columns: rows.labelWords.ids, onProgress, signal });
  };

  const prompt = await promptOf('prompt');
  const moments = await momentsOf(task, prompt);
  const rankings = await suppressionRankings(context, settings.adversarialRows);
  const shared = { scope: settings.rankBy, seed: `${task}/${seed}`, draws, moments, positions: settings.positions };
  const plan = planSuppression({ ...shared, rankings, percentages, controls: settings.controls });
  const clean = rankings.slice(0, 1);
  // Layer by layer and on other tasks: the clean ranking against random neurons.
  const sweep = settings.perLayer === undefined ? [] : planSuppression({ ...shared, rankings: clean, percentages: [], controls: ['random'], perLayer: settings.perLayer });
  const elsewhere = settings.otherTasks ? planSuppression({ ...shared, rankings: clean, percentages: [Math.max(...percentages)], controls: ['random'] }) : [];

  const perSeed = await Promise.all(seeds.map((of) => storedRanking(context, `neurons/${of}`, 'clean')));
  const { values: ranked } = rankings[0]!;
  const single = bestNeurons(ranked, perSeed);
  const others = randomNeighbours(single, { width: ranked.width, perLayer: controlsPerLayer, seed: `${task}/${seed}` });

  const targets: Target[] = [{ task, prompt, split: await workspace.split(model, task, splits.test), adversarial: false, sets: [...plan, ...sweep] }];
  for (const name of await workspace.adversarialSplits(task)) {
    const rows = await workspace.split(model, task, name);
    targets.push({ task, prompt, split: settings.adversarialRows === 'half' ? splitInHalves(rows)[1] : rows, adversarial: true, sets: plan });
  }
  for (const other of Object.keys(workspace.located.tasks)) {
    if (other === task || elsewhere.length === 0) continue;
    targets.push({ task: other, prompt: await promptOf(`prompt/${other}`), split: await workspace.split(model, other, splits.test), adversarial: false, sets: elsewhere });
  }

  const results: SuppressionResult[] = [];
  const contrasts: SuppressionContrastResult[] = [];
  const alone: SingleSuppressionResult[][] = [...single, ...others].map(() => []);
  for (const [i, target] of targets.entries()) {
    const own = target.task === task ? moments : await momentsOf(target.task, target.prompt);
    // The single neurons go with the others: what lies below them is computed anyway.
    const singles = target.task === task ? [[], ...singleNeuronSets([...single, ...others], ranked.layers)] : [];
    const found = await evaluateSuppressed([...target.sets.map(({ set }) => set), ...singles], {
      backbone, signal,
      prompt: target.prompt,
      batches: batchesOf(target.split, { batchSize }),
      columns: target.split.labelWords.ids,
      positions: settings.positions,
      replacement: replacementOf(settings, own, `${task}/${seed}`),
      onProgress: ({ done, total }) => onProgress({ label: 'suppress', done: i * total! + done, total: targets.length * total! }),
    });
    const evaluations = found.slice(0, target.sets.length);
    const [intact, ...suppressed] = found.slice(target.sets.length);
    const place = { model, seed, task: target.task, split: target.split.split, adversarial: target.adversarial };
    results.push(...target.sets.map((planned, at) => resultOf(planned, evaluations[at]!, { ...place, ...(target.task !== task && { neuronsOf: task }) })));
    if (target.task === task) contrasts.push(...contrastsOf(target.sets, evaluations, place));
    for (const [k, evaluation] of suppressed.entries()) {
      alone[k]!.push({ split: place.split, adversarial: place.adversarial, ...suppressionEffect(intact!, evaluation, target.split.labels.length) });
    }
  }
  await writeFileAtomic(join(folder, 'suppression.json'), JSON.stringify(results));
  await writeFileAtomic(join(folder, 'suppression-contrasts.json'), JSON.stringify(contrasts));

  const baseline = await storedBaseline(await store.checkFile(input(`neurons/${seed}`), 'baseline.safetensors'));
  const found = perSeed[seeds.indexOf(seed)]!;
  const controls = others.map(({ layer, neuron }, k): NeuronControl => ({
    model, task, seed, stack: baseline.stack, layer, neuron, answers: answersOf(found, layer * ranked.width + neuron), suppressedAlone: alone[single.length + k]!,
  }));
  await writeFileAtomic(join(folder, 'neuron-controls.json'), JSON.stringify(controls));

  const adversarialRows = joinSplits(await Promise.all((await workspace.adversarialSplits(task)).map((name) => workspace.split(model, task, name))), 'adversarial');
  const validation = await workspace.split(model, task, splits.validation);
  const profiles = await profileNeurons({
    backbone, prompt, tokenizer, batchSize, onProgress, signal,
    neurons: single,
    columns: validation.labelWords.ids,
    baseline,
    clean: { split: validation, found },
    adversarial: adversarialRows ? { split: adversarialRows, found: await storedRanking(context, `neurons/${seed}`, 'adversarial-at-clean') } : null,
  });
  const complete = profiles.map((profile, k): NeuronProfile => ({ model, task, seed, ...profile, suppressedAlone: alone[k]! }));
  await writeFileAtomic(join(folder, 'profiles.json'), JSON.stringify(complete));
}

function replacementOf({ replace, noiseScale }: { replace: 'zero' | 'mean' | 'gaussian'; noiseScale: number }, moments: ActivationMoments | undefined, seed: string): Replacement {
  if (replace === 'zero') return { kind: 'zero' };
  return replace === 'mean' ? { kind: 'mean', moments: moments! } : { kind: 'gaussian', moments: moments!, scale: noiseScale, seed };
}

type Place = Pick<SuppressionResult, 'model' | 'seed' | 'task' | 'split' | 'adversarial' | 'neuronsOf'>;

function resultOf({ neurons, ranking, draw, percent, layer, set }: PlannedSuppression, { correct, n }: Evaluation, place: Place): SuppressionResult {
  const sizes = layer === null ? set.map(({ length }) => length) : [set[layer]!.length];
  const chosen = { chosen: neurons, ranking: ranking as SuppressionResult['ranking'], draw };
  // Shares of the whole model take their own number from each layer.
  const neuronsPerLayer = Math.round(sizes.reduce((sum, size) => sum + size, 0) / sizes.length);
  return { ...place, ...chosen, percent, neuronsPerLayer, ...(layer !== null && { layer }), correct, n };
}

function contrastsOf(sets: readonly PlannedSuppression[], evaluations: readonly Evaluation[], place: Place): SuppressionContrastResult[] {
  const runs = sets.flatMap((planned, i) => (planned.layer === null && planned.percent > 0 ? [{ ...planned, prompt: String(place.seed), evaluation: evaluations[i]! }] : []));
  const { contrasts } = summariseSuppression(runs, { seed: `${place.task}/${place.split}/${place.seed}`, resamples });
  return contrasts.map(({ ranking, control, percent, n, draws, difference, interval, p, test }) => ({
    ...place, ranking: ranking as SuppressionContrastResult['ranking'], control, percent, n, draws, difference, low: interval.low, high: interval.high, p, test,
  }));
}
