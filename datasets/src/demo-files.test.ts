import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { demoFiles } from './demo-files.ts';
import { demoFolder } from './folders.ts';
import { demoTasks } from './tasks/demo-tasks.ts';

test('the committed files are what the generator writes, byte for byte', async () => {
  const expected = new Map(demoTasks.flatMap((task) => [...demoFiles(task)]));
  const entries = await readdir(demoFolder, { recursive: true, withFileTypes: true });
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(demoFolder.length + 1));
  expect(found.sort()).toEqual([...expected.keys()].sort());
  for (const [path, content] of expected) expect((await readFile(join(demoFolder, path), 'utf8')) === content).toBe(true);
});
