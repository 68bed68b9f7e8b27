import type { NeuronControl, SingleSuppressionResult, StudyResults } from '../study-results.ts';
import { controlsOf, exceeded, randomEffects, runsOn } from '../summaries/neuron-controls.ts';
import { accuracyChange, profiledNeurons } from '../summaries/profiled-neurons.ts';
import { tasksByType } from '../summaries/targets.ts';
import { column } from './columns.ts';
import type { Cell, Table } from './table.ts';

/** The profiled neurons with every seed, and what suppressing each alone does on every split, beside random neurons of its layer. */
export function singleNeuronTable(results: StudyResults): Table {
  return {
    name: 'single-neurons',
    title: 'Skill neurons one by one, and what suppressing each alone does (neuron is layer.neuron, counted from 0)',
    columns: [
      column.model, column.task,
      { name: 'neuron', label: 'Neuron' },
      column.stack, column.seed,
      { name: 'position', label: 'Prompt position', format: 'integer' },
      { name: 'sign', label: 'Sign', format: 'integer' },
      { name: 'clean', label: 'Predictivity, %', format: 'share' },
      { name: 'adversarial', label: 'On adversarial data, %', format: 'share' },
      { name: 'answers', label: 'Answers' },
      { name: 'split', label: 'Suppressed alone on' },
      column.n,
      { name: 'correct', label: 'Right before', format: 'integer' },
      { name: 'lost', label: 'Lost', format: 'integer' },
      { name: 'gained', label: 'Gained', format: 'integer' },
      { name: 'difference', label: 'Accuracy change, points', format: 'share' },
      { name: 'p', label: 'p (McNemar)', format: 'number' },
      { name: 'margin', label: 'Margin before', format: 'number' },
      { name: 'marginChange', label: 'Change of margin', format: 'number', digits: 4 },
      { name: 'standardError', label: 'Stderr', format: 'number', digits: 4 },
      { name: 'random', label: 'Random neurons of the layer', format: 'integer' },
      { name: 'randomLost', label: 'Random: lost, median', format: 'number', digits: 1 },
      { name: 'randomGained', label: 'Random: gained, median', format: 'number', digits: 1 },
      { name: 'randomMarginChange', label: 'Random: change of margin, median', format: 'number', digits: 4 },
      { name: 'randomLow', label: 'Random: lowest', format: 'number', digits: 4 },
      { name: 'randomHigh', label: 'Random: highest', format: 'number', digits: 4 },
      { name: 'exceeded', label: 'Random ones that change it less', format: 'integer' },
      { name: 'exceededByLabel', label: 'The same by the label changed most', format: 'integer' },
    ],
    rows: results.models.flatMap(({ id: model }) => tasksByType(results).flatMap(({ id: task }) => profiledNeurons(results, model, task).flatMap(({ id, stack, perSeed }) => perSeed.flatMap((profile) => {
      const { seed, position, sign, clean, adversarial, answers, suppressedAlone = [] } = profile;
      const own = [model, task, id, stack, seed, position, sign, clean, adversarial, answers?.clean ?? null];
      if (suppressedAlone.length === 0) return [[...own, ...new Array<null>(18).fill(null)]];
      const controls = controlsOf(results, profile);
      return suppressedAlone.map((alone) => [...own, alone.split, alone.n, alone.correct, alone.lost, alone.gained, accuracyChange(alone), alone.p, alone.margin, alone.marginChange, alone.standardError, ...randomCells(alone, controls)]);
    })))),
  };
}

function randomCells(own: SingleSuppressionResult, controls: readonly NeuronControl[]): Cell[] {
  const runs = runsOn(controls, own.split);
  const effects = randomEffects(runs);
  if (effects === null) return new Array<null>(8).fill(null);
  const { neurons, lost, gained, marginChange } = effects;
  return [neurons, lost.median, gained.median, marginChange.median, marginChange.low, marginChange.high, exceeded(own, runs, 'mean'), exceeded(own, runs, 'label')];
}
