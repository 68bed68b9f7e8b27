import { basename, join } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { loadProjector, projectPrompt, savePrompt, saveProjector, trainProjector, type ProjectorTask } from '@skill-neurons/prompt-tuning';
import { percent } from '../accuracy-text.ts';
import { readPrompt } from '../prompt-source.ts';
import { openSession, type Session } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { ProjectOptions } from '../commands/transfer-project.ts';

/** Trains or loads a projector and brings prompts over; each goes to a folder of its own name. */
export async function projectPrompts(options: ProjectOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal } = environment;
  const { prompts: trained = [], apply, out } = options;
  const sources = [...trained, ...apply];
  const names = sources.map((path) => basename(path));
  if (sources.length === 0) throw mistake('no prompts to project', 'name some with --apply');
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw mistake(`two prompts are called ${twice}`, 'project them to different --out folders');
  const session = await openSession(options, environment);
  const { projector, training } = await openProjector(options, session, environment);
  const written = [];
  for (const [i, path] of sources.entries()) {
    const prompt = projectPrompt(projector, await readPrompt(path), session.backbone);
    written.push({ source: path, task: prompt.origin.task ?? null, trained: i < trained.length, prompt: await savePrompt(join(out, names[i]!), prompt) });
  }
  const lines = training === null ? [] : [`mean validation accuracy ${percent(training.accuracy)} % at step ${training.bestStep} of ${options.steps}`, `projector ${training.projector}`];
  terminal.result({ training, prompts: written }, [...lines, ...written.map(({ prompt }) => `prompt ${prompt}`)].join('\n'));
}

async function openProjector(options: ProjectOptions, session: Session, { terminal, signal }: CommandEnvironment) {
  const { prompts = [], tasks: names = [], projector: stored, out, virtualTokens, bottleneck, steps, batchSize, learningRate, evaluateEvery, limit, seed } = options;
  if (stored !== undefined) {
    if (prompts.length > 0 || names.length > 0) throw mistake('--projector is given along with --prompts or --tasks', 'name prompts to bring over with --apply');
    return { projector: await loadProjector(stored), training: null };
  }
  if (prompts.length === 0 || prompts.length !== names.length) throw mistake(`${prompts.length} prompts and ${names.length} tasks to train on`, 'give --prompts and as many --tasks, or --projector');
  const tasks: ProjectorTask[] = [];
  for (const [i, path] of prompts.entries()) {
    const task = await session.task(names[i]!);
    const split = (name: string) => session.split(task, name, { virtualTokens, limit });
    tasks.push({ source: await readPrompt(path), train: await split(options.trainSplit), validation: await split(options.validationSplit) });
  }
  const settings = { virtualTokens, bottleneck, steps, batchSize, learningRate, evaluateEvery };
  const { projector, bestStep, curve } = await trainProjector({ backbone: session.backbone, tasks, seed, settings, onProgress: terminal.progress, signal });
  const path = join(out, 'projector.safetensors');
  await saveProjector(path, projector);
  return { projector, training: { projector: path, bestStep, accuracy: curve.find(({ step }) => step === bestStep)!.accuracy, curve, settings } };
}

function mistake(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROJECT_PROMPTS', message, hint });
}
