import { listCached } from '@skill-neurons/hub';
import type { CommandEnvironment } from '../command.ts';
import type { ListDataOptions } from '../commands/data.ts';
import { describeBytes } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export async function listData(_options: ListDataOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const cached = await listCached('dataset');
  const rows = cached.map(({ repo, refs, commit, files, bytes }) => [repo, refs.join(', '), commit.slice(0, 12), String(files.length), describeBytes(bytes)]);
  terminal.result(cached, rows.length === 0 ? 'no data set is in the cache' : textTable(['data set', 'revision', 'commit', 'files', 'size'], rows));
}
