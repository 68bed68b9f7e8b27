import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import type { DemoModel } from './demo-models.ts';

/**
 * Compares every file of a bundled model with the sha256 that was recorded when it was made.
 * @throws DEMO_MODEL_DAMAGED naming the file, FILE_READ, FILE_JSON
 */
export async function verifyDemoModel(model: DemoModel): Promise<void> {
  const list = join(model.folder, 'checksums.json');
  const expected = await readJsonFile(list, 'list of checksums');
  if (typeof expected !== 'object' || expected === null) throw damaged(list, 'the list of checksums is not an object');
  for (const [name, sha256] of Object.entries(expected)) {
    const path = join(model.folder, name);
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw damaged(path, 'the file cannot be read', cause);
    });
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== sha256) throw damaged(path, `sha256 is ${found}, not ${String(sha256)}`);
  }
}

function damaged(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'DEMO_MODEL_DAMAGED', message, where, kind: 'environment', hint: 'install the package again', cause });
}
