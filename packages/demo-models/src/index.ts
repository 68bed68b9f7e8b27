import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const modelsFolder = fileURLToPath(new URL('../models', import.meta.url));

/** Folders of the bundled checkpoints (Hugging Face layout) by name. */
export function demoModels(): Record<string, string> {
  const names = existsSync(modelsFolder) ? readdirSync(modelsFolder).filter((name) => existsSync(join(modelsFolder, name, 'config.json'))) : [];
  return Object.fromEntries(names.sort().map((name) => [name, join(modelsFolder, name)]));
}
