import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { spreadOf, type Spread } from './spread.ts';

/** How long a command of the command line takes from its start to its end. */
export interface StartupRow {
  command: string;
  ms: Spread;
  /** What it should take at most. */
  goalMs?: number;
  exitCode: number | null;
}

const commands: readonly { args: string[]; goalMs?: number }[] = [{ args: ['--help'], goalMs: 300 }, { args: ['doctor'], goalMs: 1000 }, { args: ['tune', '--help'], goalMs: 300 }];

/** Starts the command line once per command and round, after one start that nobody times. An empty Node.js program tells the floor. */
export async function timeStartup(rounds: number, onProgress: (text: string) => void): Promise<StartupRow[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('skill-neurons/package.json'));
  const binary = join(folder, 'bin', 'skill-neurons.js');
  const programs = [
    { command: 'node -e 0', args: ['-e', '0'] },
    ...commands.map(({ args, ...goal }) => ({ command: `skill-neurons ${args.join(' ')}`, args: [binary, ...args], ...goal })),
  ];
  const rows = programs.map(({ args, ...program }) => ({ ...program, args, times: [] as number[], exitCode: null as number | null }));
  for (let round = -1; round < rounds; round++) {
    for (const row of rows) {
      const { ms, exitCode } = await timeProcess(row.args);
      row.exitCode = exitCode;
      if (round >= 0) row.times.push(ms);
    }
    onProgress(`round ${round + 1} of ${rounds}`);
  }
  return rows.map(({ command, times, exitCode, goalMs }) => ({ command, ms: spreadOf(times), exitCode, ...(goalMs !== undefined && { goalMs }) }));
}

function timeProcess(args: readonly string[]): Promise<{ ms: number; exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, [...args], { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve({ ms: performance.now() - started, exitCode }));
  });
}
