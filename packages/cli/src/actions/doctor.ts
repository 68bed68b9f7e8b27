import { probeBackends } from '@skill-neurons/runtime/backends';
import type { CommandEnvironment } from '../command.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import { exitCodes } from '../exit-codes.ts';
import { textTable } from '../text-table.ts';
import { precisions } from '../weight-precision.ts';

export async function doctor({ threads, device }: DoctorOptions, { terminal }: CommandEnvironment): Promise<number | undefined> {
  const backends = (await probeBackends({ threads, device })).map(({ precisions: kept, ...status }) => ({ ...status, weights: wordsFor(kept) }));
  const table = textTable(
    ['backend', 'usable', '--device', '--weights', 'detail'],
    backends.map(({ name, usable, reason, detail, devices, weights }) => [name, usable ? 'yes' : 'no', devices.join(', '), weights.join(', '), usable ? detail : reason]),
  );
  const chosen = backends.find(({ name, usable }) => usable && (device === undefined || name === 'onnxruntime'))?.name ?? 'none';
  terminal.result({ node: process.versions.node, platform: `${process.platform} ${process.arch}`, chosen, backends }, `Node ${process.versions.node} on ${process.platform} ${process.arch}; --backend auto uses ${chosen}\n${table}`);
  return chosen === 'none' ? exitCodes.environment : exitCodes.done;
}

function wordsFor(kept: readonly string[]): string[] {
  return Object.entries(precisions).flatMap(([word, precision]) => (kept.includes(precision) ? [word] : []));
}
