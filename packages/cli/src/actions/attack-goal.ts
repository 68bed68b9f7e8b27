import type { Goal } from '@skill-neurons/adversarial';
import { SkillNeuronsError } from '@skill-neurons/core';
import type { Task } from '@skill-neurons/data';

/** The goal that `--target` names. @throws ATTACK_TARGET */
export function goalOf(target: string | undefined, task: Task): Goal {
  if (target === undefined) return { kind: 'untargeted' };
  const index = task.labels.indexOf(target);
  if (index >= 0) return { kind: 'targeted', target: index };
  throw new SkillNeuronsError({ code: 'ATTACK_TARGET', message: `${task.name} has no class "${target}"`, hint: `its classes are ${task.labels.join(', ')}` });
}
