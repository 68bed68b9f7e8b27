import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonlMetrics } from './jsonl-metrics.ts';
import type { MetricsSink } from './metrics-sink.ts';
import { crc32c, frameRecord } from './record-framing.ts';
import { tensorBoardMetrics } from './tensorboard-metrics.ts';

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'metrics-'));

/** Steps 1 to 5, of which 4 and 5 are lost by a kill, then 4 to 6 again with other numbers. */
async function interruptedRun(sinkOf: () => MetricsSink): Promise<void> {
  const first = sinkOf();
  await first.start(0);
  for (let step = 1; step <= 5; step++) first.record({ step, values: { 'train/loss': 1 / step } });
  await first.flush();
  const second = sinkOf();
  await second.start(3);
  for (let step = 4; step <= 6; step++) second.record({ step, values: { 'train/loss': 10 * step, 'validation/accuracy': 0.5 } });
  await second.flush();
}

test('JSON lines of steps that are taken again are replaced', async () => {
  const path = join(await temporaryFolder(), 'metrics.jsonl');
  await interruptedRun(() => jsonlMetrics(path));
  const lines = (await readFile(path, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as Record<string, number>);
  expect(lines.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(lines[2]).toEqual({ step: 3, 'train/loss': 1 / 3 });
  expect(lines[3]).toEqual({ step: 4, 'train/loss': 40, 'validation/accuracy': 0.5 });
});

test('a line that was cut off is dropped, and a new run starts an empty file', async () => {
  const path = join(await temporaryFolder(), 'metrics.jsonl');
  const sink = jsonlMetrics(path);
  await sink.start(0);
  sink.record({ step: 1, values: { a: 1 } });
  await sink.flush();
  await appendFile(path, '{"step":2,"a"');
  await jsonlMetrics(path).start(2);
  expect(await readFile(path, 'utf8')).toBe('{"step":1,"a":1}\n');
  await jsonlMetrics(path).start(0);
  expect(await readFile(path, 'utf8')).toBe('');
});

test('CRC-32C gives the numbers of RFC 3720, B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

test('a record is its length, content and two checksums', () => {
  const record = frameRecord(Buffer.from('abc'));
  expect(record.length).toBe(8 + 4 + 3 + 4);
  expect(record.readBigUInt64LE()).toBe(3n);
  expect(record.subarray(12, 15).toString()).toBe('abc');
});

test('every start makes one event file', async () => {
  const folder = await temporaryFolder();
  await interruptedRun(() => tensorBoardMetrics(folder));
  for (const name of await readdir(folder)) expect(name).toMatch(/^events\.out\.tfevents\.\d{14}\./);
});

const python = process.env['SKILL_NEURONS_PYTHON'] ?? 'python3';
const version = spawnSync(python, ['-c', 'import importlib.metadata as m; print(m.version("tensorboard"))'], { encoding: 'utf8' });
const available = version.status === 0;
const testWithPython = available ? test : test.skip;
const title = available ? `TensorBoard ${version.stdout.trim()} reads` : `SKIPPED: ${python} has no tensorboard; name a Python that has it in SKILL_NEURONS_PYTHON: TensorBoard reads`;

testWithPython(`${title} the scalars, without those of steps that were taken again`, async () => {
  const folder = await temporaryFolder();
  await interruptedRun(() => tensorBoardMetrics(folder));
  const script = fileURLToPath(new URL('../../interop/read_tensorboard.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const scalars = JSON.parse(stdout) as Record<string, [number, number][]>;
  expect(Object.keys(scalars).sort()).toEqual(['train/loss', 'validation/accuracy']);
  expect(scalars['train/loss']).toEqual([[1, 1], [2, 0.5], [3, Math.fround(1 / 3)], [4, 40], [5, 50], [6, 60]]);
  expect(scalars['validation/accuracy']).toEqual([[4, 0.5], [5, 0.5], [6, 0.5]]);
}, 120_000);
