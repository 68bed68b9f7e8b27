import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, zipSync, type Unzipped } from 'fflate';
import { createRandom, isSkillNeuronsError } from '@skill-neurons/core';
import { SafetensorsFile, TorchFile, type TensorFile } from '../index.ts';
import { fixtureFolder } from '../test-support/fixtures.ts';
import { mutated } from '../test-support/mutate.ts';

/** Changed files per source; `FUZZ_RUNS=5000` searches for long. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 80);
/** Of processor time, which other programs do not change; a sound file of this size takes about a millisecond. */
const maximumMilliseconds = 2000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fixture = (...parts: string[]) => readFile(join(fixtureFolder('torch'), ...parts));

/** A zip file whose pickle is changed and whose checksums are right all the same, so that the pickle is read. */
const withPickle = (records: Unzipped, change: (pickle: Uint8Array) => Uint8Array) =>
  zipSync(Object.fromEntries(Object.entries(records).map(([name, data]) => [name, name.endsWith('/data.pkl') ? change(data) : data])), { level: 0 });

const openTorch = (path: string) => TorchFile.open(path);
const openSafetensors = (path: string) => SafetensorsFile.open(path);

test.each<[string, string[], (path: string) => Promise<TensorFile>, boolean]>([
  ['torch zip files', ['tensors.bin'], openTorch, false],
  ['pickles in torch zip files', ['tensors.bin'], openTorch, true],
  ['pickles of protocol 5', ['tensors-protocol5.bin'], openTorch, true],
  ['pickled training states', ['training-state.pkl'], openTorch, true],
  ['torch files before PyTorch 1.6', ['tensors-legacy.bin'], openTorch, false],
  ['safetensors files', ['model', 'model.safetensors'], openSafetensors, false],
])('changed %s load or are refused with a code, soon and in little memory', async (name, file, open, pickleOnly) => {
  const random = createRandom(`fuzz ${name}`);
  const whole = await fixture(...file);
  const path = join(folder, 'changed');
  const outcomes = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    await writeFile(path, pickleOnly ? withPickle(unzipSync(whole), (pickle) => mutated(pickle, random)) : mutated(whole, random));
    const start = process.cpuUsage();
    const outcome = await readAll(path, open, 100 * whole.length);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1000).toBeLessThan(maximumMilliseconds);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  if (process.env['FUZZ_RUNS'] !== undefined) console.log(name, Object.fromEntries(outcomes));
  // A search in which everything fails at the first byte, or nothing fails, would find nothing.
  expect(outcomes.get('loaded')).toBeGreaterThan(runs / 50);
  expect(outcomes.get('loaded')).toBeLessThan(runs * 0.95);
}, Math.max(30_000, runs * 400));

/** Reads every tensor of a file. @returns `loaded`, or the code of the error */
async function readAll(path: string, open: (path: string) => Promise<TensorFile>, maximumBytes: number): Promise<string> {
  let file: TensorFile | undefined;
  try {
    file = await open(path);
    for (const name of file.names) expect((await file.read(name)).data.byteLength).toBeLessThanOrEqual(maximumBytes);
    return 'loaded';
  } catch (error) {
    if (!isSkillNeuronsError(error)) throw error;
    return error.code;
  } finally {
    await file?.close();
  }
}
