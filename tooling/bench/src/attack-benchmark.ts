// Times DeepWordBug's attack here and in TextAttack (Morris et al. 2020) on the same random weights, texts and stop words:
//   node dist/attack-benchmark.js --python ~/venv/bin/python --out results.json results.md
import { copyFile, mkdir } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAttack, createCoalescer, createPromptVictim, findRecipe, isStopWord, predictionOf, runAttack, segmentText } from '@skill-neurons/adversarial';
import { createRandom, writeFileAtomic } from '@skill-neurons/core';
import { loadExamples, loadTask, loadTokenizer, resolveLabelWords, type Example, type Task, type Tokenizer } from '@skill-neurons/data';
import { demoTasksFolder } from '@skill-neurons/datasets';
import { demoModels } from '@skill-neurons/demo-models';
import { initialiseWeights, loadBackbone, saveCheckpoint, useBackend, type Backbone, type ModelConfig } from '@skill-neurons/runtime';
import yargs from 'yargs';
import { attackReport } from './attack-report.ts';
import { describeMachine, type Machine } from './machine.ts';
import { rotated } from './spread.ts';
import { withTemporaryFolder } from './temporary-folder.ts';
import { WorkerProcess } from './worker-process.ts';

/** One attack on all texts. */
export interface AttackRun {
  seconds: number;
  /** Processor time of the process and all its threads: what other programs take away counts less than in `seconds`. */
  cpuSeconds: number;
  /** Texts asked about, as the tool counts them. */
  queries: number;
  /** Of these the ones that the model read. */
  modelQueries: number;
  succeeded: number;
}

export interface AttackBenchmark {
  date: string;
  machine: Machine;
  loadAfter: number;
  settings: { rounds: number; threads: number; examples: number; batchSize: number; hiddenSize: number; layers: number };
  /** What the Python side is. */
  reference: string;
  /** Largest difference between the two sides' probabilities of the original texts. */
  largestDifference: number;
  /** By system one run per round. */
  systems: { name: string; runs: AttackRun[] }[];
}

type Answer = { status: 'absent'; reason: string } | { status: 'ready'; version: string; probabilities: number[][] } | ({ status: 'ran' } & AttackRun);

const sizes = { hiddenSize: 256, layers: 4, heads: 4, intermediateSize: 1024 };
const batchSize = 64;
/** What the template of the task keeps of a text. */
const textTokens = 40;

interface Setup {
  folder: string;
  backbone: Backbone;
  tokenizer: Tokenizer;
  task: Task;
  /** With the class that the model gives them, so that all are attacked. */
  examples: Example[];
  probabilities: number[][];
}

async function prepare(folder: string, count: number, threads: number): Promise<Setup> {
  const demo = demoModels.find(({ architecture }) => architecture === 'roberta')!.folder;
  await useBackend('auto', { threads });
  const tokenizer = await loadTokenizer(demo);
  const config: ModelConfig = {
    architecture: 'roberta', ...sizes, vocabularySize: tokenizer.vocabularySize, maxPositions: 130, tokenTypes: 1, layerNormEpsilon: 1e-5, activation: 'gelu', padTokenId: tokenizer.special.pad, tiedHead: true,
    // Larger weights than a new model's: answers that depend on the text.
    initializerRange: 0.1,
  };
  const weights = initialiseWeights(config, createRandom(1));
  await saveCheckpoint(folder, config, weights);
  for (const tensor of Object.values(weights)) tensor.dispose();
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await copyFile(join(demo, file), join(folder, file));
  const backbone = await loadBackbone(folder);
  const task = await loadTask(join(demoTasksFolder, 'films.yaml'));
  const rows = await loadExamples(task, 'test', { limit: count, seed: 1 });
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt: null, batchSize });
  const answers = await victim.score(rows.map(({ fields }) => fields));
  victim.dispose();
  return { folder, backbone, tokenizer, task, examples: rows.map((row, i) => ({ ...row, label: predictionOf(answers[i]!) })), probabilities: answers.map((row) => [...row]) };
}

/** What the Python side reads. */
async function writeWorkload({ folder, backbone, tokenizer, task, examples }: Setup): Promise<void> {
  const { special } = tokenizer;
  await writeFileAtomic(join(folder, 'attack-workload.json'), JSON.stringify({
    texts: examples.map(({ fields }) => fields['sentence']), labels: examples.map(({ label }) => label), columns: resolveLabelWords(task, backbone.family, tokenizer).ids.flat(),
    maskTokenId: backbone.maskTokenId, padTokenId: special.pad, bos: special.bos, eos: special.eos, batchSize, textTokens,
  }));
  const words = new Set(examples.flatMap(({ fields }) => segmentText(fields).words.map((word) => word.toLowerCase())));
  const stopWords = join(folder, 'nltk_data', 'corpora', 'stopwords');
  await mkdir(stopWords, { recursive: true });
  await writeFileAtomic(join(stopWords, 'english'), `${[...words].filter(isStopWord).join('\n')}\n`);
}

