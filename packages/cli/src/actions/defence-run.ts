import { join } from 'node:path';
import { findRecipe, recipeSettings } from '@skill-neurons/adversarial';
import { loadExamples, loadTask, type Task } from '@skill-neurons/data';
import {
  collectBaseline,
  collectFiringCounts,
  heldOutPredictivity,
  mergeFiringCounts,
  predictivity,
  rankPerLayer,
  retainedPredictivity,
  testOverlap,
  topOverlap,
  type CollectOptions,
} from '@skill-neurons/neurons';
import {
  batchesOf,
  defaultFreeLb,
  defaultTuneSettings,
  evaluate,
  savePrompt,
  tunePrompt,
  type PreparedSplit,
  type SoftPrompt,
} from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { CompareDefencesOptions } from '../commands/defence.ts';
import type { Session } from '../session.ts';
import { attackInto, type AttackOutcome } from './attack-into.ts';
import { readAugmentation } from './tune-augmentation.ts';

export type Defence = 'plain' | 'augmented' | 'freelb' | 'both';

/** What was measured of one prompt. Bits are 1 where the answer is right, in the order of the rows. */
export interface DefenceRun {
  defence: Defence;
  seed: number;
  /** Validation accuracy of the kept step, which it was chosen by. */
  validation: { correct: number; n: number };
  seconds: number;
  clean: number[];
  adversarial: number[];
  /** On rows of the clean split, each attacked against this very prompt. */
  underAttack: number[];
  /** Skill neurons of clean and of adversarial rows. */
  neurons: {
    shared: number;
    size: number;
    expected: number;
    p: number;
    predictivityClean: number;
    predictivityAdversarial: number;
    others: number;
    share: number;
    separation: number;
  };
}

export interface DefenceContext {
  options: CompareDefencesOptions;
  environment: CommandEnvironment;
  session: Session;
  task: Task;
  virtualTokens: number;
  /** Adversarial splits of the task; none: the attacked texts stand in for them. */
  adversarial: readonly string[];
}

/** Tunes one prompt and measures it. What is there already from an earlier run is taken over. */
export async function runDefence(defence: Defence, seed: number, context: DefenceContext): Promise<DefenceRun> {
  const {
    options,
    environment: { terminal, signal },
    session,
    task,
  } = context;
  const { prompt, validation, seconds } = await tuneFor(defence, seed, context);
  terminal.note(`${defence}, seed ${seed}: tuned`);
  const attack = await attackRows(prompt, 'test', options.attackLimit, folderOf(context, defence, seed, 'attack'), context);
  const clean = await split(context, task, 'test', options.testLimit);
  const attacked = await loadTask(attack.taskFile);
  const adversarial =
    context.adversarial.length > 0
      ? await Promise.all(context.adversarial.map((name) => split(context, task, name, options.testLimit)))
      : [await split(context, attacked, 'adversarial')];
  const right = async (rows: PreparedSplit) => {
    const { predictions, labels } = await evaluate({
      backbone: session.backbone,
      prompt,
      batches: batchesOf(rows, { batchSize: evaluationBatch }),
      columns: rows.labelWords.ids,
      onProgress: terminal.progress,
      signal,
    });
    return [...predictions].map((prediction, i) => Number(prediction === labels[i]));
  };
  const rightAdversarial: number[] = [];
  for (const rows of adversarial) rightAdversarial.push(...(await right(rows)));
  return {
    defence,
    seed,
    validation,
    seconds,
    clean: await right(clean),
    adversarial: rightAdversarial,
    underAttack: attack.records.map(({ perturbed, label }) => Number(perturbed.prediction === label)),
    neurons: await measureNeurons(prompt, adversarial, context),
  };
}

const evaluationBatch = 64;
const folderOf = ({ options }: DefenceContext, defence: Defence, seed: number, what: string) => join(options.out, defence, `seed-${seed}`, what);

function split({ session, virtualTokens }: DefenceContext, task: Task, name: string, limit?: number): Promise<PreparedSplit> {
  return session.split(task, name, { virtualTokens, limit });
}

