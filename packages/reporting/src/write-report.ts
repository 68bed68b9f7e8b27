import { writeFileAtomic } from '@skill-neurons/core';
import type { OnProgress } from '@skill-neurons/core';
import { join } from 'node:path';
import { checkClaims } from './claims/check-claims.ts';
import { figureFile, fileSpec, drawFigure } from './figures/render-figure.ts';
import { studyFigures } from './figures/study-figures.ts';
import type { FigureTopic } from './figures/study-figures.ts';
import { parseStudyResults } from './parse-study-results.ts';
import { archiveOf } from './report/archive.ts';
import type { DrawnFigure } from './report/report-content.ts';
import { renderReport } from './report/render-report.ts';
import { sourceLists } from './report/sources.ts';
import type { StudyResults } from './study-results.ts';
import { tableToCsv } from './tables/csv.ts';
import { tableToLatex } from './tables/latex.ts';
import { tableToMarkdown } from './tables/markdown.ts';
import { studyTables } from './tables/study-tables.ts';

export interface WriteReportOptions {
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Where the files of a report are. */
export interface ReportFiles {
  results: string;
  report: string;
  /** `tables/*.csv`, and the same for people as `*.md` and `*.tex` */
  tables: string[];
  /** `figures/*.svg` and the `figures/*.vl.json` they are drawn from. */
  figures: { svg: string; spec: string }[];
}

/**
 * Writes `results.json`, `report.html`, `tables/*` and `figures/*` into a folder, each file whole or not at all.
 * The same results give the same bytes. The page is written last, so where it stands the rest is there too.
 *
 * @throws REPORT_RESULTS_INVALID; FILE_WRITE when the folder cannot be written to; the signal's reason when aborted.
 */
export async function writeReport(given: StudyResults, folder: string, { onProgress, signal }: WriteReportOptions = {}): Promise<ReportFiles> {
  // As they are read back from results.json: the same numbers, the same order of fields, so the same bytes.
  const results = parseStudyResults(JSON.parse(JSON.stringify(given)), 'results');
  const claims = checkClaims(results);
  const tables = studyTables(results, claims);
  const figures = Object.entries(studyFigures(results)) as [FigureTopic, Awaited<ReturnType<typeof studyFigures>>[FigureTopic]][];
  const total = figures.reduce((sum, [, list]) => sum + list.length, 0) + tables.length + 2;
  let done = 0;
  const files: ReportFiles = { results: join(folder, 'results.json'), report: join(folder, 'report.html'), tables: [], figures: [] };
  const write = async (path: string, text: string, counted = true) => {
    signal?.throwIfAborted();
    await writeFileAtomic(path, text);
    if (counted) onProgress?.({ label: 'write report', done: ++done, total });
  };

  await write(files.results, `${JSON.stringify(results, null, 2)}\n`);
  for (const table of tables) {
    const path = join(folder, 'tables', table.name);
    await write(`${path}.md`, `${tableToMarkdown(table)}\n`, false);
    await write(`${path}.tex`, tableToLatex(table), false);
    await write(`${path}.csv`, tableToCsv(table));
    files.tables.push(`${path}.csv`, `${path}.md`, `${path}.tex`);
  }
  const drawn = Object.fromEntries(figures.map(([topic]) => [topic, [] as DrawnFigure[]])) as Record<FigureTopic, DrawnFigure[]>;
  const [models, tasks] = [results.models.map(({ id }) => id), results.tasks.map(({ id }) => id)];
  for (const [topic, list] of figures) {
    const source = sourceLists(results, topic);
    for (const figure of list) {
      const spec = join(folder, 'figures', `${figure.name}.vl.json`);
      const svg = join(folder, 'figures', `${figure.name}.svg`);
      await write(spec, `${JSON.stringify(fileSpec(figure), null, 2)}\n`, false);
      const number = files.figures.length + 1;
      const { svg: drawing, page } = await drawFigure(figure.spec, `f${number}-`);
      await write(svg, figureFile(figure, drawing));
      files.figures.push({ svg, spec });
      const panels = page.panels.map((panel) => ({ ...panel, ...named('model', panel.label, models), ...named('task', panel.label, tasks) }));
      drawn[topic].push({ figure, page: { ...page, panels }, number, source });
    }
  }
  const archive = archiveOf(results, tables);
  await write(files.report, renderReport({ results, claims, tables, figures: drawn, ...(archive === undefined ? {} : { archive }) }));
  return files;
}

/** What a panel is about, by its label: the longest name that it is or begins with (`films adv.`, `tiny-t5, clean data`). */
function named<K extends string>(key: K, label: string | undefined, names: readonly string[]): { [key in K]?: string } {
  const fitting = names.filter((name) => label === name || label?.startsWith(`${name} `) || label?.startsWith(`${name},`)).sort((a, b) => b.length - a.length);
  return (fitting[0] === undefined ? {} : { [key]: fitting[0] }) as { [key in K]?: string };
}
