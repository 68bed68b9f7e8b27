import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What installing and building add to a package; its npm archive has none of them. */
const folders = ['lib', 'deps', 'build'];
const aside = (folder) => `${folder}.before`;

/**
 * Puts a new native part in place of any there is; if that fails, the former one is there again.
 * @template Result
 * @param {string} folder of the package
 * @param {() => Promise<Result>} make writes the new one and checks it
 * @returns {Promise<Result>}
 */
export async function replaceNativePart(folder, make) {
  // Left by a run that was killed.
  bringBack(folder);
  for (const path of paths(folder)) if (existsSync(path)) renameSync(path, aside(path));
  try {
    const result = await make();
    for (const path of paths(folder)) rmSync(aside(path), { recursive: true, force: true });
    return result;
  } catch (error) {
    for (const path of paths(folder)) rmSync(path, { recursive: true, force: true });
    bringBack(folder);
    throw error;
  }
}

function bringBack(folder) {
  for (const path of paths(folder).filter((path) => existsSync(aside(path)))) {
    rmSync(path, { recursive: true, force: true });
    renameSync(aside(path), path);
  }
}

/**
 * The package as npm delivered it.
 * @param {string} folder of the package
 * @returns {boolean} whether there was anything to remove
 */
export function removeNativePart(folder) {
  const there = [...paths(folder), ...paths(folder).map(aside)].filter((path) => existsSync(path));
  for (const path of there) rmSync(path, { recursive: true });
  return there.length > 0;
}

const paths = (folder) => folders.map((name) => join(folder, name));
