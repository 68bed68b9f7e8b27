import { readFileSync } from 'node:fs';
import { probeBackends } from '@skill-neurons/runtime/backends';
import type { CommandEnvironment } from '../command.ts';
import type { DoctorOptions } from '../commands/doctor.ts';
import { exitCodes } from '../exit-codes.ts';
import { plainText } from '../plain-text.ts';
import { textTable } from '../text-table.ts';
import { precisions } from '../weight-precision.ts';
import { machineFacts } from './machine-facts.ts';

export async function doctor({ threads, device, dataDir }: DoctorOptions, { terminal }: CommandEnvironment): Promise<number | undefined> {
  const backends = (await probeBackends({ threads, device })).map(({ precisions: kept, ...status }) => ({ ...status, weights: wordsFor(kept) }));
  const table = textTable(
    ['backend', 'usable', '--device', '--weights', 'detail'],
    backends.map(({ name, usable, detail, devices, weights }) => [name, usable ? 'yes' : 'no', devices.join(', '), weights.join(', '), usable ? detail : 'see below']),
  );
  const reasons = backends.flatMap(({ name, usable, reason }) => (usable ? [] : [`${name}: ${plainText(reason)}`, ...advice(name)]));
  const facts = await machineFacts({ threads, dataDir });
  const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
  const settings = textTable(['here', 'is', 'set by'], facts.map(({ name, value, setBy }) => [name, plainText(value), setBy]));
  const chosen = backends.find(({ name, usable }) => usable && (device === undefined || name === 'onnxruntime'))?.name ?? 'none';
  const title = `skill-neurons ${version}, Node ${process.versions.node} on ${process.platform} ${process.arch}; --backend auto uses ${chosen}`;
  terminal.result({ version, node: process.versions.node, platform: `${process.platform} ${process.arch}`, chosen, backends, settings: facts }, [title, '', table, ...(reasons.length === 0 ? [] : ['', ...reasons]), '', settings].join('\n'));
  return chosen === 'none' ? exitCodes.environment : exitCodes.done;
}

/** What would make a backend work that does not; none where its reason says all there is. */
function advice(name: string): string[] {
  if (name === 'tensorflow') return ['  it is optional: npm install @tensorflow/tfjs-node-gpu, with its install script allowed, makes it usable'];
  if (name === 'onnxruntime') return ['  without a device it runs on the processor: leave --device away; a missing binary comes with: npm install onnxruntime-node'];
  return [];
}

function wordsFor(kept: readonly string[]): string[] {
  return Object.entries(precisions).flatMap(([word, precision]) => (kept.includes(precision) ? [word] : []));
}
