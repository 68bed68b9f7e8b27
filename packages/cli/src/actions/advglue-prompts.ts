import { advGlueKeys, isAdvGlueKey, type AdvGlueKey } from '@skill-neurons/adversarial';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { SoftPrompt } from '@skill-neurons/prompt-tuning';
import { openPrompt } from '../session.ts';

export interface AssignedPrompt {
  key: AdvGlueKey;
  path: string;
  prompt: SoftPrompt | null;
}

/** Which prompt answers which part: as told by PART=FOLDER, else by the task that the prompt was tuned on. @throws ADVGLUE_PROMPT */
export async function assignPrompts(words: readonly string[]): Promise<AssignedPrompt[]> {
  const assigned = new Map<AdvGlueKey, AssignedPrompt>();
  for (const word of words) {
    const [, name, path] = /^([\w-]+)=(.+)$/s.exec(word) ?? [undefined, undefined, word];
    if (name !== undefined && !isAdvGlueKey(name)) throw mistake(`AdvGLUE has no part "${name}"`, word);
    const prompt = await openPrompt(path!);
    for (const key of name === undefined ? partsOf(prompt, word) : [name]) {
      if (assigned.has(key)) throw mistake(`two prompts for the part ${key}`, word);
      assigned.set(key, { key, path: path!, prompt });
    }
  }
  return advGlueKeys.flatMap((key) => assigned.get(key) ?? []);
}

function partsOf(prompt: SoftPrompt | null, word: string): readonly AdvGlueKey[] {
  if (prompt === null) return advGlueKeys;
  const task = prompt.origin.task?.replace(/-hub$/, '').toLowerCase();
  if (task === 'mnli') return ['mnli', 'mnli-mm'];
  if (task !== undefined && isAdvGlueKey(task)) return [task];
  throw mistake(`this prompt is ${prompt.origin.task === undefined ? 'of no known task' : `of the task ${prompt.origin.task}, which AdvGLUE does not have`}`, word);
}

const mistake = (message: string, where: string) =>
  new SkillNeuronsError({ code: 'ADVGLUE_PROMPT', message, where, hint: `say PART=FOLDER with a part of ${advGlueKeys.join(', ')}` });
