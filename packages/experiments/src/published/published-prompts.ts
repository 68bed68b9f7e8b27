import { resolve } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';

const names = z.record(z.string(), z.string());

/** Prompts that others tuned, in place of tuning. */
export const publishedPromptsSchema = z.strictObject({
  /** Path with `{model}`, `{task}` and `{seed}`, relative to where the command runs. */
  path: z.string().min(1),
  /** What stands for a model, task or seed in the path, where that is not its own name. */
  models: names.default({}),
  tasks: names.default({}),
  seeds: names.default({}),
});
export type PublishedPrompts = z.infer<typeof publishedPromptsSchema>;

/** File or folder of the published prompt of a model, task and seed. */
export function publishedPath({ path, ...known }: PublishedPrompts, chosen: { model: string; task: string; seed: number }): string {
  const filled = path.replace(/\{(model|task|seed)\}/g, (_, what: 'model' | 'task' | 'seed') => {
    const name = String(chosen[what]);
    const table = known[`${what}s`];
    return Object.hasOwn(table, name) ? table[name]! : name;
  });
  const unknown = /\{[^}]*\}/.exec(filled);
  if (unknown) throw new SkillNeuronsError({ code: 'STUDY_INVALID', message: `${unknown[0]} stands for nothing`, where: 'prompts.path', hint: 'use {model}, {task} and {seed}' });
  return resolve(filled);
}
