import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { TokenBatch } from '@skill-neurons/data';
import { collectBaseline, collectFiringCounts, suppressionCurve, type Baseline } from '@skill-neurons/neurons';
import { Adam, evaluate, loadPrompt, promptGradient, tallyEvaluation, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import { loadBackbone, type Backbone } from '@skill-neurons/runtime';
import type { ModelCase } from './cases.ts';
import type { StoredBatch, Workload } from './protocol.ts';

/** About so many values of an array of neurons are compared: all would be millions. */
const checkedValues = 4000;

/** The passes of the neuron analysis, and what they are compared with. */
export type NeuronPass = 'evaluate' | 'baseline' | 'firing counts' | 'firing counts and accuracy';

/** The cases on the product's own functions: the body of a tuning step, evaluation, the neuron passes, suppression. */
export class OurCases {
  private readonly trained: Float32Array;
  private readonly optimizer: Adam;
  private baseline: Baseline | undefined;

  private constructor(
    private readonly backbone: Backbone,
    private readonly prompt: SoftPrompt,
    private readonly workload: Workload,
    private readonly batches: TokenBatch[],
  ) {
    this.trained = prompt.values.slice();
    this.optimizer = new Adam(this.trained.length, 'adamw');
  }

  /** Loads what `prepareModel` wrote. */
  static async load(folder: string): Promise<OurCases> {
    const workload = JSON.parse(await readFile(join(folder, 'workload.json'), 'utf8')) as Workload;
    const backbone = await loadBackbone(folder, workload.maskTokenId === null ? {} : { maskTokenId: workload.maskTokenId });
    return new OurCases(backbone, await loadPrompt(folder), workload, workload.batches.map(tokenBatch));
  }

  get examples(): number {
    return this.batches.reduce((sum, { size }) => sum + size, 0);
  }

  async run(modelCase: ModelCase): Promise<void> {
    const { backbone, prompt, batches } = this;
    const { columns, learningRate, virtualTokens } = this.workload;
    if (modelCase === 'train') {
      for (const batch of batches) {
        const { gradient } = await promptGradient(backbone, this.trained, virtualTokens, batch, columns);
        this.optimizer.update(this.trained, gradient, learningRate);
      }
    } else if (modelCase === 'evaluate') {
      await evaluate({ backbone, prompt, batches, columns });
    } else if (modelCase === 'suppress') {
      await this.suppressed(batches);
    } else {
      await this.neurons(batches);
    }
  }

  get textLengths(): number[] {
    return this.batches.map(({ length }) => length);
  }

  /** Of float32 weights. */
  get weightBytes(): number {
    return 4 * this.backbone.parameters;
  }

  async neuronPass(pass: NeuronPass): Promise<void> {
    const { backbone, prompt, batches } = this;
    const options = { backbone, prompt, batches, columns: this.workload.columns };
    if (pass === 'evaluate') {
      await evaluate(options);
    } else if (pass === 'baseline' || this.baseline === undefined) {
      this.baseline = await collectBaseline(options);
    }
    if (pass === 'firing counts') await collectFiringCounts({ ...options, baseline: this.baseline! });
    if (pass === 'firing counts and accuracy') await collectFiringCounts({ ...options, baseline: this.baseline!, tally: tallyEvaluation(batches) });
  }

  dispose(): void {
    this.backbone.dispose();
  }

  /** What the first batch gives, for comparison with other systems. */
  async check(modelCase: ModelCase): Promise<Record<string, number[]>> {
    const { backbone, prompt } = this;
    const { columns, virtualTokens } = this.workload;
    const batches = this.batches.slice(0, 1);
    if (modelCase === 'train') {
      const { loss, gradient } = await promptGradient(backbone, prompt.values, virtualTokens, batches[0]!, columns);
      return { loss: [loss], gradient: [...gradient] };
    }
    if (modelCase === 'neurons') {
      const { baseline, counts } = await this.neurons(batches);
      return { baseline: sampled(baseline.mean), fired: sampled(counts.fired) };
    }
    const { loss, predictions } = modelCase === 'evaluate' ? await evaluate({ backbone, prompt, batches, columns }) : await this.suppressed(batches);
    return { loss: [loss], predictions: [...predictions] };
  }

  private async neurons(batches: readonly TokenBatch[]) {
    const options = { backbone: this.backbone, prompt: this.prompt, batches, columns: this.workload.columns };
    const baseline = await collectBaseline(options);
    return { baseline, counts: await collectFiringCounts({ ...options, baseline }) };
  }

  private async suppressed(batches: readonly TokenBatch[]) {
    const { columns, ranking, percent } = this.workload;
    const layers = ranking.map((layer) => Int32Array.from(layer));
    const [point] = await suppressionCurve({ backbone: this.backbone, prompt: this.prompt, batches, columns, ranking: layers, percentages: [percent] });
    return point!.evaluation;
  }
}

function sampled(values: ArrayLike<number>): number[] {
  const step = Math.max(1, Math.floor(values.length / checkedValues));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!);
}

/** The batch's rows count from 0 within the whole list, as evaluate wants them. */
function tokenBatch({ size, length, ids, mask, labels }: StoredBatch, index: number): TokenBatch {
  const indices = Int32Array.from({ length: size }, (_, i) => index * size + i);
  return { size, length, ids: Int32Array.from(ids), mask: Float32Array.from(mask), labels: Int32Array.from(labels), indices };
}
