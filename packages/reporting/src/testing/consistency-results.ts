import type { ModelSummary, NullResult, RankCorrelationResult, RetainedResult, TaskSummary } from '../study-results.ts';
import type { MadeUpStudy } from './study-options.ts';

const analysed = (task: TaskSummary) => task.splits.filter(({ split }) => split !== 'validation');

export function nullsOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): NullResult[] {
  const noise = study.random.fork(`null/${model.id}/${task.id}/${seed}`);
  return analysed(task).map(({ split, adversarial, n }) => ({
    model: model.id, task: task.id, split, adversarial, seed, n,
    permutations: 100,
    rate: 0.05,
    expected: 0.5 + 1 / Math.sqrt(n),
    layers: model.stacks.filter(({ stack }) => stack === 'encoder').flatMap(({ stack, layers, width }) => Array.from({ length: layers }, (_, layer) => {
      const skilled = Math.round(width * study.skilled);
      return {
        stack, layer, neurons: width,
        discoveries: skilled,
        familyWise: Math.floor(skilled / 2),
        best: study.skilled > 0 ? 0.85 + 0.1 * noise.uniform() : 0.6,
        bestOfShuffles: 0.6, mean: 0.56, meanOfShuffles: 0.55,
      };
    })),
    stability: { top: 5, rho: 0.6, corrected: 0.75, whereChosen: 0.8, elsewhere: 0.74, othersElsewhere: 0.52 },
  }));
}

export function rankCorrelationsOf(study: MadeUpStudy, model: ModelSummary): RankCorrelationResult[] {
  const noise = study.random.fork(`rank-correlation/${model.id}`);
  const tasks = study.taskSummaries;
  const one = (fields: Pick<RankCorrelationResult, 'between' | 'task' | 'otherTask' | 'seed' | 'otherSeed'>, centre: number, variant: Partial<RankCorrelationResult> = {}): RankCorrelationResult => {
    const rho = Math.max(-0.9, Math.min(0.9, centre + 0.05 * noise.normal()));
    return { model: model.id, stack: 'encoder', scope: 'layer', neurons: 'all', percent: null, rho, low: rho - 0.08, high: rho + 0.08, count: study.layers * study.width, ...fields, ...variant };
  };
  const variants: Partial<RankCorrelationResult>[] = [{}, { scope: 'model' }, { neurons: 'union', percent: 5 }, { neurons: 'intersection', percent: 5 }];
  const pairs = tasks.flatMap((a, i) => tasks.slice(i + 1).flatMap((b) => variants.map((variant) => one({ between: 'tasks', task: a.id, otherTask: b.id, seed: null, otherSeed: null }, a.type === b.type ? 0.55 : 0.15, variant))));
  const seeds = tasks.flatMap(({ id }) => study.seedList.flatMap((seed, i) => study.seedList.slice(i + 1).map((otherSeed) => one({ between: 'seeds', task: id, otherTask: id, seed, otherSeed }, 0.6))));
  const data = tasks.filter(({ id }) => study.adversarialTasks.includes(id)).flatMap(({ id }) => study.seedList.map((seed) => one({ between: 'clean-adversarial', task: id, otherTask: id, seed, otherSeed: seed }, study.overlapShare(model.id, id, seed))));
  return [...pairs, ...seeds, ...data];
}

export function retainedOf(study: MadeUpStudy, model: ModelSummary, task: TaskSummary, seed: number): RetainedResult[] {
  return task.splits.filter(({ adversarial }) => adversarial).flatMap(({ split }) => [1, 5, 10].flatMap((percent) => (['own', 'clean'] as const).map((positions): RetainedResult => {
    const separation = Math.min(1, Math.max(0, 0.5 + 0.5 * study.overlapShare(model.id, task.id, seed)));
    const size = Math.floor((study.width * percent) / 100) * study.layers;
    const histogram = new Array<number>(20).fill(0);
    histogram[Math.floor(20 * (0.5 + 0.4 * (separation - 0.5)))] = size;
    return {
      model: model.id, task: task.id, split, seed, percent, positions, separation, histogram,
      stack: 'encoder', clean: 0.8, adversarial: 0.5 + 0.4 * (separation - 0.5), others: 0.5,
      layers: Array.from({ length: study.layers }, (_, layer) => ({ layer, separation })),
    };
  })));
}
