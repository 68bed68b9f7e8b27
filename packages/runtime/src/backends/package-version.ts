import { createRequire } from 'node:module';

/** Version of an installed dependency, without loading it. */
export function packageVersion(name: string): string {
  return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version;
}
