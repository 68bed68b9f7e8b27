#!/usr/bin/env node
// Runs jest with native ES modules switched on, on every operating system, and removes what its tests left in the temporary folder.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const temporary = mkdtempSync(join(tmpdir(), 'skill-neurons-test-'));
// Jest keeps its cache of transformed sources in the temporary folder too; that one stays.
const cache = join(tmpdir(), 'skill-neurons-jest-cache');
const { status, error } = spawnSync(process.execPath, [...flags, jest, `--cacheDirectory=${cache}`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, SKILL_NEURONS_CACHE: join(temporary, 'cache') },
});
rmSync(temporary, { recursive: true, force: true });
if (error) throw error;
process.exit(status ?? 1);
