import { appendFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { followFiles } from './follow-files.ts';

test('lines come once, whole, from files that grow and files that come later; the last is shown without its end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'follow-'));
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  await writeFile(first, 'one\ntw');
  const euro = new TextEncoder().encode('€');
  // What happens before each look.
  const happens = [
    async () => undefined,
    async () => appendFile(first, 'o\n'),
    async () => writeFile(second, euro.subarray(0, 1)),
    async () => appendFile(second, euro.subarray(1)),
  ];
  const seen: string[] = [];
  let looks = 0;
  await followFiles({
    files: async () => (looks > 2 ? [first, second] : [first]),
    ended: async () => {
      await happens[looks++]!();
      return looks === happens.length;
    },
    line: (file, text) => seen.push(`${looks} ${basename(file)}: ${text}`),
    pauseMilliseconds: 1,
  });
  expect(seen).toEqual(['1 first: one', '2 first: two', '4 second: €']);
});

test('an interrupted look ends', async () => {
  const controller = new AbortController();
  const following = followFiles({ files: async () => [], ended: async () => false, line: () => undefined, signal: controller.signal });
  controller.abort();
  await expect(following).rejects.toMatchObject({ name: 'AbortError' });
});
