import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData, type Problem } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { PackedPackage } from './pack-packages.ts';

/** What publint and are-the-types-wrong say against a tarball, one line each. */
export async function checkTarball({ tarball }: PackedPackage): Promise<string[]> {
  const data = await readFile(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer }, strict: true });
  const types = await checkPackage(createPackageFromTarballData(data));
  const wrong = types.types === false ? ['no types'] : types.problems.filter(countsForEsm).map((problem) => JSON.stringify(problem));
  return [...messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code), ...wrong];
}

/** The packages are ES modules for Node 20: `require` and resolvers that know no export map are not promised. */
function countsForEsm(problem: Problem): boolean {
  if (problem.kind === 'CJSResolvesToESM') return false;
  return !('resolutionKind' in problem && (problem.resolutionKind === 'node10' || problem.resolutionKind === 'node16-cjs'));
}
