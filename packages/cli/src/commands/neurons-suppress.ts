import { loadPredictivity, randomRanking, rankPerLayer, suppressionCurve, type LayerRanking } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import type { CommandAdder } from '../command.ts';
import { openSession } from '../session.ts';
import { assertFitsBackbone } from './neuron-shapes.ts';
import { textTable } from '../text-table.ts';

export function addSuppressCommand({ add }: CommandAdder): void {
  add(
    'suppress',
    'accuracy with the top neurons of a ranking set to zero, against random neurons',
    (yargs) =>
      yargs
        .option('model', { type: 'string', demandOption: true, describe: 'checkpoint folder or bundled name' })
        .option('task', { type: 'string', demandOption: true })
        .option('prompt', { type: 'string', demandOption: true, describe: 'prompt folder or file' })
        .option('neurons', { type: 'string', demandOption: true, describe: 'file written by `neurons rank`' })
        .option('split', { type: 'string', default: 'test' })
        .option('percent', { type: 'number', array: true, default: [0, 1, 3, 5, 7, 9, 11, 13, 15], describe: 'percentages of each layer' })
        .option('random', { type: 'number', default: 3, describe: 'random controls' })
        .option('seed', { type: 'number', default: 1, describe: 'seed of the random controls' })
        .option('stack', { choices: ['encoder', 'decoder'] as const, default: 'encoder' as const })
        .option('limit', { type: 'number', describe: 'at most this many rows' })
        .option('batch-size', { type: 'number', default: 64 })
        .example('$0 neurons suppress --model tiny-roberta --task films --prompt runs/films --neurons runs/films/validation.safetensors', ''),
    async (options, environment) => {
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
    },
  );
}
