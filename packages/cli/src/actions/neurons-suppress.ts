import type { Task } from '@skill-neurons/data';
import { assertPositions, evaluateSuppressed, planSuppression, summariseSuppression } from '@skill-neurons/neurons';
import type { ActivationMoments, ControlContrast, PlannedSuppression, SuppressionLevel, SuppressionRun } from '@skill-neurons/neurons';
import { batchesOf, loadPrompt, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { CommandEnvironment } from '../command.ts';
import type { SuppressNeuronsOptions } from '../commands/neurons-suppress.ts';
import { openSession, type Session } from '../session.ts';
import { findRankings, loadRankings, parseOtherTask, rowsFor, type NamedPrompt, type SuppressRanking } from './suppress-rankings.ts';
import { suppressAlone } from './neurons-suppress-alone.ts';
import { SuppressReplacement } from './suppress-replacement.ts';
import { suppressText } from './suppress-text.ts';

/** What was measured on one split of one task. */
export interface SuppressTarget {
  task: string;
  split: string;
  /** `whole`, or the half that found no neurons. */
  rows: 'whole' | 'half';
  n: number;
  majority: number;
  levels: SuppressionLevel[];
  contrasts: ControlContrast[];
}

export interface SuppressResult {
  task: string;
  stack: string;
  positions: string;
  replace: string;
  rankBy: string;
  rankings: { name: string; task: string | undefined; files: string[] }[];
  prompts: string[];
  /** What a reader must know, such as rows that both found neurons and were measured. */
  notes: string[];
  targets: SuppressTarget[];
  otherTasks: SuppressTarget[];
  /** Neurons per layer of each planned percentage of the first ranking, and how well matched controls match. */
  sets: { percent: number; ranking: string | null; sizes: number[] }[];
  matching: { percent: number; ranking: string | null; draw: number | null; otherBin: number; balance: NonNullable<PlannedSuppression['match']>['balance'] }[];
}

export async function suppressNeurons(options: SuppressNeuronsOptions, environment: CommandEnvironment): Promise<undefined> {
  if (options.alone !== undefined) return suppressAlone(options, options.alone, environment);
  assertPercentages(options.percent);
  const session = await openSession(options, environment);
  assertPositions(options.positions, options.stack, session.backbone);
  const others = options.otherTask.map(parseOtherTask);
  const task = await session.task(options.task);
  const open = async (paths: readonly string[]): Promise<NamedPrompt[]> => Promise.all(paths.map(async (path) => ({ name: path, prompt: await loadPrompt(path) })));
  const prompts = await open(options.prompt);
  const finding = options.neurons === undefined;
  const both = (split: string) => finding && options.find.includes(split);
  const rankings = finding
    ? await findRankings(options, session, task, prompts, async ({ virtualTokens }, split) => rowsFor('find', await session.split(task, split, { virtualTokens, limit: options.limit }), options.split.includes(split)))
    : await loadRankings(options, session, task);
  const run = new SuppressionOfTask(options, environment, session, rankings);
  const targets: SuppressTarget[] = [];
  for (const split of options.split) targets.push(await run.measure(task, prompts, split, both(split), options));
  const otherTasks: SuppressTarget[] = [];
  for (const other of others) {
    const own = other.prompts.length === 0 ? prompts : await open(other.prompts);
    otherTasks.push(await run.measure(await session.task(other.task), own, options.split[0]!, false, { percent: [0, Math.max(...options.percent)], perLayer: undefined }));
  }
  const result: SuppressResult = {
    task: task.name, stack: options.stack, positions: options.positions, replace: options.replace, rankBy: options.rankBy,
    rankings: rankings.map(({ name, task: of, files }) => ({ name, task: of, files })),
    prompts: options.prompt,
    notes: notesOn(options, task, rankings, targets),
    targets, otherTasks,
    ...run.described(),
  };
  environment.terminal.result(result, suppressText(result));
}

/** Suppresses the neurons of one task, on rows of this and other tasks. */
class SuppressionOfTask {
  private plan: PlannedSuppression[] = [];
  private readonly replacement: SuppressReplacement;
  private readonly options: SuppressNeuronsOptions;
  private readonly environment: CommandEnvironment;
  private readonly session: Session;
  private readonly rankings: readonly SuppressRanking[];

  constructor(options: SuppressNeuronsOptions, environment: CommandEnvironment, session: Session, rankings: readonly SuppressRanking[]) {
    this.options = options;
    this.environment = environment;
    this.session = session;
    this.rankings = rankings;
    this.replacement = new SuppressReplacement(options, environment, session);
  }

  async measure(task: Task, prompts: readonly NamedPrompt[], split: string, halved: boolean, { percent, perLayer }: Pick<SuppressNeuronsOptions, 'percent' | 'perLayer'>): Promise<SuppressTarget> {
    const { limit, batchSize, stack, positions, seed } = this.options;
    const { backbone } = this.session;
    const runs: SuppressionRun[] = [];
    let rows: PreparedSplit | undefined;
    for (const { name, prompt } of prompts) {
      rows = rowsFor('measure', await this.session.split(task, split, { virtualTokens: prompt.virtualTokens, limit }), halved);
      const moments = await this.replacement.moments(task, { name, prompt }, this.options.controls.includes('matched'));
      const plan = this.planOf(moments, percent, perLayer);
      // What is described is the plan of the first rows: those of other tasks are a part of it.
      if (this.plan.length === 0) this.plan = plan;
      const evaluations = await evaluateSuppressed(plan.map(({ set }) => set), {
        backbone, prompt, stack, positions, batches: batchesOf(rows, { batchSize }), columns: rows.labelWords.ids,
        replacement: this.replacement.of(moments),
        signal: this.environment.signal,
        onProgress: (event) => this.environment.terminal.progress({ ...event, label: `suppress ${task.name} ${split}` }),
      });
      plan.forEach((planned, i) => runs.push({ ...planned, prompt: name, evaluation: evaluations[i]! }));
    }
    const counts = rows!.labels.map((_, label) => rows!.examples.filter((example) => example.label === label).length);
    const n = rows!.examples.length;
    return { task: task.name, split, rows: halved ? 'half' : 'whole', n, majority: Math.max(...counts) / n, ...summariseSuppression(runs, { seed }) };
  }

  described(): Pick<SuppressResult, 'sets' | 'matching'> {
    const whole = this.plan.filter(({ layer }) => layer === null);
    return {
      sets: whole.filter(({ neurons }) => neurons === 'skill').map(({ percent, ranking, set }) => ({ percent, ranking, sizes: set.map(({ length }) => length) })),
      matching: whole.flatMap(({ percent, ranking, draw, match }) => (match === undefined || percent === 0 ? [] : [{ percent, ranking, draw, ...match }])),
    };
  }

  private planOf(moments: ActivationMoments | undefined, percentages: readonly number[], perLayer: number | undefined): PlannedSuppression[] {
    const { rankBy, controls, draws, seed, positions } = this.options;
    return planSuppression({ rankings: this.rankings, percentages, scope: rankBy, controls, draws, seed, moments, positions, perLayer });
  }
}

function notesOn({ neurons, split, find, baselineSplit }: SuppressNeuronsOptions, task: Task, rankings: readonly SuppressRanking[], targets: readonly SuppressTarget[]): string[] {
  const mixed = neurons === undefined ? [] : split.filter((name) => rankings.some((ranking) => ranking.name === name && (ranking.task ?? task.name) === task.name));
  const halved = targets.filter(({ rows }) => rows === 'half').map((target) => target.split);
  return [
    ...mixed.map((name) => `${name}: the rows that chose the neurons are measured too, which favours them; rank on another split, or leave --neurons away`),
    ...halved.map((name) => `${name}: half of the rows found neurons, the other half is measured`),
    ...[...new Set([...split, ...(neurons === undefined ? find : [])])].filter((name) => name === baselineSplit).map((name) => `${name}: its rows give the baseline activations too`),
  ];
}

/** @throws SUPPRESS_PERCENT */
function assertPercentages(percent: readonly number[]): void {
  if (percent.length === 0) throw new SkillNeuronsError({ code: 'SUPPRESS_PERCENT', message: 'no percentage is given', hint: 'write --percent 5 10' });
}
