import { loadPredictivity, meanPredictivity, type StoredPredictivity } from '@skill-neurons/neurons';
import type { JobContext } from '../job-context.ts';

/** Predictivities that a `neurons` job behind this input stored. */
export async function storedRanking({ store, input }: Pick<JobContext, 'store' | 'input'>, name: string, file: string): Promise<StoredPredictivity> {
  return loadPredictivity(await store.checkFile(input(name), `${file}.safetensors`));
}

/** Mean over seeds, neuron by neuron (paper.md A7). */
export function meanRanking(perSeed: readonly StoredPredictivity[]): StoredPredictivity {
  return { ...perSeed[0]!, values: meanPredictivity(perSeed) };
}
