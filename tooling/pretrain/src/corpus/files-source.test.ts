import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesSource } from './files-source.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretrain-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = async (lines: readonly string[]) => {
  const path = join(folder, 'text.txt');
  await writeFile(path, lines.join('\n'));
  return path;
};

test('every pass reads each training text once, in another order; held-out texts are never read', async () => {
  const path = await write(Array.from({ length: 100 }, (_, i) => `text ${i}`));
  const source = await filesSource([path], 1);
  const heldOut = source.heldOut.map((document) => document.parts[0]);
  const pass = (index: number) => source.block(index, 98).map((document) => document.parts[0]);
  expect(heldOut).toHaveLength(2);
  expect(new Set([...pass(0), ...heldOut]).size).toBe(100);
  expect([...pass(1)].sort()).toEqual([...pass(0)].sort());
  expect(pass(1)).not.toEqual(pass(0));
  expect(pass(0)).toEqual(pass(0));
});

test('lines that stand twice count once, empty ones not at all', async () => {
  const source = await filesSource([await write(['one', '', 'two', 'one', '  ', 'three'])], 1);
  expect(source.heldOut.length + new Set(source.block(0, 2).map((document) => document.parts[0])).size).toBe(3);
});

test('too little text is a clear error', async () => {
  await expect(filesSource([await write(['only one'])], 1)).rejects.toMatchObject({ code: 'CORPUS_EMPTY' });
  await expect(filesSource([join(folder, 'missing.txt')], 1)).rejects.toMatchObject({ code: 'FILE_READ' });
});
