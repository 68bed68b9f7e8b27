import { mkdir, mkdtemp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const suiteFolder = dirname(fileURLToPath(import.meta.url));
const packageFolder = join(suiteFolder, '..');

/**
 * Bundles the tests of tfjs-core together with the backend from its sources, and returns the file, in a folder to be removed by the caller.
 *
 * The tests are ES modules written for bundlers, and they test the very modules that they stand beside. Everything
 * that imports tfjs-core has to share those, hence `module` before `main`.
 */
export async function bundleSuite() {
  // Below node_modules, so that native packages are found from there.
  const cache = join(packageFolder, 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  // A folder per run: several may be under way.
  const outdir = await mkdtemp(join(cache, 'tfjs-core-suite-'));
  await build({
    // The backend looks for its worker beside itself.
    entryPoints: { 'tfjs-core-suite': join(suiteFolder, 'entry.js'), 'session-worker': join(packageFolder, 'src', 'session', 'session-worker.js') },
    outdir,
    bundle: true,
    // tfjs-core declares its tests free of side effects, which would leave them out.
    ignoreAnnotations: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    conditions: ['@skill-neurons/source'],
    // tfjs-core's helpers for tests require this without declaring it.
    alias: { 'jasmine-core': dirname(createRequire(import.meta.url).resolve('jasmine-core/package.json')) },
    external: ['onnxruntime-node'],
    banner: { js: "import { createRequire as suiteRequire } from 'node:module'; const require = suiteRequire(import.meta.url);" },
    logLevel: 'error',
  });
  return join(outdir, 'tfjs-core-suite.js');
}
