import type { Job } from '../job.ts';
import { controlsPerLayer, profiled } from '../jobs/neuron-profiles.ts';
import type { Workspace } from '../workspace.ts';

/** How much a job does, in units that a calibration gives seconds to. */
export interface JobWork {
  /** Batches that a gradient is taken of. */
  trainBatches: number;
  /** Batches that only pass through the model. */
  forwardBatches: number;
  /** Rough size of its files. */
  bytes: number;
}

/** Bytes of the text around one accuracy in a results file. */
const entryBytes = 300;

/** The work of a job, or null for a kind whose work is not known beforehand. Reads the splits' sizes, not the models. */
export async function jobWork({ parameters }: Job, workspace: Workspace): Promise<JobWork | null> {
  const { splits, neurons } = workspace.located.study;
  const { model } = parameters;
  const { backbone } = await workspace.model(model);
  const settings = workspace.settings(backbone);
  const rows = async (task: string, split: string) => (await workspace.split(model, task, split)).examples.length;
  const batches = (n: number) => Math.ceil(n / settings.evaluationBatchSize);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const batchesOf = async (task: string, names: readonly string[]) => sum(await Promise.all(names.map(async (name) => batches(await rows(task, name)))));
  const promptBytes = settings.virtualTokens * backbone.hiddenSize * 4;
  const [space] = backbone.neuronSpaces;
  const neuronCount = (space?.layers ?? 0) * (space?.width ?? 0);
  switch (parameters.kind) {
    case 'tune': {
      const measurements = Math.ceil(settings.steps / settings.evaluateEvery);
      return {
        trainBatches: settings.steps * (settings.accumulation ?? 1),
        forwardBatches: measurements * (await batchesOf(parameters.task, [splits.validation])),
        bytes: promptBytes + measurements * 100,
      };
    }
    case 'transfer': {
      const perTarget = await Promise.all(parameters.targets.map(async (task) => batchesOf(task, [splits.test, ...(await workspace.adversarialSplits(task))])));
      return { trainBatches: 0, forwardBatches: sum(perTarget), bytes: 2 * parameters.targets.length * entryBytes };
    }
    case 'neurons': {
      const { task } = parameters;
      const adversarial = await workspace.adversarialSplits(task);
      const baseline = Math.min(await rows(task, splits.train), neurons.baselineRows ?? Infinity);
      const files = adversarial.length > 0 ? 3 : 1;
      return {
        trainBatches: 0,
        forwardBatches: batches(baseline) + (await batchesOf(task, [splits.validation, ...adversarial])),
        // The baseline of every neuron and position, and about ten bytes for every neuron's predictivity.
        bytes: neuronCount * ((settings.virtualTokens + 1) * 4 + files * 10) + files * (space?.layers ?? 0) * 1500,
      };
    }
    case 'suppress': {
      const { task } = parameters;
      const adversarial = await workspace.adversarialSplits(task);
      const { controls, rankBy, perLayer, otherTasks } = neurons.suppression;
      const rankings = adversarial.length > 0 ? 2 : 1;
      // Random neurons serve all rankings where these take the same share of each layer.
      const drawn = (controls.includes('random') ? (rankBy === 'layer' ? 1 : rankings) : 0) + (controls.includes('matched') ? rankings : 0);
      const choices = rankings * (controls.includes('least') ? 2 : 1) + drawn * neurons.randomDraws;
      const passes = choices * neurons.suppress.filter((percent) => percent > 0).length + (neurons.suppress.includes(0) ? 1 : 0);
      // Layers below the suppressed one are shared: half a pass on average.
      const sweep = perLayer === undefined ? 0 : ((space?.layers ?? 0) / 2) * (1 + neurons.randomDraws) * (await batchesOf(task, [splits.test]));
      const others = otherTasks ? (1 + neurons.randomDraws) * (await batchesOf(Object.keys(workspace.located.tasks).filter((other) => other !== task)[0] ?? task, [splits.test])) * (Object.keys(workspace.located.tasks).length - 1) : 0;
      const perPass = (await batchesOf(task, [splits.test])) + Math.ceil((await batchesOf(task, adversarial)) / 2);
      // Single neurons, mostly of upper layers, so about a quarter of a pass; random ones of one or two of these layers; and one pass
      // that looks at them.
      const singles = profiled + Math.min(2, space?.layers ?? 0) * controlsPerLayer;
      const single = (singles / 4) * perPass + (await batchesOf(task, [splits.validation, ...adversarial]));
      const bytes = choices * neurons.suppress.length * (1 + adversarial.length) * entryBytes + profiled * (2000 + 20 * settings.virtualTokens) + singles * (1 + adversarial.length) * entryBytes;
      return { trainBatches: 0, forwardBatches: passes * perPass + sweep + others + single, bytes };
    }
    case 'null': {
      const { task } = parameters;
      const adversarial = await workspace.adversarialSplits(task);
      // Every neuron's predictivity and three p-values, clean and adversarial.
      return { trainBatches: 0, forwardBatches: await batchesOf(task, [splits.validation, ...adversarial]), bytes: neuronCount * 32 * (adversarial.length > 0 ? 2 : 1) };
    }
    case 'overlap':
      return { trainBatches: 0, forwardBatches: 0, bytes: parameters.seeds.length * neurons.overlap.length * 4 * entryBytes };
    case 'specificity':
      return { trainBatches: 0, forwardBatches: 0, bytes: parameters.tasks.length ** 2 * 4 * entryBytes };
    case 'layers':
      return { trainBatches: 0, forwardBatches: 0, bytes: parameters.tasks.length * 2 * neurons.overlap.length * entryBytes };
    case 'similarity':
      return { trainBatches: 0, forwardBatches: 0, bytes: parameters.tasks.length ** 2 * 10 * 20 };
  }
}
