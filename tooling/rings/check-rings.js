#!/usr/bin/env node
// The architecture as a check: a package may import only packages of lower rings,
// and only those that its package.json declares.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From the bottom up. Packages on one line do not import each other. */
const rings = [
  ['@skill-neurons/core', 'tfjs-backend-onnxruntime'],
  ['@skill-neurons/hub'],
  ['@skill-neurons/data'],
  ['@skill-neurons/demo-models'],
  ['@skill-neurons/runtime'],
  ['@skill-neurons/prompt-tuning'],
  ['@skill-neurons/adversarial', '@skill-neurons/neurons'],
  ['@skill-neurons/reporting'],
  ['@skill-neurons/experiments'],
  ['skill-neurons'],
];
/** Reporting sees result files only, the runtime knows nothing of tasks. */
const forbidden = {
  '@skill-neurons/reporting': ['@skill-neurons/runtime', '@skill-neurons/prompt-tuning', '@skill-neurons/neurons', '@skill-neurons/data'],
  '@skill-neurons/runtime': ['@skill-neurons/data', '@skill-neurons/demo-models'],
};

const ringOf = (name) => rings.findIndex((ring) => ring.includes(name));
const packagesFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'packages');
const problems = [];

for (const folder of readdirSync(packagesFolder)) {
  const manifest = JSON.parse(readFileSync(join(packagesFolder, folder, 'package.json'), 'utf8'));
  if (ringOf(manifest.name) < 0) problems.push(`packages/${folder}: ${manifest.name} stands in no ring`);
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
  for (const dependency of declared) check(manifest.name, dependency, `packages/${folder}/package.json`);
  const source = join(packagesFolder, folder, 'src');
  for (const file of readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    for (const [, specifier] of readFileSync(join(source, file), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^'.][^']*)'/g)) {
      const name = specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
      if (ringOf(name) < 0 || name === manifest.name) continue;
      const place = `packages/${folder}/src/${file}`;
      check(manifest.name, name, place);
      const allowed = file.endsWith('.test.ts') ? [...declared, ...Object.keys(manifest.devDependencies ?? {})] : declared;
      if (!allowed.includes(name)) problems.push(`${place}: imports ${name}, which package.json does not declare`);
    }
  }
}

function check(from, to, place) {
  if (ringOf(to) < 0) return;
  if (ringOf(to) >= ringOf(from)) problems.push(`${place}: ${from} may not import ${to}: imports point down only`);
  if (forbidden[from]?.includes(to)) problems.push(`${place}: ${from} may not know ${to}`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log('rings: every import points down');
