import { percentText } from '../../format.ts';
import type { NeuronControl, NeuronProfile, SingleSuppressionResult, StudyResults, TaskSummary } from '../../study-results.ts';
import { accuracyChange, suppressedSplits } from '../../summaries/profiled-neurons.ts';
import type { ProfiledNeuron } from '../../summaries/profiled-neurons.ts';
import { controlsOf, exceeded, runsOn } from '../../summaries/neuron-controls.ts';
import { predictivityOf, topNeurons } from '../../summaries/top-neurons.ts';
import type { Column, Table } from '../../tables/table.ts';
import { smallText } from '../neuron-numbers.ts';

type PanelTable = Pick<Table, 'title' | 'columns' | 'rows'>;

const neuronColumns: Column[] = [{ name: 'neuron', label: 'Neuron' }, { name: 'layer', label: 'Layer', format: 'integer' }, { name: 'seed', label: 'Seed', format: 'integer' }];

/** Every profiled neuron with every seed: where and how well it predicts, clean beside adversarial. */
export function predictivityTable(neurons: readonly ProfiledNeuron[], model: string, { id: task, labels }: TaskSummary): PanelTable {
  return {
    title: `Predictivity by neuron and seed, ${model} on ${task}`,
    columns: [
      ...neuronColumns,
      { name: 'position', label: 'Prompt position', format: 'integer' },
      { name: 'kind', label: `For ${labels[1] ?? 'class 1'}` },
      { name: 'clean', label: 'Clean, %', format: 'share' },
      { name: 'adversarial', label: 'Adversarial, same position and sign, %', format: 'share' },
    ],
    rows: rowsOf(neurons, (profile) => [profile.position, kindOf(profile), profile.clean, profile.adversarial]),
  };
}

/**
 * What suppressing each neuron alone does to the answers, split beside split, and how many of the random neurons of its layer move the margin
 * less, where the results hold these; no rows where they hold neither.
 */
export function suppressedAloneTable(results: StudyResults, neurons: readonly ProfiledNeuron[], { id: task }: TaskSummary): PanelTable {
  const splits = suppressedSplits(neurons);
  const model = neurons[0]!.perSeed[0]!.model;
  const controlled = neurons.some(({ perSeed }) => perSeed.some((profile) => controlsOf(results, profile).length > 0));
  return {
    title: `Each neuron suppressed alone, ${model} on ${task}: answers lost and gained, change of accuracy and of the margin (± its standard error)${controlled ? '; how many random neurons of its layer move the margin less' : ''}`,
    columns: [
      ...neuronColumns,
      ...splits.flatMap(({ split }): Column[] => [
        { name: `${split} answers`, label: `${split}: lost, gained` },
        { name: `${split} points`, label: 'Points', format: 'share' },
        { name: `${split} p`, label: 'p', format: 'number' },
        { name: `${split} margin`, label: 'Margin' },
        ...(controlled ? [{ name: `${split} random`, label: 'Random less' }] : []),
      ]),
    ],
    rows: splits.length === 0 ? [] : rowsOf(neurons, (profile) => splits.flatMap(({ split }) => [
      ...aloneCells(profile.suppressedAlone?.find((run) => run.split === split)),
      ...(controlled ? [randomCell(profile, controlsOf(results, profile), split)] : []),
    ])),
  };
}

/** For results without profiles: predictivity and position of the best neurons by seed, where listed. */
export function bestPositionTable(results: StudyResults, model: string, task: string, shown: number): PanelTable {
  const clean = predictivityOf(results, model, task, false);
  const adversarial = predictivityOf(results, model, task, true);
  const listed = (entries: typeof clean, seed: number, { stack, layer, neuron }: { stack: string; layer: number; neuron: number }) => {
    const found = entries.find((entry) => entry.seed === seed)?.layers.find((entry) => entry.stack === stack && entry.layer === layer)?.top.find((entry) => entry.neuron === neuron);
    if (found === undefined) return 'not in the top';
    return `${percentText(found.predictivity)} at ${found.position}${found.constant ? ', constant' : found.sign === 1 ? ' +' : ' \u2212'}`;
  };
  const columns = [clean, adversarial].flatMap((entries, i) => entries.map(({ seed }) => ({ entries, seed, label: `${i === 0 ? 'Clean' : 'Adversarial'}, seed ${seed}` })));
  return {
    title: `Predictivity at prompt position, ${model} on ${task} (+ excitatory, \u2212 inhibitory)`,
    columns: [{ name: 'neuron', label: 'Neuron' }, { name: 'stack', label: 'Stack' }, ...columns.map(({ label }) => ({ name: label, label }))],
    rows: topNeurons(clean).slice(0, shown).map((neuron) => [neuron.id, neuron.stack, ...columns.map(({ entries, seed }) => listed(entries, seed, neuron))]),
  };
}

function rowsOf(neurons: readonly ProfiledNeuron[], cells: (profile: NeuronProfile) => Table['rows'][number]): Table['rows'] {
  return neurons.flatMap(({ id, layer, perSeed }) => perSeed.map((profile) => [id, layer, profile.seed, ...cells(profile)]));
}

function kindOf({ answers, sign }: NeuronProfile): string {
  if (answers !== undefined && answers.clean !== 'varied') return answers.clean;
  return sign === 1 ? 'excitatory' : 'inhibitory';
}

function aloneCells(run: SingleSuppressionResult | undefined): Table['rows'][number] {
  if (run === undefined) return [null, null, null, null];
  const change = `${smallText(run.marginChange)}${run.standardError === null ? '' : ` ± ${smallText(run.standardError)}`}`;
  return [`${run.lost}, ${run.gained} of ${run.n}`, accuracyChange(run), run.p, change];
}

function randomCell({ suppressedAlone = [] }: NeuronProfile, controls: readonly NeuronControl[], split: string): string | null {
  const own = suppressedAlone.find((run) => run.split === split);
  const random = runsOn(controls, split);
  return own === undefined || random.length === 0 ? null : `${exceeded(own, random, 'mean')} of ${random.length}`;
}
