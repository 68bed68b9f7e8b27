import type { ModelSummary, OverlapResult, PredictivityResult, SpecificityResult, SuppressionContrastResult, SuppressionResult, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

type Split = TaskSummary['splits'][number];

const analysed = (task: TaskSummary) => task.splits.filter(({ split }) => split !== 'validation');

export function predictivityOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): PredictivityResult[] {
  const { normal, integer, uniform } = study.random;
  return analysed(task).map(({ split, adversarial, n }) => ({
    model: model.id,
    task: task.id,
    split,
    adversarial,
    seed,
    n,
    nullFloor: { quantile: 0.999, predictivity: 0.5 + 1.35 / Math.sqrt(n), permutations: 20 },
    layers: model.stacks.flatMap(({ stack, layers, width }) => Array.from({ length: layers }, (_, layer) => {
      const spread = (adversarial ? 0.06 : 0.04) + 0.02 * (layer / layers);
      const values = Array.from({ length: width }, () => Math.min(0.95, 0.52 + spread * Math.abs(normal())))
        .sort((a, b) => b - a);
      const at = (p: number) => values[Math.round((1 - p) * (width - 1))]!;
      const histogram = new Array<number>(20).fill(0);
      for (const value of values) histogram[Math.min(19, Math.floor((value - 0.5) * 40))]!++;
      return {
        stack,
        layer,
        minimum: at(0),
        lowerQuartile: at(0.25),
        median: at(0.5),
        upperQuartile: at(0.75),
        maximum: at(1),
        mean: values.reduce((a, b) => a + b, 0) / width,
        histogram,
        top: values.slice(0, 10).map((predictivity, i) => ({ neuron: (17 * i + 31 * layer) % width, predictivity, position: integer(20), sign: uniform() < 0.5 ? (1 as const) : (-1 as const) })),
        constant: layer,
      };
    })),
  }));
}

export function specificityOf(study: MadeUpStudy, model: ModelSummary): SpecificityResult[] {
  const tasks = study.taskSummaries;
  const noise = study.random.fork(`specificity/${model.id}`);
  return model.stacks.map(({ stack }) => {
    const upper = tasks.map(() => tasks.map(() => 0.05 * noise.normal()));
    const rho = tasks.map((a, i) => tasks.map((b, j) => (i === j ? 1 : (a.type === b.type ? 0.55 : 0.15) + upper[Math.min(i, j)]![Math.max(i, j)]!)));
    return { model: model.id, stack, tasks: tasks.map(({ id }) => id), rho };
  });
}

export function suppressionOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): SuppressionResult[] {
  const largest = Math.max(...study.percents);
  const rankings = study.adversarialTasks.includes(task.id) ? (['clean', 'adversarial'] as const) : (['clean'] as const);
  return analysed(task).flatMap(({ split, adversarial, n }) => study.percents.flatMap((percent) => {
    const place = { model: model.id, task: task.id, seed, split, adversarial, percent, neuronsPerLayer: Math.floor((study.width * percent) / 100), n };
    const start = adversarial ? (study.adversarialAccuracy[model.architecture] ?? 0.5) : 0.88;
    const after = (lost: number) => {
      const noise = percent === 0 ? 0 : 0.01 * study.random.normal();
      return Math.min(n, Math.max(0, Math.round(n * (start - lost * (percent / largest) + noise))));
    };
    const skill = rankings.map((ranking): SuppressionResult => ({ ...place, chosen: 'skill', ranking, draw: null, correct: after(ranking === 'clean' ? study.suppression.skill : 0.8 * study.suppression.skill) }));
    const random = Array.from({ length: study.randomDraws }, (_, draw): SuppressionResult => ({ ...place, chosen: 'random', ranking: null, draw, correct: after(study.suppression.random) }));
    return [...skill, ...random];
  }));
}

/** Further controls, one layer at a time, and other tasks. */
export function suppressionDetailsOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): SuppressionResult[] {
  const random = study.random.fork(`suppression details/${model.id}/${task.id}/${seed}`);
  const percent = Math.max(...study.percents);
  const { split, n } = task.splits.find((s) => s.split === 'test')!;
  const place = { model: model.id, task: task.id, seed, split, adversarial: false, percent, neuronsPerLayer: Math.floor((study.width * percent) / 100), n };
  const count = (accuracy: number) => Math.min(n, Math.max(0, Math.round(n * (accuracy + 0.01 * random.normal()))));
  const kinds = [{ chosen: 'skill' as const, ranking: 'clean' as const, draw: null, lost: study.suppression.skill }, { chosen: 'random' as const, ranking: null, draw: 0, lost: study.suppression.random }];
  return [
    { ...place, chosen: 'matched', ranking: 'clean', draw: 0, correct: count(0.88 - study.suppression.random) },
    { ...place, chosen: 'least', ranking: 'clean', draw: null, correct: count(0.88 - study.suppression.random) },
    ...Array.from({ length: study.layers }, (_, layer) => kinds.map(({ lost, ...kind }): SuppressionResult => ({ ...place, ...kind, layer, correct: count(0.88 - lost / study.layers) }))).flat(),
    ...study.taskSummaries.filter(({ id }) => id !== task.id).flatMap((other) => kinds.map(({ lost, ...kind }): SuppressionResult => ({ ...place, ...kind, task: other.id, neuronsOf: task.id, correct: count(0.88 - lost * (other.type === task.type ? 0.6 : 0.1)) }))),
  ];
}

export function suppressionContrastsOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): SuppressionContrastResult[] {
  const random = study.random.fork(`suppression contrasts/${model.id}/${task.id}/${seed}`);
  const largest = Math.max(...study.percents);
  const gap = study.suppression.skill - study.suppression.random;
  return analysed(task).flatMap(({ split, adversarial, n }) => study.percents.filter((percent) => percent > 0).flatMap((percent) => (['random', 'matched', 'least'] as const).map((control) => {
    const difference = Math.max(-1, Math.min(1, gap * (percent / largest) + 0.02 * random.normal()));
    const half = 1 / Math.sqrt(n);
    return {
      model: model.id, task: task.id, seed, split, adversarial, ranking: 'clean' as const, control, percent, n, difference,
      draws: control === 'least' ? 1 : study.randomDraws, low: Math.max(-1, difference - half), high: Math.min(1, difference + half), p: difference > half ? 0.01 : 0.4, test: 'sign-flip' as const,
    };
  })));
}

export function overlapOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): OverlapResult[] {
  return task.splits.filter(({ adversarial }: Split) => adversarial).flatMap(({ split }) => [1, 3, 5, 10, 15, 20].map((percent) => ({
    model: model.id,
    task: task.id,
    split,
    seed,
    percent,
    layers: model.stacks.flatMap(({ stack, layers, width }) => Array.from({ length: layers }, (_, layer) => {
      const size = Math.floor((width * percent) / 100);
      const share = study.overlapShare(model.id, task.id, seed) + 0.3 * (percent / 100) + 0.02 * layer;
      return { stack, layer, shared: Math.min(size, Math.round(size * share)), size, width };
    })),
  })));
}
