import { SkillNeuronsError } from '@skill-neurons/core';
import { minimatch } from 'minimatch';
import { refusePath, unsafePath } from './repo-path.ts';
import type { FileChoice } from './types.ts';

/** The wanted paths of a listing, sorted and safe to use. @throws HUB_FILE_NOT_FOUND when a pattern fits none, HUB_UNSAFE_PATH */
export function chooseFiles(paths: readonly string[], choice: FileChoice | undefined, repo: string): string[] {
  const chosen = [...new Set(typeof choice === 'function' ? choice(paths) : choice === undefined ? paths : match(paths, choice, repo))].sort();
  for (const path of chosen) {
    const problem = unsafePath(path);
    if (problem !== undefined) throw refusePath(repo, path, problem);
  }
  return chosen;
}

function match(paths: readonly string[], patterns: readonly string[], repo: string): string[] {
  return patterns.flatMap((pattern) => {
    const fitting = paths.filter((path) => path === pattern || minimatch(path, pattern, { dot: true, nonegate: true, nocomment: true }));
    if (fitting.length > 0) return fitting;
    throw new SkillNeuronsError({ code: 'HUB_FILE_NOT_FOUND', message: `no file fits ${JSON.stringify(pattern)}`, where: repo, hint: paths.length === 0 ? 'the repository is empty' : `it holds ${paths.slice(0, 8).join(', ')}${paths.length > 8 ? ' and more' : ''}` });
  });
}

/** True when the choice names files one by one, so that it can be answered without a listing. */
export function isExplicit(choice: FileChoice | undefined): choice is readonly string[] {
  return Array.isArray(choice) && choice.every((pattern: string) => !/[*?[\]{}()!+@]/.test(pattern));
}
