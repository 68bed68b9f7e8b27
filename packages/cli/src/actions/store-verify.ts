import { verifyStore } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { StoreVerifyOptions } from '../commands/store.ts';
import { exitCodes } from '../exit-codes.ts';
import { describeBytes } from '../terminal.ts';
import { storeRootOf } from './store-root.ts';

export async function verify({ run, repair }: StoreVerifyOptions, { terminal, signal }: CommandEnvironment): Promise<number> {
  const check = await verifyStore(await storeRootOf(run), { repair, onProgress: terminal.progress, signal });
  const { artifacts, files, bytes, damaged } = check;
  const lines = damaged.map(({ folder, label, problem }) => `damaged: ${label ?? folder}: ${problem}`);
  const advice = damaged.length === 0 ? [] : [repair ? 'taken out: run the study again to compute them, and what they change, again' : 'run again with --repair to take them out'];
  terminal.result(check, [...lines, `${artifacts} results, ${files} files, ${describeBytes(bytes)} read: ${damaged.length === 0 ? 'all as they were written' : `${damaged.length} damaged`}`, ...advice].join('\n'));
  return damaged.length === 0 ? exitCodes.done : exitCodes.failedJobs;
}
