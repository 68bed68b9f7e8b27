import { probeBackends } from '@skill-neurons/runtime';
import { exitCodes } from '../exit-codes.ts';
import { textTable } from '../text-table.ts';
import type { CommandEnvironment } from '../command.ts';
import type { DoctorOptions } from '../commands/doctor.ts';

export async function doctor(_options: DoctorOptions, { terminal }: CommandEnvironment): Promise<number | undefined> {
  const backends = await probeBackends();
  const table = textTable(['backend', 'usable', 'detail'], backends.map(({ name, usable, reason, detail }) => [name, usable ? 'yes' : 'no', (usable ? detail : reason) ?? '']));
  const chosen = backends.find(({ usable }) => usable)?.name ?? 'none';
  terminal.result({ node: process.versions.node, platform: `${process.platform} ${process.arch}`, chosen, backends }, `Node ${process.versions.node} on ${process.platform} ${process.arch}; --backend auto uses ${chosen}\n${table}`);
  return chosen === 'none' ? exitCodes.environment : exitCodes.done;
}

