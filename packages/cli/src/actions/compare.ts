import { existsSync } from 'node:fs';
import { SkillNeuronsError } from '@skill-neurons/core';
import { comparisonTable, compareRuns, compareWithPublished, loadPublished, publishedNames, type Comparison } from '@skill-neurons/reporting';
import type { CommandEnvironment } from '../command.ts';
import type { CompareOptions } from '../commands/compare.ts';
import { exitCodes } from '../exit-codes.ts';
import { dataTable } from '../text-table.ts';
import { readResults } from './read-results.ts';

type Compared = Comparison & { model: string };

export async function compare({ run, other, model, tolerance: points, check, all }: CompareOptions, { terminal }: CommandEnvironment): Promise<number> {
  if (points !== undefined && !(points >= 0)) throw new SkillNeuronsError({ code: 'COMPARE_TOLERANCE', message: `--tolerance ${points}`, hint: 'give points from 0, such as 0.5' });
  const { results } = await readResults(run);
  const tolerance = points === undefined ? undefined : points / 100;
  const published = await publishedTable(other);
  const compared: Compared[] = published ? [compareWithPublished(results, published, { model, tolerance })] : compareRuns(results, (await readResults(other)).results, { model, tolerance });
  const outside = compared.reduce((sum, comparison) => sum + comparison.outside, 0);
  const source = published ? { title: published.title, source: published.source, notes: published.notes } : undefined;
  terminal.result({ run, other, ...(points === undefined ? {} : { tolerancePoints: points }), ...source, models: compared, outside }, [
    ...(published ? [published.title, published.source, ...published.notes] : []),
    ...compared.map((comparison) => describe(comparison, all)),
  ].join('\n'));
  return check && outside > 0 ? exitCodes.failedJobs : exitCodes.done;
}

/** A published table by name or file; undefined where a run is meant. */
async function publishedTable(other: string) {
  if ((await publishedNames()).includes(other)) return loadPublished(other);
  if (!existsSync(other)) throw new SkillNeuronsError({ code: 'COMPARE_OTHER', message: 'neither a run nor a published table', where: other, hint: `published tables: ${(await publishedNames()).join(', ')}` });
  return loadPublished(other).catch(() => undefined);
}

function describe(comparison: Compared, all: boolean): string {
  const { model, cells, within, outside, onlyOurs, onlyTheirs } = comparison;
  const shown = all ? cells : cells.filter((cell) => !cell.within);
  const table = dataTable(comparisonTable({ ...comparison, cells: shown }));
  return [
    `${model}: ${cells.length} cells, ${within} within, ${outside} outside; ${onlyTheirs.length} only there, ${onlyOurs.length} only here`,
    ...(shown.length > 0 ? [table] : []),
  ].join('\n');
}
