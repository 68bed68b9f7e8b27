import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isSkillNeuronsError, readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { locateModel } from '@skill-neurons/experiments/names';
import { assertMayPush, looksLikeHubId, originOf, parseHubId, pushFiles, resolveHubFolder, type HubId, type PushedFile } from '@skill-neurons/hub';
import { exportPrompt, importPrompt, loadPrompt, promptCard, promptFileName, readTuningRecord, savePrompt, type SoftPrompt } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { PushPromptOptions } from '../commands/prompts-push.ts';
import { describeBytes } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { hubIdOf } from './hub-download.ts';

const cardName = 'README.md';

export async function pushPrompt(options: PushPromptOptions, environment: CommandEnvironment): Promise<undefined> {
  const { terminal, signal } = environment;
  const { format, dryRun, license } = options;
  const id = hubIdOf(options.repo, options.revision);
  const prompt = existsSync(join(options.prompt, promptFileName)) ? await loadPrompt(options.prompt) : await importPrompt(options.prompt);
  const record = await readRecord(options.prompt);
  const baseModel = options.baseModel ?? hubNameOf(options.model) ?? prompt.origin.source?.model ?? hubNameOf(record.model);
  const files = await filesOf(prompt, { ...options, baseModel }, environment);
  const tuning = record.tuning?.bestStep === prompt.origin.step ? record.tuning : undefined;
  const card = promptCard(prompt, { repo: id.repo, format, baseModel, license, tuning });
  if (options.card) files.push({ path: cardName, content: card });

  const listed = files.map(({ path, content }) => ({ path, bytes: Buffer.byteLength(content) }));
  const table = textTable(['file', 'size'], listed.map(({ path, bytes }) => [path, describeBytes(bytes)]));
  const target = `${id.repo}@${id.revision ?? 'main'}`;
  if (dryRun) {
    terminal.result({ repo: id.repo, revision: id.revision ?? 'main', private: options.private, files: listed, ...(options.card && { card }) }, `${options.card ? `${card}\n` : ''}${table}\nnothing was pushed to ${target}`);
    return undefined;
  }
  assertMayPush(id.repo);
  if (options.card) await assertNoForeignCard(id, environment);
  const title = options.message ?? `Prompt ${prompt.origin.task === undefined ? '' : `for ${prompt.origin.task} `}with skill-neurons`;
  const result = await pushFiles({ repo: id.repo, type: 'model', revision: id.revision, private: options.private, files, title, signal, onProgress: terminal.progress });
  if (options.private && !result.created) terminal.note(`${id.repo} was there already: --private changes nothing about who sees it`);
  terminal.result({ ...result, files: listed }, `${table}\n${result.url} at commit ${result.commit}${result.created ? ', a new repository' : ''}`);
  return undefined;
}

/** What to push but for the card. They go through a folder, in which the formats are written as for any other use. */
async function filesOf(prompt: SoftPrompt, { format, model, baseModel }: PushPromptOptions, { terminal, signal }: CommandEnvironment): Promise<PushedFile[]> {
  const folder = await mkdtemp(join(tmpdir(), 'push-'));
  try {
    const modelFolder = format === 'native' || model === undefined ? undefined : await locateModel(model, { onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal });
    const paths = format === 'native' ? [await savePrompt(folder, prompt)] : await exportPrompt(folder, prompt, 'peft', { baseModel, modelFolder });
    return await Promise.all(paths.map(async (path) => ({ path: basename(path), content: Uint8Array.from(await readFile(path)) })));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What `tune` wrote beside a prompt. */
async function readRecord(prompt: string): Promise<{ tuning?: ReturnType<typeof readTuningRecord>; model?: string | undefined }> {
  const path = join(prompt, 'tuning.json');
  if (!existsSync(path)) return {};
  const json = await readJsonFile(path, 'record of the tuning');
  const { model } = json as { model?: unknown };
  return { tuning: readTuningRecord(json), model: typeof model === 'string' ? model : undefined };
}

/** Name of a model on the hub, given as that or as its folder in the cache; undefined for any other, which is not there. */
function hubNameOf(model: string | undefined): string | undefined {
  if (model === undefined) return undefined;
  return originOf(model)?.repo ?? (looksLikeHubId(model) && !existsSync(model) ? parseHubId(model).repo : undefined);
}

/** Whoever names a repository with another purpose should not lose its card. @throws PROMPT_CARD_FOREIGN */
async function assertNoForeignCard({ repo, revision }: HubId, { signal }: CommandEnvironment): Promise<void> {
  let card;
  try {
    const { folder } = await resolveHubFolder({ repo, revision, type: 'model', files: [cardName], signal });
    card = await readFile(join(folder, cardName), 'utf8');
  } catch (error) {
    if (isSkillNeuronsError(error) && ['HUB_REPO_NOT_FOUND', 'HUB_REVISION_NOT_FOUND', 'HUB_FILE_NOT_FOUND'].includes(error.code)) return;
    throw error;
  }
  if (card.includes('skill-neurons')) return;
  throw new SkillNeuronsError({ code: 'PROMPT_CARD_FOREIGN', message: `the repository has a ${cardName} that this tool did not write`, where: repo, hint: 'push to a repository of its own, or leave the card as it is with --no-card' });
}