async function tuneFor(defence: Defence, seed: number, context: DefenceContext) {
  const { options, environment, session, task, virtualTokens } = context;
  const { terminal, signal } = environment;
  const defaults = defaultTuneSettings(session.backbone.family);
  const augmented = defence === 'augmented' || defence === 'both';
  const freeLb = {
    steps: options.freelbSteps ?? defaultFreeLb.steps,
    radius: options.freelbRadius ?? defaultFreeLb.radius,
    stepSize: options.freelbStepSize ?? defaultFreeLb.stepSize,
  };
  const out = folderOf(context, defence, seed, 'prompt');
  const result = await tunePrompt({
    backbone: session.backbone,
    train: await split(context, task, 'train', options.limit),
    validation: await split(context, task, 'validation', options.testLimit),
    augmentation: augmented
      ? await readAugmentation({ folders: [await attackedTraining(seed, context)], session, task, trainSplit: 'train', virtualTokens }, environment)
      : undefined,
    seed,
    settings: {
      ...defaults,
      virtualTokens,
      steps: options.steps ?? defaults.steps,
      batchSize: options.batchSize ?? defaults.batchSize,
      learningRate: options.learningRate ?? defaults.learningRate,
      evaluateEvery: options.evaluateEvery ?? defaults.evaluateEvery,
      freeLb: defence === 'freelb' || defence === 'both' ? freeLb : undefined,
    },
    // Kept, so that a comparison that goes on finds the tuned prompt there.
    checkpointPath: join(out, 'checkpoint.safetensors'),
    onProgress: terminal.progress,
    signal,
  });
  await savePrompt(out, result.prompt);
  return result;
}

/** Training rows attacked against the plain prompt of the same seed. */
async function attackedTraining(seed: number, context: DefenceContext): Promise<string> {
  const { prompt } = await tuneFor('plain', seed, context);
  const folder = folderOf(context, 'plain', seed, 'attack-train');
  await attackRows(prompt, 'train', context.options.trainAttackLimit, folder, context);
  return folder;
}

async function attackRows(
  prompt: SoftPrompt,
  name: string,
  limit: number,
  out: string,
  { options, environment, session, task }: DefenceContext,
): Promise<AttackOutcome> {
  const recipe = findRecipe(options.recipe);
  const { dataDir } = options;
  const examples = await loadExamples(task, name, {
    limit,
    seed: 0,
    signal: environment.signal,
    onProgress: environment.terminal.progress,
    ...(dataDir === undefined ? {} : { dataFolder: dataDir }),
  });
  return attackInto(
    {
      session,
      task,
      prompt,
      recipe,
      examples,
      out,
      settings: recipeSettings(recipe, {}),
      split: name,
      goal: { kind: 'untargeted' },
      seed: 1,
      budget: { queries: options.queryBudget },
      fields: undefined,
      concurrency: 8,
      batchSize: evaluationBatch,
      splits: {},
    },
    environment,
  );
}

/** Skill neurons on validation rows and on adversarial ones; positions and signs of the retained ones are those of validation. */
async function measureNeurons(prompt: SoftPrompt, adversarial: readonly PreparedSplit[], context: DefenceContext): Promise<DefenceRun['neurons']> {
  const {
    options,
    environment: { terminal, signal },
    session: { backbone },
    task,
  } = context;
  const pass = (rows: PreparedSplit): CollectOptions => ({
    backbone,
    prompt,
    batches: batchesOf(rows, { batchSize: evaluationBatch }),
    columns: rows.labelWords.ids,
    onProgress: terminal.progress,
    signal,
  });
  const baseline = await collectBaseline(pass(await split(context, task, 'train', options.limit)));
  const onClean = await collectFiringCounts({ ...pass(await split(context, task, 'validation', options.testLimit)), baseline });
  let onAdversarial = await collectFiringCounts({ ...pass(adversarial[0]!), baseline });
  for (const rows of adversarial.slice(1)) onAdversarial = mergeFiringCounts(onAdversarial, await collectFiringCounts({ ...pass(rows), baseline }));
  const [cleanOnes, adversarialOnes] = [predictivity(onClean), predictivity(onAdversarial)];
  const ranked = [cleanOnes, adversarialOnes].map(({ values, layers, width }) => rankPerLayer(values, layers, width));
  const { shared, size, expected, p } = testOverlap(topOverlap(ranked[0]!, ranked[1]!, options.top));
  const {
    clean,
    adversarial: kept,
    others,
    share,
    separation,
  } = retainedPredictivity(cleanOnes, heldOutPredictivity(onClean, onAdversarial), { percent: options.top });
  return { shared, size, expected, p, predictivityClean: clean, predictivityAdversarial: kept, others, share, separation };
}
