import { SkillNeuronsError } from '@skill-neurons/core';
import type { ModelSummary, StudyResults } from '../study-results.ts';
import { compareQuantities, PUBLISHED_SLACK } from './compare-cells.ts';
import type { Comparison } from './compare-cells.ts';
import type { PublishedTable } from './published-table.ts';
import { quantitiesOf, quantitiesOfPublished } from './quantities.ts';
import type { PublishedQuantities } from './quantities.ts';

export interface CompareOptions {
  /** Model of the run; needed where it cannot be told which one is meant. */
  model?: string | undefined;
  /** Largest difference that counts as the same, as a share: 0.005 is half a point. */
  tolerance?: number | undefined;
}

/** A run beside a published table. @throws COMPARE_MODEL, COMPARE_NOTHING */
export function compareWithPublished(results: StudyResults, table: PublishedTable, { model, tolerance }: CompareOptions = {}): Comparison & { model: string; left: PublishedQuantities['left'] } {
  const id = model === undefined ? likelyModel(results, table) : knownModel(results, model);
  const { quantities, left } = quantitiesOfPublished(table);
  const ours = quantitiesOf(results, id).filter(({ kind }) => kind === 'accuracy');
  return { model: id, left, ...assertSomething(compareQuantities(ours, quantities, { tolerance, slack: PUBLISHED_SLACK }), table.name) };
}

/** A run beside another, for every model that both have; or for one. @throws COMPARE_MODEL, COMPARE_NOTHING */
export function compareRuns(ours: StudyResults, theirs: StudyResults, { model, tolerance }: CompareOptions = {}): (Comparison & { model: string })[] {
  const models = model === undefined ? ours.models.map(({ id }) => id).filter((id) => theirs.models.some((other) => other.id === id)) : [knownModel(theirs, knownModel(ours, model))];
  if (models.length === 0) {
    throw new SkillNeuronsError({ code: 'COMPARE_MODEL', message: `no model in common: ${names(ours)} here, ${names(theirs)} there`, hint: 'compare runs of the same models' });
  }
  return models.map((id) => ({ model: id, ...assertSomething(compareQuantities(quantitiesOf(ours, id), quantitiesOf(theirs, id), { tolerance }), 'the other run') }));
}

/** The model of a run that a table is about: by its name, else the only one of its kind and size. */
function likelyModel(results: StudyResults, { name, model }: PublishedTable): string {
  const alike = results.models.filter(({ id }) => id.toLowerCase().endsWith(model.name));
  const sameSize = results.models.filter(({ architecture, hiddenSize }) => architecture === model.architecture && hiddenSize === model.hiddenSize);
  const found: ModelSummary[] = alike.length > 0 ? alike : sameSize;
  if (found.length === 1) return found[0]!.id;
  throw new SkillNeuronsError({ code: 'COMPARE_MODEL', message: `${found.length === 0 ? 'no model' : 'more than one model'} of this run is a ${model.name}, which ${name} is about`, hint: `say which with --model: ${names(results)}` });
}

function knownModel(results: StudyResults, id: string): string {
  if (results.models.some((model) => model.id === id)) return id;
  throw new SkillNeuronsError({ code: 'COMPARE_MODEL', message: `there is no model ${JSON.stringify(id)} in this run`, hint: `it has ${names(results)}` });
}

function names({ models }: StudyResults): string {
  return models.map(({ id }) => id).join(', ');
}

function assertSomething(comparison: Comparison, other: string): Comparison {
  if (comparison.cells.length > 0) return comparison;
  throw new SkillNeuronsError({ code: 'COMPARE_NOTHING', message: `nothing can be compared with ${other}: no prompt and task in common`, hint: 'task names must agree, but for case and an ending -hub or -released' });
}
