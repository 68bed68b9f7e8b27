import { SkillNeuronsError } from '@skill-neurons/core';
import { linkLimits, linkSentence, linkStatistics, linkStatisticsTable, linkTable, pooledLinkPoints, type StudyResults } from '@skill-neurons/reporting';
import type { CommandEnvironment } from '../command.ts';
import type { LinkNeuronsOptions } from '../commands/neurons-link.ts';
import { dataTable } from '../text-table.ts';
import { readResults } from './read-results.ts';

export async function linkNeurons({ runs, seed, resamples }: LinkNeuronsOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  if (!(Number.isInteger(resamples) && resamples >= 1)) throw new SkillNeuronsError({ code: 'LINK_RESAMPLES', message: `--resamples ${resamples}`, hint: 'use a whole number from 1' });
  const results: StudyResults[] = [];
  for (const run of runs) results.push((await readResults(run)).results);
  const points = pooledLinkPoints(results);
  if (points.length === 0) {
    throw new SkillNeuronsError({ code: 'LINK_NOTHING', message: 'no accuracy on adversarial data with skill neurons found on it', where: runs.join(', '), hint: 'run a study with adversarial splits' });
  }
  const statistics = linkStatistics(points, { seed, resamples });
  const limits = linkLimits(statistics[0]!);
  terminal.result({ points, statistics, limits }, [
    dataTable(linkTable(points)),
    dataTable(linkStatisticsTable(statistics)),
    'within models: values less the mean of their model (Spearman: ranks within it), seeds averaged; p by dealing whole sets out anew; intervals by cluster bootstrap (sets, then seeds)',
    linkSentence(statistics),
    `What n supports: ${limits}`,
  ].join('\n'));
}
