import { countChangedWords, diffWords, excerptDiff } from '@skill-neurons/core';
import { evaluate, type EvaluateOptions, type Evaluation, type PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { AttackedPairs, AttackedRow, AttackResult } from '@skill-neurons/reporting';
import type { AttackedTexts, Workspace } from '../workspace.ts';

/** A split and what the prompt answered to it. */
export interface AnsweredSplit {
  split: PreparedSplit;
  evaluation: Evaluation;
}

export interface AttackSources extends Omit<EvaluateOptions, 'batches' | 'columns'> {
  workspace: Workspace;
  model: string;
  task: string;
  seed: number;
  /** The clean split, whose answers serve again where its rows are the originals. */
  clean: AnsweredSplit;
  attacked: AnsweredSplit;
}

/** Rows shown: those that an attack turned, and those that withstood it. */
const turnedShown = 6;
const withstoodShown = 2;
const changedLength = 280;
const unchangedLength = 120;

/** One attacked row with its original. */
interface Pair {
  texts: AttackedTexts;
  group: string | null;
  original: { label: number; prediction: number };
  attacked: { label: number; prediction: number };
}

/** What attacks did to the answers of one prompt: by kind of row, and some rows to read. Originals that were not answered yet are asked. */
export async function attackResults(sources: AttackSources): Promise<{ attacks: AttackResult[]; rows: AttackedRow[] }> {
  const { model, task, seed, attacked: { split, evaluation } } = sources;
  const pairs = await pairsOf(sources);
  const place = { model, task, split: split.split, seed };
  const names = [...new Set(split.examples.map(({ group }) => group))].filter((group) => group !== undefined);
  const ofKind = (group: string | null): AttackResult => {
    const at = [...split.examples.keys()].filter((i) => group === null || split.examples[i]!.group === group);
    const classCounts = split.labels.map((_, label) => at.filter((i) => evaluation.labels[i] === label).length);
    const correct = at.filter((i) => evaluation.predictions[i] === evaluation.labels[i]).length;
    return { ...place, group, correct, n: at.length, classCounts, pairs: countPairs(at.flatMap((i) => pairs[i] ?? [])) };
  };
  return { attacks: [null, ...names].map(ofKind), rows: chooseRows(pairs.filter((pair) => pair !== undefined)).map((pair) => ({ ...place, ...shown(pair) })) };
}

/** In the order of the attacked rows; undefined where the original is not known. */
async function pairsOf({ workspace, model, task, clean, attacked: { split, evaluation }, ...options }: AttackSources): Promise<(Pair | undefined)[]> {
  const texts = await workspace.originalTexts(task, split.split);
  if (texts.originalSplit === undefined) return split.examples.map(() => undefined);
  const answers = new Map<string, number>();
  if (texts.originalSplit === clean.split.split) clean.split.examples.forEach(({ id }, i) => answers.set(id, clean.evaluation.predictions[i]!));
  const wanted = new Set(split.examples.flatMap(({ id }) => texts.rows.get(id)?.original.id ?? []).filter((id) => !answers.has(id)));
  if (wanted.size > 0) {
    const rest = await workspace.rows(model, task, texts.originalSplit, wanted);
    const found = await evaluate({ ...options, batches: await workspace.batches(model, rest), columns: rest.labelWords.ids });
    rest.examples.forEach(({ id }, i) => answers.set(id, found.predictions[i]!));
  }
  return split.examples.map(({ id, group, label }, i) => {
    const found = texts.rows.get(id);
    const prediction = found && answers.get(found.original.id);
    if (prediction === undefined) return undefined;
    return { texts: found!, group: group ?? null, original: { label: found!.original.label, prediction }, attacked: { label, prediction: evaluation.predictions[i]! } };
  });
}

const isRight = ({ label, prediction }: Pair['original']) => label === prediction;
const isTurned = ({ original, attacked }: Pair) => isRight(original) && !isRight(attacked);

function countPairs(pairs: readonly Pair[]): AttackedPairs | null {
  if (pairs.length === 0) return null;
  const words = pairs.map(({ texts: { original, attacked } }) => {
    const names = Object.keys(original.fields);
    const changed = names.reduce((sum, name) => sum + countChangedWords(diffWords(original.fields[name]!, attacked.fields[name] ?? '')), 0);
    const all = names.reduce((sum, name) => sum + (original.fields[name]!.match(/\S+/gu)?.length ?? 0), 0);
    return { changed, share: changed / Math.max(1, all) };
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    n: pairs.length,
    originalCorrect: pairs.filter(({ original }) => isRight(original)).length,
    correct: pairs.filter(({ attacked }) => isRight(attacked)).length,
    turned: pairs.filter(isTurned).length,
    wordsChanged: mean(words.map(({ changed }) => changed)),
    shareChanged: mean(words.map(({ share }) => share)),
  };
}

/** Rows that were right before the attack: first those that it turned, then some that withstood it, kinds of row in turn. */
function chooseRows(pairs: readonly Pair[]): Pair[] {
  const attacked = pairs.filter(({ original }) => isRight(original));
  return [...inTurn(attacked.filter(isTurned)).slice(0, turnedShown), ...inTurn(attacked.filter((pair) => !isTurned(pair))).slice(0, withstoodShown)];
}

/** The first of each kind, then the second of each, and so on; other attacks on a text that was already shown come last. */
function inTurn(pairs: readonly Pair[]): Pair[] {
  const seen = new Map<string | null, number>();
  const ranked = pairs.map((pair) => {
    const rank = seen.get(pair.group) ?? 0;
    seen.set(pair.group, rank + 1);
    return { pair, rank };
  });
  const ordered = ranked.sort((a, b) => a.rank - b.rank).map(({ pair }) => pair);
  const first = new Map<string, Pair>();
  for (const pair of ordered) if (!first.has(textOf(pair))) first.set(textOf(pair), pair);
  const isFirst = (pair: Pair) => first.get(textOf(pair)) === pair;
  return [...ordered.filter(isFirst), ...ordered.filter((pair) => !isFirst(pair))];
}

const textOf = ({ texts: { original } }: Pair) => JSON.stringify(original.fields);

function shown({ texts, group, original, attacked }: Pair): Pick<AttackedRow, 'id' | 'group' | 'original' | 'attacked' | 'fields'> {
  const fields = Object.entries(texts.original.fields).map(([name, before]) => {
    const after = texts.attacked.fields[name] ?? '';
    return { name, ...excerptDiff(before, after, { length: before === after ? unchangedLength : changedLength }) };
  });
  return { id: texts.attacked.id, group, original, attacked, fields };
}
