import { SkillNeuronsError } from '@skill-neurons/core';

export function initialisationError(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'PROMPT_INITIALISATION', message, where: 'initial prompt', hint });
}
