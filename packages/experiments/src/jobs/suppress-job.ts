import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '@skill-neurons/core';
import { loadPredictivity, meanPredictivity, randomRanking, rankPerLayer, suppressionCurve, type LayerRanking } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { SuppressionResult } from '@skill-neurons/reporting';
import type { JobContext } from '../job-context.ts';
import { splitInHalves } from '../workspace.ts';

interface Chosen {
  chosen: SuppressionResult['chosen'];
  ranking: SuppressionResult['ranking'];
  draw: number | null;
  order: LayerRanking;
}

/**
 * Accuracy of a prompt with its task's skill neurons suppressed, and with as many random ones:
 * `suppression.json`. Skill neurons are ranked by their mean predictivity over all seeds (paper.md A9);
 * reported on the test split and on the half of the adversarial rows that chose no neurons.
 */
export async function runSuppressJob({ model, task, seed }: { model: string; task: string; seed: number }, context: JobContext): Promise<void> {
  const { workspace, store, input, folder, onProgress, signal } = context;
  const { splits, neurons, seeds } = workspace.located.study;
  const { backbone } = await workspace.model(model);
  const prompt = await loadPrompt(await store.checkFile(input('prompt'), 'prompt.safetensors'));
  const { evaluationBatchSize: batchSize } = workspace.settings(backbone);

  const meanRanking = async (file: string): Promise<LayerRanking | null> => {
    const folders = seeds.map((s) => store.folderOf(input(`neurons/${s}`)));
    if (!folders.every((found) => existsSync(join(found, file)))) return null;
    const perSeed = await Promise.all(seeds.map(async (s) => loadPredictivity(await store.checkFile(input(`neurons/${s}`), file))));
    const { layers, width } = perSeed[0]!;
    return rankPerLayer(meanPredictivity(perSeed), layers, width);
  };
  const clean = (await meanRanking('clean.safetensors'))!;
  const adversarial = await meanRanking('adversarial-half.safetensors');
  const choices: Chosen[] = [{ chosen: 'skill', ranking: 'clean', draw: null, order: clean }];
  if (adversarial) choices.push({ chosen: 'skill', ranking: 'adversarial', draw: null, order: adversarial });
  for (let draw = 0; draw < neurons.randomDraws; draw++) {
    const order = randomRanking(clean.length, clean[0]!.length, `${task}/${seed}/${draw}`);
    choices.push({ chosen: 'random', ranking: null, draw, order });
  }

  const targets: { split: PreparedSplit; adversarial: boolean }[] = [{ split: await workspace.split(model, task, splits.test), adversarial: false }];
  for (const name of await workspace.adversarialSplits(task)) {
    targets.push({ split: splitInHalves(await workspace.split(model, task, name))[1], adversarial: true });
  }

  const results: SuppressionResult[] = [];
  for (const target of targets) {
    const batches = batchesOf(target.split, { batchSize });
    const columns = target.split.labelWords.ids;
    // Nothing is suppressed at 0 %, whatever the order: measured once.
    const intact = await suppressionCurve({ backbone, prompt, batches, columns, ranking: clean, percentages: neurons.suppress.filter((p) => p === 0), signal });
    const percentages = neurons.suppress.filter((p) => p > 0);
    for (const { order, ...choice } of choices) {
      const curve = await suppressionCurve({ backbone, prompt, batches, columns, ranking: order, percentages, signal });
      for (const { percent, neuronsPerLayer, evaluation: { correct, n } } of [...intact, ...curve]) {
        results.push({ model, task, seed, split: target.split.split, adversarial: target.adversarial, ...choice, percent, neuronsPerLayer, correct, n });
      }
      onProgress({ label: 'suppress', done: results.length, total: targets.length * choices.length * neurons.suppress.length });
    }
  }
  await writeFileAtomic(join(folder, 'suppression.json'), JSON.stringify(results));
}
