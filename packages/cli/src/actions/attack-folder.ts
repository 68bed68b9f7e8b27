import { join } from 'node:path';
import { readAttackLog, type AttackHeader, type AttackRecord } from '@skill-neurons/adversarial';
import { SkillNeuronsError } from '@skill-neurons/core';
import { loadTask, type Task } from '@skill-neurons/data';

/** Name of the records in an attack's folder. */
export const attackLogName = 'attack.jsonl';

/** What `attack run` wrote. */
export interface AttackFolder {
  /** Of the attack, and of the task of its texts. */
  name: string;
  header: AttackHeader;
  records: AttackRecord[];
  task: Task;
}

/** @throws FILE_READ, ATTACK_LOG, TASK_NOT_FOUND */
export async function readAttackFolder(folder: string): Promise<AttackFolder> {
  const file = join(folder, attackLogName);
  const { header, records } = await readAttackLog(file);
  if (records.length === 0)
    throw new SkillNeuronsError({ code: 'ATTACK_LOG', message: 'no example was attacked yet', where: file, hint: 'run the attack to its end first' });
  const name = header['name'];
  if (typeof name !== 'string' || !/^[A-Za-z0-9][\w.-]*$/.test(name))
    throw new SkillNeuronsError({ code: 'ATTACK_LOG', message: 'the attack has no name', where: file, hint: 'run the attack again' });
  return { name, header, records, task: await loadTask(join(folder, `${name}.yaml`)) };
}

/** The rows that were attacked, as a table of results names them. */
export function attackedRowsOf({ header, name }: Pick<AttackFolder, 'header' | 'name'>): { task: string; split: string } {
  return { task: headerText(header, 'task') ?? name, split: headerText(header, 'split') ?? 'test' };
}

/** A header's entry if it is a text. */
export function headerText(header: AttackHeader, key: string): string | undefined {
  const value = header[key];
  return typeof value === 'string' ? value : undefined;
}
