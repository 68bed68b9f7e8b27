import type { StudyResults } from '../study-results.ts';
import { accuracyChange, profiledNeurons } from '../summaries/profiled-neurons.ts';
import { tasksByType } from '../summaries/targets.ts';
import { column } from './columns.ts';
import type { Table } from './table.ts';

/** The profiled neurons with every seed, and what suppressing each alone does on every split. */
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
    ],
    rows: results.models.flatMap(({ id: model }) => tasksByType(results).flatMap(({ id: task }) => profiledNeurons(results, model, task).flatMap(({ id, stack, perSeed }) => perSeed.flatMap((profile) => {
      const { seed, position, sign, clean, adversarial, answers, suppressedAlone = [] } = profile;
      const own = [model, task, id, stack, seed, position, sign, clean, adversarial, answers?.clean ?? null];
      if (suppressedAlone.length === 0) return [[...own, ...new Array<null>(10).fill(null)]];
      return suppressedAlone.map((alone) => [...own, alone.split, alone.n, alone.correct, alone.lost, alone.gained, accuracyChange(alone), alone.p, alone.margin, alone.marginChange, alone.standardError]);
    })))),
  };
}
