#!/usr/bin/env node
// Runs turbo with telemetry and its update notice off, on every operating system:
// a build must reach no host but the npm registry.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const quiet = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' };
const { status, error } = spawnSync(process.execPath, [turbo, 'run', ...process.argv.slice(2)], {
  // Turbo talks on stderr: stdout belongs to the command that a script runs after the build.
  stdio: ['inherit', process.stderr, 'inherit'],
  env: { ...process.env, ...quiet },
});
if (error) throw error;
process.exit(status ?? 1);
