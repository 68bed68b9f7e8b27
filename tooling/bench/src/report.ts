import { markdownTable } from 'markdown-table';
import type { BenchSummary, ModelSummary } from './benchmark.ts';
import { caseTitles } from './cases.ts';
import type { BucketRow } from './shapes.ts';
import type { Spread } from './spread.ts';
import type { StartupRow } from './startup.ts';
import type { CaseSummary, SystemSummary } from './summarise.ts';

/** The results as Markdown. */
export function reportText(summary: BenchSummary): string {
  return [heading(summary), ...summary.models.map(modelText), ...(summary.startup ? [startupText(summary.startup)] : [])].join('\n\n') + '\n';
}

function heading({ date, machine, loadAfter, seconds, settings, peaks }: BenchSummary): string {
  const { processor, vectorExtensions, processors, memoryBytes, system, node, loadBefore } = machine;
  return [
    `# Benchmark of ${date.slice(0, 10)}`,
    `${processor} (${vectorExtensions.join(', ') || 'vector extensions unknown'}), ${processors} processors, ${gigabytes(memoryBytes)} GB, ${system}, Node ${node}; ` +
      `load ${loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after; ${(seconds / 60).toFixed(0)} min.`,
    `${settings.rounds} interleaved rounds, ${settings.threads} threads unless a system says otherwise (\`name/threads\`), batches of ${settings.batchSize}, ${settings.batches} per run. ` +
      'Medians [quartiles]; ratios are paired by round, with the first system in the numerator of speed.',
    ...peaks.map(({ threads, gflops }) => `Best float32 matrix product with ${threads} ${threads === 1 ? 'thread' : 'threads'} in the same rounds: ${spread(gflops, 0)} GFLOP/s.`),
  ].join('\n\n');
}

function modelText(model: ModelSummary): string {
  const { meanTextLength, textLengths, virtualTokens } = model;
  return [
    `## ${model.model}`,
    `${(model.parameters / 1e6).toFixed(1)} M weights, random; ${virtualTokens} virtual tokens before ${textLengths.join(', ')} tokens of text ` +
      `(mean ${meanTextLength.sample.toFixed(1)}; over an epoch of SST-2 ${meanTextLength.epoch.toFixed(1)}).`,
    ...model.cases.map(caseText),
    ...(model.shapes ? [shapesText(model.shapes)] : []),
  ].join('\n\n');
}

function caseText({ case: name, systems }: CaseSummary): string {
  const header = ['system', 'ms per run', 'examples/s', 'GFLOP/s', 'of the peak', 'peak RSS GB (after import)', 'first run + ms', 'speed of the first', 'memory of the first', 'same result'];
  return [`### ${name}: ${caseTitles[name]}`, markdownTable([header, ...systems.map((system) => systemRow(system, header.length))]), ...failures(systems)].join('\n\n');
}

function systemRow(system: SystemSummary, columns: number): string[] {
  if (system.status !== 'measured') return [system.system, ...new Array<string>(columns - 1).fill(system.status)];
  const { compiled, speedRatio, memoryRatio } = system;
  return [
    system.system,
    spread(system.ms, 0),
    system.examplesPerSecond.toFixed(1),
    system.gflops ? spread(system.gflops, digitsOf(system.gflops)) : '',
    system.shareOfPeak ? spread(system.shareOfPeak, 3) : '',
    `${gigabytes(system.peakRssBytes)} (${gigabytes(system.importRssBytes)})`,
    system.firstRunExtraMs.toFixed(0) + (compiled ? ` (${compiled.sessions} shapes, ${(compiled.ms / compiled.sessions).toFixed(0)} each)` : ''),
    speedRatio ? `${spread(speedRatio, 2)} x` : '',
    memoryRatio === undefined ? '' : `${memoryRatio.toFixed(2)} x`,
    sameResult(system),
  ];
}

function sameResult({ agrees, differences }: Extract<SystemSummary, { status: 'measured' }>): string {
  if (differences === undefined) return '';
  const worst = Math.max(...Object.values(differences));
  if (Object.keys(differences).length === 0) return 'not comparable';
  return `${agrees ? 'yes' : 'NO'} (${worst.toExponential(0)})`;
}

function failures(systems: readonly SystemSummary[]): string[] {
  return systems.flatMap((system) => (system.status === 'measured' ? [] : [`${system.system} is ${system.status}: ${system.reason}`]));
}

function shapesText(rows: readonly BucketRow[]): string {
  const seconds = (value: number | undefined) => (value === undefined ? 'not measured' : value.toFixed(0));
  return [
    '### Shapes of an epoch of SST-2, by what lengths are rounded up to',
    markdownTable([
      ['multiple of', 'shapes compiled', 'padding', 'work', 'epoch, s', 'first 100 steps, s'],
      ...rows.map((row) => [
        String(row.multipleOf), String(row.shapes), `${(100 * row.paddingShare).toFixed(1)} %`, row.relativeWork.toFixed(3), seconds(row.epochSeconds), seconds(row.hundredStepsSeconds),
      ]),
    ]),
    'Seconds are calculated from the GFLOP/s and the compile time of the training case above.',
  ].join('\n\n');
}

function startupText(rows: readonly StartupRow[]): string {
  return [
    '## Start of the command line',
    markdownTable([['command', 'ms', 'goal', 'exit code'], ...rows.map(({ command, ms, goalMs, exitCode }) => [command, spread(ms, 0), goalMs === undefined ? '' : `< ${goalMs}`, String(exitCode)])]),
  ].join('\n\n');
}

const spread = ({ median, q1, q3 }: Spread, digits: number) => `${median.toFixed(digits)} [${q1.toFixed(digits)}, ${q3.toFixed(digits)}]`;

/** Tiny models reach parts of a GFLOP/s. */
const digitsOf = ({ median }: Spread) => (median < 10 ? 2 : 0);

const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2);
