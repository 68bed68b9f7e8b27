import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Packages that a source file of this workspace loads when it is imported, itself or through others. */
function loadedPackages(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )(?:[^;]*? from )?'([^']+)';/gm);
  return [...imports].flatMap(([, name]) => (name!.startsWith('.') ? loadedPackages(join(dirname(file), name!), seen) : [name!]));
}

const here = dirname(fileURLToPath(import.meta.url));
const availability = join(here, '../../../tfjs-backend-onnxruntime/src/availability.ts');

test('what tells of backends loads no TensorFlow.js, so that doctor is quick', () => {
  const loaded = [join(here, 'index.ts'), availability].flatMap((file) => loadedPackages(file));
  expect(loaded).toEqual(expect.arrayContaining(['tfjs-backend-onnxruntime/availability', 'node:module', 'node:child_process']));
  expect(loaded.filter((name) => !/^node:|^@skill-neurons\/core$|^tfjs-backend-onnxruntime\/availability$/.test(name))).toEqual([]);
});
