#!/usr/bin/env node
// Reads damaged files of every format: each must load or fail with a coded error, in bounded time and memory, writing nothing.
//   node test/fuzz.js [--count 1000] [--seed 1] [--only parquet]      (build first: npx tsc -b)
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fuzz, fuzzTargets } from '../dist/fuzz.test.helper.js';

const { values: options } = parseArgs({ options: { count: { type: 'string', default: '1000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' } } });
const folder = fileURLToPath(new URL('fixtures/parquet/', import.meta.url));
const targets = await fuzzTargets(readdirSync(folder).map((name) => readFileSync(folder + name)));
let failures = 0;
for (const target of targets.filter(({ name }) => options.only === undefined || name === options.only)) {
  const { files, loaded, codes, slowestSeconds, failures: found } = await fuzz([target], Number(options.count), Number(options.seed), 60);
  failures += found.length;
  process.stdout.write(`${target.name}: ${files} files, ${loaded} loaded, ${Object.entries(codes).map(([code, count]) => `${code} ${count}`).join(', ')}; slowest ${slowestSeconds.toFixed(1)} s, RSS ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB, failures ${found.length}\n`);
  for (const failure of found.slice(0, 5)) process.stdout.write(`  ${failure}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