async function attackHere({ backbone, tokenizer, task, examples }: Setup, concurrency: number, seed: number): Promise<AttackRun> {
  const coalescer = createCoalescer();
  const disposals: (() => void)[] = [];
  const cpu = process.cpuUsage();
  const started = performance.now();
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt: null, batchSize });
  const attack = await buildAttack(findRecipe('deepwordbug'), { backbone, tokenizer, task, prompt: null, coalescer, batchSize, onDispose: (dispose) => disposals.push(dispose) });
  const records = await runAttack({ attack, victim, coalescer, examples, goal: { kind: 'untargeted' }, seed, budget: {}, concurrency });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const dispose of [...disposals, () => victim.dispose()]) dispose();
  return { seconds, cpuSeconds: (user + system) / 1e6, queries: records.reduce((sum, { queries }) => sum + queries, 0), modelQueries: victim.modelQueries, succeeded: records.filter(({ status }) => status === 'succeeded').length };
}

export interface AttackBenchmarkOptions {
  python: string;
  rounds: number;
  threads: number;
  examples: number;
  onProgress(text: string): void;
}

export function benchmarkAttacks({ python, rounds, threads, examples: count, onProgress }: AttackBenchmarkOptions): Promise<AttackBenchmark> {
  return withTemporaryFolder(async (folder) => {
    const setup = await prepare(folder, count, threads);
    await writeWorkload(setup);
    const machine = describeMachine();
    const worker = new WorkerProcess<object, Answer>([python, fileURLToPath(new URL('../python/attack_worker.py', import.meta.url))]);
    try {
      const ready = await worker.ask({ folder, threads }, 300);
      if (ready.status !== 'ready') throw new Error(ready.status === 'absent' ? `TextAttack is absent: ${ready.reason}` : 'the Python side gave no answer that was expected');
      const largestDifference = Math.max(...setup.probabilities.flatMap((row, i) => row.map((p, c) => Math.abs(p - ready.probabilities[i]![c]!))));
      if (!(largestDifference < 1e-3)) throw new Error(`the two sides do not compute the same: probabilities differ by ${largestDifference}`);
      const attackThere = async (seed: number): Promise<AttackRun> => {
        const answer = await worker.ask({ seed }, 600);
        if (answer.status !== 'ran') throw new Error('the Python side gave no answer that was expected');
        const { seconds, cpuSeconds, queries, modelQueries, succeeded } = answer;
        return { seconds, cpuSeconds, queries, modelQueries, succeeded };
      };
      const systems = [
        { name: 'here, 8 texts side by side', runs: [] as AttackRun[], attack: (seed: number) => attackHere(setup, 8, seed) },
        { name: 'here, one after the other', runs: [] as AttackRun[], attack: (seed: number) => attackHere(setup, 1, seed) },
        { name: 'TextAttack', runs: [] as AttackRun[], attack: attackThere },
      ];
      // The first run of each compiles, imports and fills caches; nobody times it.
      for (let round = -1; round < rounds; round++) {
        for (const system of rotated(systems, Math.max(0, round))) {
          const run = await system.attack(round + 2);
          if (round >= 0) system.runs.push(run);
          onProgress(`round ${round + 1} of ${rounds}, ${system.name}: ${run.seconds.toFixed(1)} s, ${(run.queries / run.seconds).toFixed(0)} queries/s`);
        }
      }
      return {
        date: new Date().toISOString(), machine, loadAfter: loadavg()[0]!, settings: { rounds, threads, examples: count, batchSize, hiddenSize: sizes.hiddenSize, layers: sizes.layers },
        reference: ready.version, largestDifference, systems: systems.map(({ name, runs }) => ({ name, runs })),
      };
    } finally {
      await worker.end();
      setup.backbone.dispose();
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const options = await yargs(process.argv.slice(2))
    .option('python', { type: 'string', default: process.env['BENCH_PYTHON'] ?? 'python3', describe: 'a Python with TextAttack and PyTorch' })
    .option('rounds', { type: 'number', default: 5 })
    .option('threads', { type: 'number', default: 1 })
    .option('examples', { type: 'number', default: 40 })
    .option('out', { type: 'string', array: true, default: [] as string[], describe: 'files for the results, .json or .md' })
    .strict().parse();
  const result = await benchmarkAttacks({ ...options, onProgress: (text) => process.stderr.write(`${text}\n`) });
  for (const file of options.out) await writeFileAtomic(file, file.endsWith('.md') ? attackReport(result) : `${JSON.stringify(result, null, 1)}\n`);
  process.stdout.write(attackReport(result));
}
