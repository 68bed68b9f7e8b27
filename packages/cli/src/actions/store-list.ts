import { listArtifacts } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { StoreListOptions } from '../commands/store.ts';
import { describeBytes } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { storeRootOf } from './store-root.ts';

export async function listStore({ run, kind }: StoreListOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const found: { key: string; kind: string; label: string; bytes: number; seconds: number; folder: string }[] = [];
  for await (const { folder, manifest } of listArtifacts(await storeRootOf(run))) {
    if (!manifest) {
      terminal.alert(`damaged: ${folder}`);
      continue;
    }
    if (kind !== undefined && manifest.kind !== kind) continue;
    const { key, label, seconds, files } = manifest;
    found.push({ key, kind: manifest.kind, label, bytes: Object.values(files).reduce((sum, file) => sum + file.bytes, 0), seconds, folder });
  }
  const rows = found.map(({ key, label, bytes, seconds }) => [key.slice(0, 12), label, describeBytes(bytes), `${seconds.toFixed(1)} s`]);
  const total = `${found.length} results, ${describeBytes(found.reduce((sum, { bytes }) => sum + bytes, 0))}`;
  terminal.result(found, `${textTable(['key', 'job', 'size', 'time'], rows)}\n${total}`);
}
