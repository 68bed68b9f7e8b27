import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NativeError } from './command.js';

export const packageNames = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];
/** The workspace's own dependency is declared by the runtime. */
const workspace = fileURLToPath(new URL('../../../packages/runtime', import.meta.url));

/**
 * The installed package that is to get its native part.
 * @param {{ project?: string, package?: string }} choice
 * @returns {{ name: string, version: string, folder: string, entry: string, binding: string }} binding: where it looks for its native addon
 */
export function targetPackage({ project = workspace, package: chosen }) {
  if (chosen !== undefined && !packageNames.includes(chosen)) {
    throw new NativeError(`there is no native part for ${chosen}`, `choose ${packageNames.join(' or ')}`);
  }
  for (const name of chosen === undefined ? packageNames : [chosen]) {
    const manifest = installed(resolve(project), name);
    if (manifest === undefined) continue;
    const { version, main, binary } = JSON.parse(readFileSync(manifest, 'utf8'));
    const folder = dirname(manifest);
    return { name, version, folder, entry: join(folder, main), binding: join(folder, 'lib', `napi-v${nodeApiVersion(binary.napi_versions)}`, 'tfjs_binding.node') };
  }
  throw new NativeError(`${chosen ?? packageNames.join(' or ')} is not installed in ${resolve(project)}`, 'install it with npm or pnpm first, or say --project DIR');
}

/** In the folder's node_modules or those above it. NODE_PATH, which package managers set for scripts, may lead to another project. */
function installed(folder, name) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  if (existsSync(manifest)) return realpathSync(manifest);
  return dirname(folder) === folder ? undefined : installed(dirname(folder), name);
}

/** As @mapbox/node-pre-gyp chooses, which the package asks for its addon: the newest that both sides know. */
function nodeApiVersion(versions) {
  return Math.max(...versions.filter((version) => version <= Number(process.versions.napi)));
}
