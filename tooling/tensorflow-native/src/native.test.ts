import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { conformanceCases } from 'tfjs-backend-onnxruntime/conformance';
import { knownDifferences } from './known-differences.js';
import { targetPackage } from './target-package.js';

/** The package is an optional dependency and its native part opt-in. */
function nativePart(): boolean {
  try {
    return existsSync(targetPackage({}).binding);
  } catch {
    return false;
  }
}

const there = nativePart();

(there ? test : test.skip)(`conformance of the tensorflow backend${there ? '' : ' (no native part here: build.js or install.js makes it)'}`, () => {
  const prove = fileURLToPath(new URL('../prove.js', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [prove, '--only', 'conformance'], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/passed, \d+ differ as known, 0 failed/)]);
}, 120_000);

test('every known difference is one of a case that exists', () => {
  const names = conformanceCases.map(({ name }) => name);
  expect([...knownDifferences.keys()].filter((name) => !names.includes(name))).toEqual([]);
});
