import { createPromptVictim, replayAttack, summariseAttack } from '@skill-neurons/adversarial';
import { resultsTable } from '../results-table.ts';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { ReplayAttackOptions } from '../commands/attack.ts';
import { attackedRowsOf, readAttackFolder } from './attack-folder.ts';
import { attackRows, changedTexts, summaryText } from './attack-text.ts';

export async function replay(options: ReplayAttackOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { name, header, records, task } = await readAttackFolder(options.folder);
  const summary = summariseAttack(records);
  const attacked = attackedRowsOf({ header, name });
  const shown = changedTexts(records, task.labels, options.show, terminal.colours);
  const texts = [...(shown === '' ? [] : [shown, '']), summaryText(name, attacked, summary)];
  if (options.model === undefined) {
    terminal.result({ ...header, summary }, texts.join('\n'));
    return;
  }
  const prompt = await openPrompt(options.prompt);
  const { backbone, tokenizer } = await openSession({ ...options, model: options.model }, environment);
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal });
  try {
    const found = await replayAttack({ records, victim, onProgress: terminal.progress });
    const rows = attackRows({ ...attacked, model: options.model, prompt: options.prompt }, { original: found.originalAccuracy, changed: found.perturbedAccuracy, success: found.transferRate, kind: 'transfer rate' });
    const table = `replayed\n${resultsTable(rows)}`;
    terminal.result({ ...header, summary, replay: { model: backbone.fingerprint, prompt: options.prompt, ...found } }, [...texts, '', table].join('\n'));
  } finally {
    victim.dispose();
  }
}
