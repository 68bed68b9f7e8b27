import { join } from 'node:path';
import { collectBaseline, collectFiringCounts, predictivity, rankPerLayer, savePredictivity } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import { openSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import { percent } from '../accuracy-text.ts';
import type { CommandEnvironment } from '../command.ts';
import type { RankNeuronsOptions } from '../commands/neurons-rank.ts';

const shown = 5;

export async function rankNeurons(options: RankNeuronsOptions, environment: CommandEnvironment): Promise<number | undefined> {
  const { terminal, signal } = environment;
  const session = await openSession(options, environment);
  const { backbone } = session;
  const { stack } = options;
  const prompt = await loadPrompt(options.prompt);
  const { virtualTokens } = prompt;
  const task = await session.task(options.task);
  const collect = (split: PreparedSplit) => ({
    backbone, prompt, stack, signal,
    batches: batchesOf(split, { batchSize: options.batchSize }),
    columns: split.labelWords.ids,
    onProgress: terminal.progress,
  });
  const baseline = await collectBaseline(collect(await session.split(task, options.baselineSplit, { virtualTokens, limit: options.baselineLimit })));
  const fromPosition = backbone.family === 'masked-lm' && stack === 'encoder' && !options.maskPosition ? 1 : 0;
  const results = [];
  const lines: string[] = [];
  for (const name of options.split) {
    const counts = await collectFiringCounts({ ...collect(await session.split(task, name, { virtualTokens, limit: options.limit })), baseline });
    const found = predictivity(counts, { fromPosition });
    const path = join(options.out, `${name}.safetensors`);
    await savePredictivity(path, found);
    const layers = rankPerLayer(found.values, found.layers, found.width).map((order, layer) => ({
      layer,
      top: [...order.subarray(0, shown)].map((neuron) => {
        const i = layer * found.width + neuron;
        return { neuron, predictivity: found.values[i]!, position: found.position[i]!, sign: found.sign[i]! };
      }),
    }));
    results.push({ task: task.name, split: name, n: found.n, classCounts: counts.classCounts, stack, file: path, layers });
    lines.push(
      `${task.name} ${name}, n = ${found.n}, majority ${percent(Math.max(...counts.classCounts) / found.n)} %, ${path}`,
      textTable(['layer', ...Array.from({ length: shown }, (_, i) => `#${i + 1}`)], layers.map(({ layer, top }) => [String(layer), ...top.map((t) => `${t.neuron}: ${t.predictivity.toFixed(3)}`)])),
    );
  }
  terminal.result(results, lines.join('\n'));
  return undefined;
}

