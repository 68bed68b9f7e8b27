import { createPromptVictim, replayAttack, summariseAttack } from '@skill-neurons/adversarial';
import { accuracyText } from '../accuracy-text.ts';
import { openPrompt, openSession } from '../session.ts';
import { textTable } from '../text-table.ts';
import type { CommandEnvironment } from '../command.ts';
import type { ReplayAttackOptions } from '../commands/attack.ts';
import { readAttackFolder } from './attack-folder.ts';
import { changedTexts, coloursWanted, summaryText } from './attack-text.ts';

export async function replay(options: ReplayAttackOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { name, header, records, task } = await readAttackFolder(options.folder);
  const summary = summariseAttack(records);
  const shown = changedTexts(records, task.labels, options.show, coloursWanted());
  const texts = [...(shown === '' ? [] : [shown, '']), summaryText(name, summary)];
  if (options.model === undefined) {
    terminal.result({ ...header, summary }, texts.join('\n'));
    return;
  }
  const prompt = await openPrompt(options.prompt);
  const { backbone, tokenizer } = await openSession({ ...options, model: options.model }, environment);
  const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal });
  try {
    const found = await replayAttack({ records, victim, onProgress: terminal.progress });
    const table = textTable([`replayed on ${options.model}, ${options.prompt}`, ''], [
      ['accuracy on the originals', accuracyText(found.originalAccuracy)],
      ['accuracy on the changed texts', accuracyText(found.perturbedAccuracy)],
      ['transfer rate', found.transferRate === null ? '-' : accuracyText(found.transferRate)],
    ]);
    terminal.result({ ...header, summary, replay: { model: backbone.fingerprint, prompt: options.prompt, ...found } }, [...texts, '', table].join('\n'));
  } finally {
    victim.dispose();
  }
}
