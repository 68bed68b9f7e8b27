import { fileURLToPath } from 'node:url';

/** Program and first argument that run this command line again, in another process or on another machine with the same file system. */
export function ownCommand(): string[] {
  return [process.execPath, fileURLToPath(new URL('../bin/skill-neurons.js', import.meta.url))];
}
