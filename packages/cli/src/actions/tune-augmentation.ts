import { findRecipe } from '@skill-neurons/adversarial';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Task } from '@skill-neurons/data';
import type { PreparedSplit } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { Session } from '../session.ts';
import { headerText, readAttackFolder } from './attack-folder.ts';

export interface AugmentationOptions {
  /** Folders of `attack run`. */
  folders: readonly string[];
  session: Session;
  task: Task;
  trainSplit: string;
  virtualTokens: number;
}

/** The texts of attacks on the training split that turned their model, as rows to train on. @throws TUNE_AUGMENTATION */
export async function readAugmentation(
  { folders, session, task, trainSplit, virtualTokens }: AugmentationOptions,
  { terminal }: Pick<CommandEnvironment, 'terminal'>,
): Promise<PreparedSplit | undefined> {
  let all: PreparedSplit | undefined;
  for (const folder of folders) {
    const { header, task: attacked } = await readAttackFolder(folder);
    const [ofTask, split, recipe] = ['task', 'split', 'recipe'].map((key) => headerText(header, key));
    if (ofTask !== task.name || split !== trainSplit)
      throw mistake(
        `this attack is on ${ofTask}/${split}, not on the training rows ${task.name}/${trainSplit}`,
        folder,
        `attack these with --split ${trainSplit}`,
      );
    if (!('succeeded' in attacked.splits)) throw mistake('none of its attacks succeeded', folder, 'leave it out, or attack more rows');
    if (recipe !== undefined && !findRecipe(recipe).preservesLabel)
      terminal.note(`${folder}: ${recipe} may change the true label, and the prompt learns the old one`);
    const rows = await session.split(attacked, 'succeeded', { virtualTokens });
    all = all === undefined ? rows : { ...all, examples: [...all.examples, ...rows.examples], maxLength: Math.max(all.maxLength, rows.maxLength) };
  }
  return all;
}

const mistake = (message: string, where: string, hint: string) => new SkillNeuronsError({ code: 'TUNE_AUGMENTATION', message, where, hint });
