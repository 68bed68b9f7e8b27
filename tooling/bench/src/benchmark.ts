import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { modelCases, type BenchCase, type ModelCase } from './cases.ts';
import { describeMachine, type Machine } from './machine.ts';
import { benchModels, type BenchModel } from './models.ts';
import { Peaks } from './peaks.ts';
import { prepareApart } from './prepare-apart.ts';
import type { Workload } from './protocol.ts';
import { runCase, type CaseOptions } from './run-case.ts';
import { meanLengths } from './sample-batches.ts';
import { countShapes, type BucketRow, type MeasuredCosts } from './shapes.ts';
import { spreadOf, type Spread } from './spread.ts';
import { timeStartup, type StartupRow } from './startup.ts';
import { summariseCase, type CaseSummary } from './summarise.ts';
import type { System } from './systems.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

export interface BenchOptions {
  models: readonly string[];
  cases: readonly BenchCase[];
  systems: readonly System[];
  rounds: number;
  threads: number;
  batchSize: number;
  /** Batches of one run. */
  batches: number;
  /** One length of all texts, instead of SST-2's. */
  textLength?: number | undefined;
  python: string;
  timeoutSeconds: number;
  quick: boolean;
  onProgress: (text: string) => void;
}

export interface ModelSummary {
  model: string;
  parameters: number;
  virtualTokens: number;
  /** Of each batch of a run, in tokens of text. */
  textLengths: number[];
  /** Mean over an epoch of SST-2 and over the sampled batches. */
  meanTextLength: { epoch: number; sample: number };
  cases: CaseSummary[];
  shapes?: BucketRow[];
}

export interface BenchSummary {
  date: string;
  machine: Machine;
  loadAfter: number;
  seconds: number;
  settings: { rounds: number; threads: number; batchSize: number; batches: number };
  /** GFLOP/s of the best matrix product, over all rounds, per number of threads. */
  peaks: { threads: number; gflops: Spread }[];
  models: ModelSummary[];
  startup?: StartupRow[];
}

/** Systems with other than the asked number of threads run in these cases only: they tell what threads bring, which is the same in all. */
const threadCases: readonly ModelCase[] = ['train', 'evaluate'];

/** Runs everything that is asked for, one thing at a time. */
export async function runBenchmark(options: BenchOptions): Promise<BenchSummary> {
  const { cases, rounds, threads, batchSize, batches, onProgress } = options;
  const started = performance.now();
  const machine = describeMachine();
  const peaks = new Peaks(options);
  const models: ModelSummary[] = [];
  try {
    const startup = cases.includes('startup') ? await timeStartup(rounds, (text) => onProgress(`startup: ${text}`)) : undefined;
    const wanted = modelCases.filter((modelCase) => cases.includes(modelCase));
    for (const name of options.models) models.push(await runModel(benchModels.find((model) => model.name === name)!, wanted, peaks, options));
    return {
      date: new Date().toISOString(),
      machine,
      loadAfter: loadavg()[0]!,
      seconds: (performance.now() - started) / 1000,
      settings: { rounds, threads, batchSize, batches },
      peaks: [...peaks.rounds].map(([count, gflops]) => ({ threads: count, gflops: spreadOf(gflops) })),
      models,
      ...(startup && { startup }),
    };
  } finally {
    await peaks.end();
  }
}

function runModel(model: BenchModel, wanted: readonly ModelCase[], peaks: Peaks, options: BenchOptions): Promise<ModelSummary> {
  const { systems, threads, batchSize, batches, textLength, onProgress } = options;
  return withTemporaryFolder(async (folder) => {
    onProgress(`${model.name}: random weights`);
    await prepareApart({ model: model.name, folder, batchSize, batches, textLength });
    const workload = JSON.parse(await readFile(join(folder, 'workload.json'), 'utf8')) as Workload;
    const summary: ModelSummary = {
      model: model.name,
      parameters: workload.parameters,
      virtualTokens: model.virtualTokens,
      textLengths: workload.batches.map(({ length }) => length),
      meanTextLength: meanLengths(model, batchSize, workload.batches),
      cases: [],
    };
    for (const modelCase of wanted) {
      const caseOptions: CaseOptions = {
        ...options, modelCase, folder, peaks,
        systems: systems.filter((system) => system.threads === threads || threadCases.includes(modelCase)),
        onProgress: (text) => onProgress(`${model.name} ${modelCase}: ${text}`),
      };
      summary.cases.push(summariseCase(modelCase, model, workload, await runCase(caseOptions)));
    }
    if (options.cases.includes('shapes')) summary.shapes = countShapes(model, batchSize, trainingCosts(summary));
    return summary;
  });
}

/** What training steps of the first system cost; undefined where none was measured or nothing is compiled. */
function trainingCosts({ cases }: ModelSummary): MeasuredCosts | undefined {
  const [first] = cases.find(({ case: name }) => name === 'train')?.systems ?? [];
  if (first?.status !== 'measured' || !first.gflops || !first.compiled) return undefined;
  return { gflops: first.gflops.median, compileMs: first.compiled.ms / first.compiled.sessions };
}
