import { markdownTable } from 'markdown-table';
import type { AttackBenchmark, AttackRun } from './attack-benchmark.ts';
import { spreadOf } from './spread.ts';

const perSecond = {
  'examples/s': (run: AttackRun, examples: number) => examples / run.seconds,
  'queries/s': (run: AttackRun) => run.queries / run.seconds,
  'queries per CPU second': (run: AttackRun) => run.queries / run.cpuSeconds,
};

/** The results as Markdown. The last system is the one that the others are compared with, round by round. */
export function attackReport({ date, machine, loadAfter, settings, reference, largestDifference, systems }: AttackBenchmark): string {
  const { rounds, threads, examples, batchSize, hiddenSize, layers } = settings;
  const theirs = systems.at(-1)!;
  const numbers = (values: readonly number[], digits: number) => {
    const { median, q1, q3 } = spreadOf(values);
    return `${median.toFixed(digits)} [${q1.toFixed(digits)}, ${q3.toFixed(digits)}]`;
  };
  const rows = systems.map(({ name, runs }) => [
    name,
    ...Object.values(perSecond).flatMap((speed) => [
      numbers(runs.map((run) => speed(run, examples)), 1),
      name === theirs.name ? '' : `${numbers(runs.map((run, i) => speed(run, examples) / speed(theirs.runs[i]!, examples)), 2)} x`,
    ]),
    numbers(runs.map(({ queries }) => queries / examples), 1),
    numbers(runs.map(({ modelQueries }) => modelQueries / examples), 1),
    numbers(runs.map(({ succeeded }) => (100 * succeeded) / examples), 0),
  ]);
  const header = ['system', ...Object.keys(perSecond).flatMap((name) => [name, `${name} / ${theirs.name}`]), 'queries per text', 'of them read by the model', 'success %'];
  return [
    `# Attack benchmark of ${date.slice(0, 10)}`,
    `DeepWordBug's four edits, words ranked by deletion, at most 30 edits, on a RoBERTa of ${layers} layers of ${hiddenSize} with random weights; ${examples} texts of the bundled films, attacked once a round. ` +
      `The same weights, texts and stop words on both sides; probabilities of the texts differ by ${largestDifference.toExponential(0)} at most. ${reference}.`,
    `${machine.processor} (${machine.vectorExtensions.join(', ')}), ${machine.processors} processors, ${machine.system}, Node ${machine.node}; load ${machine.loadBefore.toFixed(2)} before, ${loadAfter.toFixed(2)} after. ` +
      `${rounds} interleaved rounds, ${threads} threads, batches of up to ${batchSize}. Medians [quartiles]; ratios are paired by round.`,
    markdownTable([header, ...rows]),
    '',
  ].join('\n\n').replace(/\n+$/, '\n');
}
