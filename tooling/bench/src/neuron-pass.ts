// What the passes of the neuron analysis cost beside plain evaluation of the same examples, in one process, in turn:
//   node dist/neuron-pass.js [--models roberta-base t5-base] [--rounds 5] [--batches 1] [--text-length 40] [--threads 2] [--backend auto]
// Prints the median and quartiles of their ratios to the evaluation of the same round, in wall time and in processor time (which other
// work on the machine disturbs less), and the peak of resident memory beside the size of the weights.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { useBackend, type BackendName } from '@skill-neurons/runtime';
import { OurCases, type NeuronPass } from './our-cases.ts';
import { peakRss } from './peak-rss.ts';
import { prepareApart } from './prepare-apart.ts';
import { rotated, spreadOf, type Spread } from './spread.ts';
import { withTemporaryFolder } from './temporary-folder.ts';

const { values: options } = parseArgs({
  options: {
    models: { type: 'string', multiple: true, default: ['roberta-base', 't5-base'] },
    rounds: { type: 'string', default: '5' },
    batches: { type: 'string', default: '1' },
    'text-length': { type: 'string' },
    threads: { type: 'string', default: '2' },
    backend: { type: 'string', default: 'auto' },
  },
});
const passes: readonly NeuronPass[] = ['evaluate', 'baseline', 'firing counts', 'firing counts and accuracy'];
const batchSize = 16;

const print = (line: string) => process.stdout.write(`${line}\n`);
const text = ({ median, q1, q3 }: Spread) => `${median.toFixed(3)} [${q1.toFixed(3)}, ${q3.toFixed(3)}]`;

/** Seconds of wall and of processor time. */
async function time(run: () => Promise<void>): Promise<[number, number]> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(before);
  return [(performance.now() - started) / 1e3, (user + system) / 1e6];
}

async function measure(cases: OurCases): Promise<void> {
  const times = new Map(passes.map((pass) => [pass, [] as [number, number][]]));
  for (const pass of passes) await cases.neuronPass(pass);
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const pass of rotated(passes, round)) times.get(pass)!.push(await time(() => cases.neuronPass(pass)));
  }
  const plain = times.get('evaluate')!;
  for (const [pass, found] of times) {
    const ratios = [0, 1].map((kind) => spreadOf(found.map((one, round) => one[kind]! / plain[round]![kind]!)));
    print(`${pass.padEnd(27)} wall ${spreadOf(found.map(([wall]) => wall)).median.toFixed(2)} s; ratios: wall ${text(ratios[0]!)}, processor ${text(ratios[1]!)}`);
  }
}

// One process for each model would be more exact for memory: name one.
for (const model of options.models) {
  await withTemporaryFolder(async (folder) => {
    const length = options['text-length'];
    await prepareApart({ model, folder, batchSize, batches: Number(options.batches), textLength: length === undefined ? undefined : Number(length) });
    const { detail } = await useBackend(options.backend as BackendName | 'auto', { threads: Number(options.threads) });
    const cases = await OurCases.load(folder);
    print(`${model} on ${detail}, batches of ${batchSize} with texts of ${cases.textLengths.join(', ')}, load ${loadavg()[0]!.toFixed(1)}`);
    await measure(cases);
    const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(2);
    print(`peak ${gigabytes(peakRss())} GB resident, weights ${gigabytes(cases.weightBytes)} GB`);
    cases.dispose();
  });
}
