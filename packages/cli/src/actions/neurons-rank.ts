import { basename, join } from 'node:path';
import {
  classPairs, collectActivations, collectAuroc, collectFiringHalves, crossFittedPredictivity, heldOutPredictivity, mergeFiringCounts, oneVersusRest,
  predictivity, predictivityFloor, rankPerLayer, rankWholeModel, savePredictivity, stabilityOfHalves, subtaskPredictivities, summariseNeurons, wangSubtasks,
} from '@skill-neurons/neurons';
import type {
  Baseline, CollectOptions, FiringCounts, Predictivity, Subtask,
} from '@skill-neurons/neurons';
import { writeSafetensors } from '@skill-neurons/runtime';
import { percent } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RankNeuronsOptions } from '../commands/neurons-rank.ts';
import type { LeakRecord } from '../leak-check.ts';
import { textTable } from '../text-table.ts';
import { openNeuronInputs, type NeuronInputs } from './neuron-inputs.ts';

const shown = 5;

export async function rankNeurons(options: RankNeuronsOptions, environment: CommandEnvironment): Promise<undefined> {
  const inputs = await openNeuronInputs(options, environment);
  const leaks = await inputs.leaks(options.split);
  const results: (RankResult & { leaks: LeakRecord | null })[] = [];
  let first: Ranked | undefined;
  for (const [i, name] of options.split.entries()) {
    const ranked = await rankSplit(name, options, inputs, first);
    first ??= ranked;
    results.push({ ...ranked.result, leaks: leaks?.[i] ?? null });
  }
  environment.terminal.result(results, results.map(describe).join('\n\n'));
}

type Ranked = Awaited<ReturnType<typeof rankSplit>>;
type RankResult = Ranked['result'];

async function rankSplit(name: string, options: RankNeuronsOptions, inputs: NeuronInputs, first?: { result: { split: string }; counts: FiringCounts }) {
  const { stack, metric, positive, positions, seed } = options;
  const { taskName: task, fromPosition, backbone } = inputs;
  const scoring = { metric, positive, fromPosition };
  const pass = inputs.collect(await inputs.split(name));
  const halves = await collectFiringHalves({ ...pass, seed });
  const counts = mergeFiringCounts(...halves);
  const found = positions === 'held-out' ? crossFittedPredictivity(halves, counts, scoring) : predictivity(counts, { ...scoring, aggregate: positions });
  const auroc = options.auroc ? await collectAuroc({ ...pass, position: found.position, positive, maxExamples: options.aurocRows, seed }) : undefined;
  const metadata = { model: basename(backbone.folder), task, split: name, metric, positions, positive: String(positive), from_position: String(fromPosition) };
  const file = join(options.out, `${name}.safetensors`);
  await savePredictivity(file, found, { metadata, arrays: auroc ? { auroc: auroc.values } : {} });
  if (options.activations) await saveActivations(pass, join(options.out, `${name}.activations.safetensors`));
  // The other splits once more with the positions and signs of the first: no maximum, so no bias upwards.
  const fixedFile = first && join(options.out, `${name}.at-${first.result.split}.safetensors`);
  if (first && fixedFile !== undefined) {
    const fixed = heldOutPredictivity(first.counts, counts, scoring);
    await savePredictivity(fixedFile, fixed, { metadata: { ...metadata, positions: `those of ${first.result.split}` } });
  }
  const subtasks = await saveSubtasks(counts, { options, name, metadata, fromPosition });
  const neuron = (i: number) => ({
    neuron: i % found.width,
    predictivity: found.values[i]!,
    position: found.position[i]!,
    sign: found.sign[i]!,
    ...(auroc && { auroc: auroc.values[i]! }),
  });
  const ranking = rankPerLayer(found.values, found.layers, found.width);
  const negatives = found.n - counts.classCounts[positive]!;
  const result = {
    task, split: name, n: found.n, classCounts: counts.classCounts, stack, file, fixedFile, subtasks,
    settings: { metric, positions, positive, fromPosition, aurocRows: auroc?.n },
    layers: ranking.map((order, layer) => ({ layer, top: [...order.subarray(0, shown)].map((i) => neuron(layer * found.width + i)) })),
    model: [...rankWholeModel(found.values).subarray(0, shown)].map((i) => ({ layer: Math.floor(i / found.width), ...neuron(i) })),
    summary: summariseNeurons(found),
    ...(positions === 'max' && metric === 'accuracy' && {
      floor: predictivityFloor({ classCounts: [negatives, counts.classCounts[positive]!], positions: counts.positions - fromPosition }).expected,
    }),
    ...stabilityOfHalves(halves, { ...scoring, top: options.top }),
  };
  return { result, counts };
}

