import { execFile } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchSummary } from './benchmark.ts';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const bench = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args]);

test('a quick run measures two backends that agree, and says that PyTorch is absent', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'bench-')), 'results.md');
  const wanted = ['--models', 'tiny-t5', '--systems', 'onnxruntime', 'cpu', 'torch', '--cases', 'train', 'neurons', 'shapes', 'startup'];
  const { stdout } = await bench('--quick', '--rounds', '1', '--threads', '1', '--json', '--python', 'no-such-python', '--out', out, ...wanted);
  const summary = JSON.parse(stdout) as BenchSummary;
  expect(summary.models.map(({ model }) => model)).toEqual(['tiny-t5']);
  for (const { cases, shapes } of summary.models) {
    expect(cases.map((entry) => entry.case)).toEqual(['train', 'neurons']);
    for (const { systems: [ours, cpu, torch] } of cases) {
      expect(ours).toMatchObject({ system: 'onnxruntime', status: 'measured' });
      expect(cpu).toMatchObject({ system: 'cpu', status: 'measured', agrees: true, speedRatio: { n: 1 } });
      expect(torch).toMatchObject({ system: 'torch', status: 'absent', reason: expect.stringContaining('no-such-python') });
    }
    expect(shapes![0]!.epochSeconds).toBeGreaterThan(0);
  }
  expect(summary.peaks).toMatchObject([{ threads: 1, gflops: { n: 2 } }]);
  expect(summary.startup!.every(({ exitCode }) => exitCode === 0)).toBe(true);
  const text = await readFile(out, 'utf8');
  expect(text).toContain('## tiny-t5');
  expect(text).toMatch(/torch is absent: .*no-such-python/);
}, 900_000);

test('mistakes are told in one line', async () => {
  await expect(bench('--systems', 'jax')).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^error BENCH_SYSTEM: there is no system "jax" - use .*\n$/) });
  await expect(bench('--rounds', '0')).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(/^error BENCH_OPTIONS: rounds is 0/) });
});
