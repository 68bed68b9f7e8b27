import { SkillNeuronsError } from '@skill-neurons/core';
import type { StudyResults } from './study-results.ts';
import { studyResultsSchema } from './study-results-schema.ts';

/**
 * Checks that a JSON value is the results of a study: its shape, its ranges, and that every record names a model and a
 * task of the study.
 *
 * @param where file or other place the value came from, for messages.
 * @throws REPORT_RESULTS_INVALID naming the field.
 */
export function parseStudyResults(json: unknown, where: string): StudyResults {
  const parsed = studyResultsSchema.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    throw invalid(where, first!.path, first!.message);
  }
  checkNames(parsed.data, where);
  return parsed.data;
}

const recordLists = ['tuning', 'evaluations', 'predictivity', 'suppression', 'overlap', 'nulls', 'rankCorrelations', 'retained', 'neuronProfiles', 'neuronControls', 'layerShares'] as const;

function checkNames(results: StudyResults, where: string): void {
  const models = uniqueIds(results.models, where, 'models');
  const tasks = uniqueIds(results.tasks, where, 'tasks');
  const known = (names: Set<string>, name: string, path: PropertyKey[], what: string) => {
    if (!names.has(name)) throw invalid(where, path, `there is no ${what} ${JSON.stringify(name)} in these results`);
  };
  for (const list of recordLists) {
    for (const [i, record] of (results[list] ?? []).entries()) {
      known(models, record.model, [list, i, 'model'], 'model');
      known(tasks, record.task, [list, i, 'task'], 'task');
    }
  }
  for (const [i, { source, task, classCounts, predictedCounts }] of results.evaluations.entries()) {
    if (source !== null) known(tasks, source, ['evaluations', i, 'source'], 'task');
    const classes = results.tasks.find(({ id }) => id === task)!.labels.length;
    if (classCounts.length !== classes) throw invalid(where, ['evaluations', i, 'classCounts'], `needs one count for each of the ${classes} labels`);
    if (predictedCounts.length !== classes) throw invalid(where, ['evaluations', i, 'predictedCounts'], `needs one count for each of the ${classes} labels`);
  }
  for (const [i, { otherTask }] of (results.rankCorrelations ?? []).entries()) known(tasks, otherTask, ['rankCorrelations', i, 'otherTask'], 'task');
  for (const list of ['specificity', 'promptSimilarities'] as const) {
    for (const [i, { model, tasks: names }] of (results[list] ?? []).entries()) {
      known(models, model, [list, i, 'model'], 'model');
      for (const [j, name] of names.entries()) known(tasks, name, [list, i, 'tasks', j], 'task');
    }
  }
}

function uniqueIds(items: readonly { id: string }[], where: string, list: string): Set<string> {
  const ids = new Set<string>();
  for (const [i, { id }] of items.entries()) {
    if (ids.has(id)) throw invalid(where, [list, i, 'id'], `${JSON.stringify(id)} is there twice`);
    ids.add(id);
  }
  return ids;
}

function invalid(where: string, path: readonly PropertyKey[], message: string): SkillNeuronsError {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('').replace(/^\./, '');
  return new SkillNeuronsError({
    code: 'REPORT_RESULTS_INVALID',
    message: `not the results of a study: ${field === '' ? '' : `${field}: `}${message}`,
    where,
    hint: 'use the results.json of a finished study, written by the same major version',
  });
}
