import { SkillNeuronsError } from '@skill-neurons/core';
import type { z } from 'zod';
import type { YamlDocument } from './yaml-document.ts';

/** Something wrong at a place of a task file. */
export interface TaskProblem {
  path: readonly PropertyKey[];
  message: string;
}

const shown = 4;

/** One error for all problems of a task file: the line of each, the path in the file, what to do. */
export function taskError(problems: readonly TaskProblem[], documentOf: (path: readonly PropertyKey[]) => YamlDocument): SkillNeuronsError {
  const place = ({ path }: TaskProblem) => {
    const document = documentOf(path);
    return `${document.file}:${document.lineOf(path)}`;
  };
  const texts = problems.slice(0, shown).map((problem, i) => `${i === 0 ? '' : `${place(problem)}: `}${pathText(problem.path)}${problem.message}`);
  if (problems.length > shown) texts.push(`and ${problems.length - shown} more`);
  return new SkillNeuronsError({ code: 'TASK_INVALID', message: texts.join('; '), where: place(problems[0]!), hint: 'the format is described in datasets/tasks/README.md' });
}

const pathText = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : `${path.map(String).join('.')}: `);

/** Zod's issues as problems; of a union, those of the alternative that fits best. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], under: readonly PropertyKey[] = []): TaskProblem[] {
  return issues.flatMap((issue): TaskProblem[] => {
    const path = [...under, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const alternatives = issue.errors.map((alternative) => problemsOf(alternative, path));
      const fitting = alternatives.filter((problems) => !problems.some((problem) => problem.path.length === path.length && problem.message.startsWith('expected')));
      const best = fitting.sort((a, b) => a.length - b.length)[0];
      return best ?? [{ path, message: issue.message }];
    }
    if (issue.code === 'invalid_type') {
      return [{ path, message: issue.input === undefined ? 'is missing' : `expected ${typeName(issue.expected)}` }];
    }
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...path, key], message: issue.message }));
    if (issue.code === 'invalid_key') return [{ path, message: `this key is not allowed: ${issue.issues[0]?.message ?? issue.message}` }];
    return [{ path, message: issue.message }];
  });
}

const typeName = (expected: string) => (expected === 'object' || expected === 'record' ? 'key: value pairs' : expected === 'array' ? 'a list' : `a ${expected}`);