interface SubtaskContext {
  options: RankNeuronsOptions;
  name: string;
  metadata: Record<string, string>;
  fromPosition: number;
}

async function saveSubtasks(counts: FiringCounts, { options, name, metadata, fromPosition }: SubtaskContext) {
  if (options.subtasks === 'none') return [];
  const kinds = { 'one-vs-rest': oneVersusRest, pairs: classPairs, wang: wangSubtasks };
  const subtasks = kinds[options.subtasks](counts.classCounts.length);
  const found = subtaskPredictivities(counts, subtasks, { fromPosition, aggregate: options.positions === 'mean' ? 'mean' : 'max' });
  return Promise.all(subtasks.map(async (subtask, i) => {
    const file = join(options.out, `${name}.${labelOf(subtask, counts.classCounts.length)}.safetensors`);
    await savePredictivity(file, found[i]!, { metadata: { ...metadata, metric: 'balanced-accuracy', subtask: labelOf(subtask, counts.classCounts.length) } });
    return { ...subtask, n: found[i]!.n, file, best: bestOf(found[i]!) };
  }));
}

async function saveActivations(pass: CollectOptions & { baseline: Baseline }, file: string) {
  const { n, layers, positions, width, values, labels } = await collectActivations(pass);
  await writeSafetensors(file, {
    activations: { shape: [n, layers, positions, width], data: values },
    labels: { shape: [n], data: Float32Array.from(labels) },
    baseline: { shape: [layers, positions, width], data: pass.baseline.mean },
  });
}

function labelOf({ negative, positive }: Subtask, classes: number): string {
  return `${positive.join('+')}-vs-${negative.length === classes - 1 && classes > 2 ? 'rest' : negative.join('+')}`;
}

function bestOf({ values, width }: Predictivity) {
  const i = rankWholeModel(values)[0]!;
  return { layer: Math.floor(i / width), neuron: i % width, predictivity: values[i]! };
}

function describe({ task, split, n, classCounts, file, fixedFile, floor, layers, model, summary, splitHalf, heldOut, subtasks }: RankResult): string {
  const number = (value: number) => value.toFixed(3);
  const neuronText = ({ neuron, sign, predictivity: value, auroc }: (typeof model)[number]) =>
    `${neuron}${sign === 1 ? '+' : '-'}: ${number(value)}${auroc === undefined ? '' : ` (AUROC ${number(auroc)})`}`;
  const best = layers.map(({ layer, top }) => [String(layer), ...top.map((entry) => neuronText({ layer, ...entry }))]);
  const kinds = summary.map((s) => [s.layer, s.excitatory, s.inhibitory, s.constant, s.dead, ...s.quartiles.map(number)].map(String));
  return [
    `${task} ${split}, n = ${n}, majority ${percent(Math.max(...classCounts) / n)} %, ${file}`,
    ...(fixedFile === undefined ? [] : [`with positions and signs of the first split: ${fixedFile}`]),
    ...(floor === undefined ? [] : [`a neuron that knows nothing scores up to ${number(floor)} on average (its positions taken as independent)`]),
    ...(heldOut && splitHalf
      ? [
          `top ${heldOut.top} %: ${number(heldOut.whereChosen)} on the half of the rows that chose them, ${number(heldOut.elsewhere)} on the other; ` +
            `all others ${number(heldOut.othersElsewhere)}`,
          `rank correlation of the halves ${number(splitHalf.rho)}, of rankings on all rows ${number(splitHalf.corrected)} (Spearman-Brown)`,
        ]
      : []),
    textTable(['layer', ...Array.from({ length: shown }, (_, i) => `#${i + 1}`)], best),
    `whole model: ${model.map((t) => `${t.layer}.${t.neuron} ${number(t.predictivity)}`).join(', ')}`,
    textTable(['layer', 'excitatory', 'inhibitory', 'constant', 'dead', 'least', '1/4', 'median', '3/4', 'most'], kinds),
    ...subtasks.map((s) => `classes ${s.positive.join(', ')} against ${s.negative.join(', ')}: best ${s.best.layer}.${s.best.neuron} ${number(s.best.predictivity)} (balanced), ${s.file}`),
  ].join('\n');
}
