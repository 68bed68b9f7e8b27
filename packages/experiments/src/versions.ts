import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Versions of what computed the results. */
export function packageVersions(): Record<string, string> {
  const own = require('../package.json') as { version: string };
  return { 'skill-neurons': own.version, node: process.versions.node };
}
