import { join } from 'node:path';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { countClasses } from '@skill-neurons/data';
import { collectMeanActivations, compareModels, keptNeurons, loadPredictivity, randomRanking, type MeanActivations } from '@skill-neurons/neurons';
import { batchesOf, evaluate } from '@skill-neurons/prompt-tuning';
import { interventionHook, loadBackbone, savePrunedCheckpoint, type Backbone, type NeuronCut, type Stack } from '@skill-neurons/runtime';
import { percent } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { PruneNeuronsOptions } from '../commands/neurons-prune.ts';
import { readPrompt } from '../prompt-source.ts';
import { openSession } from '../session.ts';
import { accuracy, resultsTable, shareOf } from '../results-table.ts';
import { textTable } from '../text-table.ts';
import { precisions } from '../weight-precision.ts';
import { assertFitsBackbone } from './neuron-shapes.ts';

export async function pruneNeurons(options: PruneNeuronsOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { out, batchSize, removed, positions, rounds } = options;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const prompt = await readPrompt(options.prompt);
  const { virtualTokens } = prompt;
  const kept = await readKept(options, backbone);
  const task = await session.task(options.task);
  const split = await session.split(task, options.split, { virtualTokens, limit: options.limit });
  const pass = { backbone, prompt, columns: split.labelWords.ids, onProgress: terminal.progress, signal };

  const baseline = removed === 'zero' ? undefined : await session.split(task, options.baselineSplit, { virtualTokens, limit: options.baselineLimit });
  const means = baseline && (await collectMeanActivations({ ...pass, batches: [...batchesOf(baseline, { batchSize })], positions }));
  const cutsOf = (neurons: Kept[]) => neurons.map(({ stack, kept: chosen }): NeuronCut => ({ stack, kept: chosen, constants: constantsOf(means, stack) }));
  const saved = await savePrunedCheckpoint(out, backbone.folder, cutsOf(kept));

  const batches = [...batchesOf(split, { batchSize })];
  const pruned = await loadBackbone(out, { precision: precisions[options.weights] });
  const [whole, small] = await compareModels({ ...pass, backbones: [backbone, pruned], batches, rounds });
  const random = [];
  for (let draw = 0; draw < options.random; draw++) {
    // A model pruned to the drawn neurons computes what the whole one does with the others fixed.
    const handles = cutsOf(drawnLike(kept, backbone, `${options.seed}/${draw}`)).map((cut) => fixOthers(cut, backbone));
    random.push(await evaluate({ ...pass, batches, hooks: handles.map(({ hook }) => hook) }));
    handles.forEach((handle) => handle.dispose());
  }
  const { readByTransformers, parameters } = saved;
  const majority = countClasses(split.examples, task.labels.length).majorityRate;
  const result = {
    task: task.name, split: options.split, n: split.examples.length, majority, out, keep: options.keep, scope: options.scope, wholeLayers: options.wholeLayers, removed, positions, baselineRows: baseline?.examples.length,
    prunedStacks: kept.map(({ stack }) => stack),
    widths: pruned.neuronSpaces.map(({ stack, layers, width, widths }) => ({ stack, widths: widths ?? new Array<number>(layers).fill(width) })),
    parameters: { before: backbone.parameters, after: parameters },
    accuracy: { before: whole!.evaluation.correct / whole!.evaluation.n, after: small!.evaluation.correct / small!.evaluation.n, random: random.map(({ correct, n }) => correct / n) },
    examplesPerSecond: { before: whole!.examplesPerSecond, after: small!.examplesPerSecond },
    speedUp: small!.speedUp, backend: session.backendName, readByTransformers, fingerprint: pruned.fingerprint, prunedFrom: backbone.fingerprint,
  };
  await writeFileAtomic(join(out, 'pruning.json'), `${JSON.stringify(result, null, 2)}\n`);
  const resultOf = (model: string, { correct, n }: { correct: number; n: number }) => ({ model, task: task.name, split: options.split, prompt: options.prompt, metric: accuracy, ...shareOf({ correct, n }) });
  const accuracies = resultsTable([
    resultOf('whole', whole!.evaluation), resultOf('pruned', small!.evaluation),
    ...random.map((evaluation, draw) => resultOf(`random neurons ${draw + 1}`, evaluation)),
  ].map((row) => ({ ...row, majority })));
  const sizes = textTable(['Model', 'Weights', 'Examples/s'], [
    ['whole', String(backbone.parameters), whole!.examplesPerSecond.toFixed(1)], ['pruned', String(pruned.parameters), small!.examplesPerSecond.toFixed(1)],
  ]);
  const widths = result.widths.map(({ stack, widths: layers }) => `${stack} ${new Set(layers).size === 1 ? `${layers.length} x ${layers[0]}` : layers.join(', ')}`).join('; ');
  terminal.result(result, [
    accuracies, sizes,
    `${result.speedUp.toFixed(2)} times as fast (median of ${rounds} rounds in turns), ${percent(parameters / backbone.parameters)} % of the weights; neurons: ${widths}`,
    `model ${out}, ${readByTransformers ? 'read by transformers too' : 'read by skill-neurons only: transformers knows no unequal widths and no bias in T5'}`,
  ].join('\n'));
  pruned.dispose();
  return undefined;
}

interface Kept {
  stack: Stack;
  kept: number[][];
}

async function readKept({ neurons, decoderNeurons, keep, scope, wholeLayers }: PruneNeuronsOptions, backbone: Backbone): Promise<Kept[]> {
  const kept: Kept[] = [];
  for (const file of [neurons, ...(decoderNeurons === undefined ? [] : [decoderNeurons])]) {
    const stored = await loadPredictivity(file);
    const stack = stored.metadata['stack'] === 'decoder' ? 'decoder' : 'encoder';
    assertFitsBackbone(stored, backbone, stack, file);
    if (kept.some((other) => other.stack === stack)) {
      throw new SkillNeuronsError({ code: 'NEURON_STACK', message: `two rankings of the ${stack} are given`, where: file, hint: 'give one file per stack' });
    }
    kept.push({ stack, kept: keptNeurons(stored, keep, { scope, wholeLayers }) });
  }
  return kept;
}

function constantsOf(means: readonly MeanActivations[] | undefined, stack: Stack): Float32Array[] | undefined {
  return means?.find((found) => found.stack === stack)?.means;
}

/** As many neurons of every layer, drawn. */
function drawnLike(kept: readonly Kept[], backbone: Backbone, seed: string): Kept[] {
  return kept.map(({ stack, kept: chosen }) => {
    const { layers, width } = spaceOf(backbone, stack);
    const order = randomRanking(layers, width, `${seed}/${stack}`);
    return { stack, kept: chosen.map(({ length }, layer) => [...order[layer]!.subarray(0, length)]) };
  });
}

function fixOthers({ stack, kept, constants }: NeuronCut, backbone: Backbone): ReturnType<typeof interventionHook> {
  const space = spaceOf(backbone, stack);
  const neurons = kept.map((layer) => {
    const staying = new Set(layer);
    return Array.from({ length: space.width }, (_, i) => i).filter((i) => !staying.has(i));
  });
  const selection = { stack, neurons, positions: 'all' } as const;
  return interventionHook(constants === undefined ? { ...selection, kind: 'zero' } : { ...selection, kind: 'mean', values: constants as readonly Float32Array[] }, space);
}

function spaceOf(backbone: Backbone, stack: Stack) {
  return backbone.neuronSpaces.find((space) => space.stack === stack)!;
}
