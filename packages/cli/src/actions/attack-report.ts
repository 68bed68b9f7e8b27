import { join } from 'node:path';
import { diffPage, summariseAttack } from '@skill-neurons/adversarial';
import { writeFileAtomic } from '@skill-neurons/core';
import type { CommandEnvironment } from '../command.ts';
import type { ReportAttackOptions } from '../commands/attack-report.ts';
import { attackedRowsOf, readAttackFolder } from './attack-folder.ts';
import { summaryText } from './attack-text.ts';

export async function reportAttack({ folder, out }: ReportAttackOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const { name, header, records, task } = await readAttackFolder(folder);
  const summary = summariseAttack(records);
  // The log has them as they were finished, several side by side.
  const ordered = records.toSorted((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
  const facts = ['recipe', 'task', 'split', 'seed', 'model', 'prompt'].flatMap((key): [string, string][] => {
    const value = header[key];
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : [];
  });
  const file = out ?? join(folder, 'attack.html');
  await writeFileAtomic(file, diffPage({ title: name, facts, labels: task.labels, summary, records: ordered }));
  terminal.result({ file, summary }, `${summaryText(name, attackedRowsOf({ header, name }), summary)}\n${file}`);
}
