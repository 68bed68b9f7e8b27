import type { AttackBenchmark, AttackRun } from './attack-benchmark.ts';
import { attackReport } from './attack-report.ts';

const run = (seconds: number, queries: number): AttackRun => ({ seconds, cpuSeconds: seconds / 2, queries, modelQueries: queries - 10, succeeded: 5 });
const result: AttackBenchmark = {
  date: '2026-01-02T00:00:00.000Z',
  machine: { processor: 'one', vectorExtensions: ['avx2'], processors: 2, memoryBytes: 1e9, system: 'linux', node: '20', loadBefore: 1 },
  loadAfter: 2, settings: { rounds: 3, threads: 1, examples: 10, batchSize: 64, hiddenSize: 256, layers: 4 }, reference: 'TextAttack 1', largestDifference: 3e-7,
  systems: [
    // The machine is half as fast in the second round; the ratio is paired by round.
    { name: 'here', runs: [run(1, 100), run(2, 100), run(1, 100)] },
    { name: 'TextAttack', runs: [run(2, 200), run(4, 200), run(2, 200)] },
  ],
};

test('speeds of each system, ratios by round, and what they were measured with', () => {
  const text = attackReport(result);
  const row = (name: string) => text.split('\n').find((line) => line.startsWith(`| ${name}`))!.split('|').map((cell) => cell.trim());
  expect(row('here').slice(2, 8)).toEqual(['10.0 [7.5, 10.0]', '2.00 [2.00, 2.00] x', '100.0 [75.0, 100.0]', '1.00 [1.00, 1.00] x', '200.0 [150.0, 200.0]', '1.00 [1.00, 1.00] x']);
  expect(row('here').slice(8, 11)).toEqual(['10.0 [10.0, 10.0]', '9.0 [9.0, 9.0]', '50 [50, 50]']);
  expect(row('TextAttack')[3]).toBe('');
  expect(text).toContain('load 1.00 before, 2.00 after');
});
