import { createPromptVictim, replayAttack, type Replay } from '@skill-neurons/adversarial';
import { SkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { resultsTable } from '../results-table.ts';
import { openPrompt, openSession } from '../session.ts';
import type { CommandEnvironment } from '../command.ts';
import type { AttackTransferOptions } from '../commands/attack-transfer.ts';
import { attackedRowsOf, readAttackFolder, type AttackFolder } from './attack-folder.ts';
import { attackRows } from './attack-text.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';

/** How the texts of one attack do against one victim. */
interface Cell extends Omit<Replay, 'answers'> {
  attack: string;
  folder: string;
  model: string;
  prompt: string;
  /** Whether this victim is the one that the attack was made against. */
  own: boolean;
}

/** Replays every attack on every victim, one model in memory at a time. */
export async function transferAttacks(options: AttackTransferOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const victims = pair(options.models, options.prompts);
  const attacks: (AttackFolder & { folder: string })[] = [];
  for (const folder of options.folders) attacks.push({ folder, ...(await readAttackFolder(folder)) });
  const cells: Cell[] = [];
  let session: { model: string; opened: Awaited<ReturnType<typeof openSession>> } | undefined;
  for (const { model, prompt: promptName } of victims) {
    const prompt = await openPrompt(promptName);
    if (session?.model !== model) {
      session?.opened.backbone.dispose();
      session = { model, opened: await openSession({ ...options, model }, environment) };
    }
    const { backbone, tokenizer } = session.opened;
    for (const { folder, name, header, records, task } of attacks) {
      const victim = createPromptVictim({ backbone, tokenizer, task, prompt, batchSize: options.batchSize, signal });
      try {
        const found = await replayAttack({ records, victim, onProgress: terminal.progress });
        const { n, originalAccuracy, perturbedAccuracy, transferRate } = found;
        const own = header['model'] === backbone.fingerprint && header['prompt'] === promptFingerprint(prompt);
        cells.push({ attack: name, folder, model, prompt: promptName, own, n, originalAccuracy, perturbedAccuracy, transferRate });
      } finally {
        victim.dispose();
      }
    }
  }
  session?.opened.backbone.dispose();
  if (options.out !== undefined) await writeFileAtomic(options.out, `${JSON.stringify(cells, null, 2)}\n`);
  const rowsOf = ({ folder, model, prompt, own, originalAccuracy, perturbedAccuracy, transferRate }: Cell) => {
    const { task, split } = attackedRowsOf(attacks.find((attack) => attack.folder === folder)!);
    const victim = { model, task: `${folder} (${task})`, split, prompt: own ? `${prompt} (its own)` : prompt };
    return attackRows(victim, { original: originalAccuracy, changed: perturbedAccuracy, success: transferRate, kind: 'transfer rate' });
  };
  const rows = options.folders.flatMap((folder) => cells.filter((cell) => cell.folder === folder).flatMap(rowsOf));
  terminal.result(cells, `${resultsTable(rows)}\ntransfer rate: of the texts that turned the victim they were made for and whose originals this one gets right, those that turn it too`);
}

/** One model for all prompts, or one each; one prompt for all models. @throws ATTACK_OPTIONS */
function pair(models: readonly string[], prompts: readonly string[]): { model: string; prompt: string }[] {
  if (models.length === 1) return prompts.map((prompt) => ({ model: models[0]!, prompt }));
  if (prompts.length === 1) return models.map((model) => ({ model, prompt: prompts[0]! }));
  if (models.length === prompts.length) return models.map((model, i) => ({ model, prompt: prompts[i]! }));
  throw new SkillNeuronsError({ code: 'ATTACK_OPTIONS', message: `${models.length} models and ${prompts.length} prompts`, hint: 'give one model for all prompts, or as many models as prompts' });
}
