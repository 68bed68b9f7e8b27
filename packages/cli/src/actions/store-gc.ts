import { collectGarbage } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { StoreCollectOptions } from '../commands/store.ts';
import { describeBytes } from '../terminal.ts';
import { storeRootOf } from './store-root.ts';

export async function collect({ run, yes }: StoreCollectOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const collection = await collectGarbage(await storeRootOf(run), { remove: yes });
  const { kept, garbage, runs } = collection;
  const total = describeBytes(garbage.reduce((sum, { bytes }) => sum + bytes, 0));
  const lines = garbage.map(({ path, bytes, reason }) => `${yes ? 'deleted' : 'would go'}: ${path} (${describeBytes(bytes)}): ${reason}`);
  const advice = !yes && garbage.length > 0 ? ['nothing was deleted: --yes does'] : [];
  terminal.result({ ...collection, deleted: yes }, [...lines, `${kept} results of ${runs.length === 1 ? 'one run' : `${runs.length} runs`} are kept; ${garbage.length} things, ${total}, ${yes ? 'deleted' : 'are not needed'}`, ...advice].join('\n'));
}
