import { createRandom, mcNemar, mean, pairedPermutationTest, quantile, type Interval, type Random } from '@skill-neurons/core';
import type { Evaluation } from '@skill-neurons/prompt-tuning';

/** Answers on the same examples with skill neurons and with controls suppressed, prompt by prompt. */
export interface PairedAnswers {
  skill: Pick<Evaluation, 'predictions' | 'labels'>;
  /** One per random draw. */
  controls: readonly Pick<Evaluation, 'predictions' | 'labels'>[];
}

/** How much worse suppressing skill neurons is than suppressing the control, paired by example. */
export interface SuppressionContrast {
  /** Examples, prompts and draws per prompt behind it. */
  n: number;
  prompts: number;
  draws: number;
  /** Accuracy with the controls minus accuracy with the skill neurons suppressed: above 0 where skill neurons matter more. */
  difference: number;
  /** 95 % percentile bootstrap: examples drawn anew, and prompts and draws too where there are several. */
  interval: Interval;
  /** The same with prompts and draws as they are: what other examples would change. */
  overExamples: Interval;
  /** Lowest and highest difference of one prompt and draw. */
  overRuns: Interval;
  /** Of one prompt and draw, McNemar's exact test; of several, examples' mean differences with their signs flipped at random. */
  p: number;
  test: 'mcnemar' | 'sign-flip';
}

export interface ContrastOptions {
  seed: number | string;
  resamples?: number;
  permutations?: number;
}

/** @param prompts one entry per prompt, all on the same examples */
export function contrastSuppression(prompts: readonly PairedAnswers[], { seed, resamples = 1000, permutations = 1999 }: ContrastOptions): SuppressionContrast {
  const right = ({ predictions, labels }: PairedAnswers['skill']) => Array.from(predictions, (prediction, i) => prediction === labels[i]);
  const answers = prompts.map(({ skill, controls }) => ({ skill: right(skill), controls: controls.map(right) }));
  const runs = answers.map(({ skill, controls }) => controls.map((control) => Int8Array.from(skill, (correct, i) => Number(control[i]) - Number(correct))));
  const n = answers[0]?.skill.length ?? 0;
  if (runs.length === 0 || runs.some((draws) => draws.length === 0 || draws.some(({ length }) => length !== n))) throw new RangeError('skill and control answers on the same examples are needed');
  const perExample = Array.from({ length: n }, (_, i) => mean(runs.map((draws) => mean(draws.map((differences) => differences[i]!)))));
  const ofRuns = runs.flatMap((draws) => draws.map((differences) => mean([...differences])));
  const single = ofRuns.length === 1;
  return {
    n,
    prompts: runs.length,
    draws: Math.max(...runs.map(({ length }) => length)),
    difference: mean(perExample),
    interval: bootstrap(runs, createRandom(seed).fork('runs'), resamples),
    overExamples: single ? bootstrap(runs, createRandom(seed).fork('runs'), resamples) : bootstrap([[perExample]], createRandom(seed).fork('examples'), resamples),
    overRuns: { low: Math.min(...ofRuns), high: Math.max(...ofRuns) },
    p: single ? mcNemar(answers[0]!.controls[0]!, answers[0]!.skill).p : pairedPermutationTest(perExample, { seed: `${seed}/signs`, permutations }).p,
    test: single ? 'mcnemar' : 'sign-flip',
  };
}

/** Prompts and examples are crossed, draws are nested in prompts: each is drawn anew with replacement. */
function bootstrap(runs: readonly (readonly ArrayLike<number>[])[], random: Random, resamples: number): Interval {
  const n = runs[0]![0]!.length;
  const pick = <T>(items: readonly T[]): T[] => (items.length === 1 ? [...items] : items.map(() => random.pick(items)));
  const means = Array.from({ length: resamples }, () => {
    const weights = new Int32Array(n);
    for (let i = 0; i < n; i++) weights[random.integer(n)]!++;
    const weighted = (differences: ArrayLike<number>) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += weights[i]! * differences[i]!;
      return sum / n;
    };
    return mean(pick(runs).map((draws) => mean(pick(draws).map(weighted))));
  });
  return { low: quantile(means, 0.025), high: quantile(means, 0.975) };
}
