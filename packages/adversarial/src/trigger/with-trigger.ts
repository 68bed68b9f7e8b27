import { SkillNeuronsError } from '@skill-neurons/core';
import type { Example } from '@skill-neurons/data';
import type { Fields } from '../victim/batch-runner.ts';

/** The text with a trigger in front of one of its fields (Wallace et al. 2019). Space that the field begins with stays in front. */
export function withTrigger(fields: Fields, field: string, words: readonly string[]): Record<string, string> {
  const text = fields[field]!;
  const rest = text.trimStart();
  return { ...fields, [field]: `${text.slice(0, text.length - rest.length)}${words.join(' ')} ${rest}` };
}

/** The field that takes the trigger: the one named, else the last one (of a pair the hypothesis). @throws ATTACK_OPTIONS */
export function triggerField(example: Example | undefined, field: string | undefined): string {
  const names = Object.keys(example?.fields ?? {});
  const chosen = field ?? names.at(-1);
  if (chosen !== undefined && names.includes(chosen)) return chosen;
  throw new SkillNeuronsError({
    code: 'ATTACK_OPTIONS', message: names.length === 0 ? 'there is no row to put a trigger before' : `the task has no field "${chosen}"`, hint: names.length === 0 ? 'use another split or class' : `its fields are ${names.join(', ')}`,
  });
}
