import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NeuronValues } from '@skill-neurons/neurons';
import type { JobContext } from '../job-context.ts';
import { meanRanking, storedRanking } from './stored-rankings.ts';

/**
 * The rankings whose best neurons are suppressed, each by its mean predictivity over all seeds (paper.md A9): that of the
 * validation split, `clean`, and where the task has adversarial data `adversarial`, of the half that is not measured or of all rows.
 */
export async function suppressionRankings(context: Pick<JobContext, 'workspace' | 'store' | 'input'>, adversarialRows: 'half' | 'all'): Promise<{ name: 'clean' | 'adversarial'; values: NeuronValues }[]> {
  const { seeds } = context.workspace.located.study;
  const rankingOf = async (file: string): Promise<NeuronValues> => meanRanking(await Promise.all(seeds.map((seed) => storedRanking(context, `neurons/${seed}`, file))));
  const clean = { name: 'clean' as const, values: await rankingOf('clean') };
  const file = adversarialRows === 'half' ? 'adversarial-half' : 'adversarial';
  const found = seeds.every((seed) => existsSync(join(context.store.folderOf(context.input(`neurons/${seed}`)), `${file}.safetensors`)));
  return found ? [clean, { name: 'adversarial', values: await rankingOf(file) }] : [clean];
}
