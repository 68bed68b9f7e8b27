import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPredictions, writePredictions } from './predictions-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'advglue-'));
});

test('predictions go out in the order of the development set and come in again', async () => {
  const file = join(folder, 'predictions.json');
  await writePredictions(file, { rte: [1, 0], sst2: [0] });
  expect(await readFile(file, 'utf8')).toBe('{"sst2":[0],"rte":[1,0]}\n');
  expect(await readPredictions(file)).toEqual({ sst2: [0], rte: [1, 0] });
});

test.each(['{}', '[]', '{"sst2": [3]}', '{"sst2": ["0"]}', '{"cola": [0]}', '{"sst2": 1}'])('%s is refused', async (text) => {
  const file = join(folder, 'wrong.json');
  await writeFile(file, text);
  await expect(readPredictions(file)).rejects.toMatchObject({ code: 'ADVGLUE_PREDICTIONS', where: file });
});
