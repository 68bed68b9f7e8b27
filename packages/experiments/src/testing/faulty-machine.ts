// Preloaded with --import: makes this process's disk fail and its clock and name lie, as FAULTY_MACHINE says. For fault runs.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { createRandom } from '@skill-neurons/core';

export interface FaultyMachine {
  seed: number;
  /** Chance that a write fails, and how. */
  writes?: { chance: number; code: 'ENOSPC' | 'EROFS' | 'EIO' };
  /** Seconds that the clock is ahead. */
  clockAhead?: number;
  hostname?: string;
}

const { seed, writes, clockAhead = 0, hostname } = JSON.parse(process.env['FAULTY_MACHINE'] ?? '{"seed":0}') as FaultyMachine;
const random = createRandom(`${seed}/${process.pid % 7}`);

if (hostname !== undefined) os.hostname = () => hostname;
if (clockAhead !== 0) {
  const now = Date.now;
  Date.now = () => now() + clockAhead * 1000;
}
if (writes) {
  const failing = () => random.uniform() < writes.chance;
  const failure = (path: unknown) => Object.assign(new Error(`${writes.code}: made to fail, '${String(path)}'`), { code: writes.code });
  type Anything = (...args: unknown[]) => Promise<unknown>;
  const own = fs as unknown as Record<string, Anything>;
  for (const name of ['writeFile', 'appendFile', 'mkdir', 'rename']) {
    const original = own[name]!;
    own[name] = async (...args) => {
      if (failing()) {
        // A full disk leaves part of what was written.
        if (name === 'writeFile' && writes.code === 'ENOSPC') await original(args[0], String(args[1]).slice(0, 10)).catch(() => undefined);
        throw failure(args[0]);
      }
      return original(...args);
    };
  }
  const open = own['open']!;
  own['open'] = async (...args) => {
    const flags = args[1];
    if (typeof flags === 'string' && flags !== 'r' && failing()) throw failure(args[0]);
    const handle = (await open(...args)) as Record<string, Anything>;
    for (const name of ['writeFile', 'write', 'sync']) {
      const original = handle[name]!.bind(handle);
      handle[name] = async (...given) => {
        if (failing()) throw failure(args[0]);
        return original(...given);
      };
    }
    return handle;
  };
}
syncBuiltinESMExports();
