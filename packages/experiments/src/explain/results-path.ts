import { SkillNeuronsError } from '@skill-neurons/core';

/** A value of `results.json` and the entry of the results (such as one evaluation) that it belongs to. */
export interface FoundValue {
  /** Written out, e.g. `evaluations[3].correct`. */
  path: string;
  section: string;
  entry: unknown;
  value: unknown;
}

/**
 * Finds values by a path such as `evaluations[3].correct`, `evaluations.3.correct` or, by fields in place of the position,
 * `evaluations[task=films,seed=1].correct`, which may find several.
 * @throws RESULTS_PATH
 */
export function findValues(results: Readonly<Record<string, unknown>>, path: string): FoundValue[] {
  const steps = stepsOf(path);
  let found: FoundValue[] = [{ path: '', section: '', entry: results, value: results }];
  for (const [depth, step] of steps.entries()) {
    found = found.flatMap(({ path: before, section, entry, value }) =>
      follow(value, step).map(([name, next]) => ({
        path: /^\d+$/.test(name) && Array.isArray(value) ? `${before}[${name}]` : before === '' ? name : `${before}.${name}`,
        section: depth === 0 ? name : section,
        // The first object below a section is its entry; a section without a list is one itself.
        entry: depth <= 1 ? next : entry,
        value: next,
      })),
    );
    if (found.length === 0) throw new SkillNeuronsError({ code: 'RESULTS_PATH', message: `nothing is at "${step}"`, where: path, hint: `the results have ${Object.keys(results).join(', ')}; for example evaluations[0].correct` });
  }
  return found;
}

function stepsOf(path: string): string[] {
  const steps = path.match(/\[[^\]]*\]|[^.[\]/]+/g) ?? [];
  return steps.map((step) => step.replace(/^\[|\]$/g, ''));
}

function follow(value: unknown, step: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value) && step.includes('=')) {
    const wanted = step.split(',').map((condition) => condition.split('=') as [string, string]);
    return value.flatMap((item: unknown, i) => (wanted.every(([name, text]) => String((item as Record<string, unknown> | null)?.[name.trim()]) === text?.trim()) ? [[String(i), item] as [string, unknown]] : []));
  }
  return Object.hasOwn(value, step) ? [[step, (value as Record<string, unknown>)[step]]] : [];
}
