import { copyFileSync, renameSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * The package's install script writes into its package.json for a while. pnpm may share that file with other projects
 * by a hard link, so it gets a copy of its own first.
 * @param {string} folder of the package
 */
export function ownManifest(folder) {
  const manifest = join(folder, 'package.json');
  const copy = `${manifest}.copy`;
  copyFileSync(manifest, copy);
  renameSync(copy, manifest);
}

/**
 * The environment in which npm would run the install script: the script calls node-pre-gyp by name.
 * @param {string} folder of the package
 */
export function downloadEnvironment(folder, env = process.env) {
  const bins = [];
  for (let place = folder; ; place = dirname(place)) {
    bins.push(join(place, 'node_modules', '.bin'));
    if (dirname(place) === place) break;
  }
  return { ...env, PATH: [...bins, env.PATH ?? ''].join(delimiter) };
}
