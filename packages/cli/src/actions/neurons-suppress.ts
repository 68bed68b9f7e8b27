import { loadPredictivity, randomRanking, rankPerLayer, suppressionCurve, type LayerRanking } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { openSession } from '../session.ts';
import { assertFitsBackbone } from './neuron-shapes.ts';
import { textTable } from '../text-table.ts';
import type { CommandEnvironment } from '../command.ts';
import type { SuppressNeuronsOptions } from '../commands/neurons-suppress.ts';

export async function suppressNeurons(options: SuppressNeuronsOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const { stack } = options;
  const prompt = await loadPrompt(options.prompt);
  const stored = await loadPredictivity(options.neurons);
  assertFitsBackbone(stored, backbone, stack, options.neurons);
  const { layers, width, values } = stored;
  const task = await session.task(options.task);
  const split = await session.split(task, options.split, { virtualTokens: prompt.virtualTokens, limit: options.limit });
  const batches = batchesOf(split, { batchSize: options.batchSize });
  const curveOf = async (label: string, ranking: LayerRanking) => {
    const points = await suppressionCurve({
      backbone, prompt, batches, ranking, stack, signal,
      columns: split.labelWords.ids,
      percentages: options.percent,
      onProgress: (event) => terminal.progress({ ...event, label }),
    });
    return { label, points: points.map(({ percent: p, neuronsPerLayer, evaluation: { correct, n } }) => ({ percent: p, neuronsPerLayer, correct, n, accuracy: correct / n })) };
  };
  const curves = [await curveOf('skill', rankPerLayer(values, layers, width))];
  for (let draw = 0; draw < options.random; draw++) curves.push(await curveOf(`random ${draw + 1}`, randomRanking(layers, width, `${options.seed}/${draw}`)));
  const table = textTable(
    ['%', 'neurons per layer', ...curves.map(({ label }) => label)],
    options.percent.map((p, i) => [String(p), String(curves[0]!.points[i]!.neuronsPerLayer), ...curves.map(({ points }) => percent(points[i]!.accuracy))]),
  );
  terminal.result({ task: task.name, split: options.split, curves }, `accuracy (%) on ${task.name} ${options.split}, n = ${split.examples.length}, neurons set to zero\n${table}`);
  return undefined;
}

