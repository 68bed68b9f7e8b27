import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isSkillNeuronsError, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { demoModels } from '@skill-neurons/demo-models';
import { looksLikeHubId, modelFiles, parseHubId, resolveHubFolder } from '@skill-neurons/hub';

export interface LocateModelOptions {
  onProgress?: OnProgress | undefined;
  /** Gets a line about which model was taken, where the name leaves room for doubt. */
  onNote?: ((note: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Folder of a checkpoint given as a path, a bundled name or a hub id, `owner/name[@revision]`; the first that fits is
 * taken. What a model at the hub needs is downloaded into the cache unless it is there.
 *
 * @throws MODEL_NOT_FOUND, and HUB_* for a hub id
 */
export async function locateModel(name: string, options: LocateModelOptions = {}): Promise<string> {
  const path = resolve(name);
  if (existsSync(join(path, 'config.json'))) {
    if (looksLikeHubId(name)) options.onNote?.(`model ${name}: the folder ${path}, not the hub's repository`);
    return path;
  }
  const bundled = demoModels.find((model) => model.name === name);
  if (bundled) return bundled.folder;
  if (!existsSync(path) && looksLikeHubId(name)) return modelFromHub(name, options);
  throw new SkillNeuronsError({
    code: 'MODEL_NOT_FOUND',
    message: existsSync(path) ? 'this folder holds no config.json' : `neither a folder, a bundled model (${demoModels.map((model) => model.name).join(', ')}) nor a hub id`,
    where: name,
    hint: 'give a Hugging Face checkpoint folder (config.json, model.safetensors, tokenizer.json) or owner/name of a model on the hub',
  });
}

/** What a mistyped path of a folder, which may look like a hub id, leads to. */
const mistypedPath = new Set(['HUB_REPO_NOT_FOUND', 'HUB_OFFLINE', 'HUB_UNREACHABLE', 'HUB_TIMEOUT']);

async function modelFromHub(id: string, { onProgress, onNote, signal }: LocateModelOptions): Promise<string> {
  const { repo, revision } = parseHubId(id);
  try {
    const { folder, commit, downloadedBytes } = await resolveHubFolder({ repo, revision, type: 'model', files: modelFiles(repo), onProgress, onNote, signal });
    onNote?.(`model ${repo}: commit ${commit.slice(0, 12)} ${downloadedBytes > 0 ? 'downloaded from the hub' : 'from the cache'}`);
    return folder;
  } catch (error) {
    if (!isSkillNeuronsError(error) || !mistypedPath.has(error.code)) throw error;
    const { code, message, where, kind, hint, cause } = error;
    throw new SkillNeuronsError({ code, message: `no such folder here, and as a hub id: ${message}`, where: where ?? id, kind, cause, ...(hint === undefined ? {} : { hint }) });
  }
}

/** A name for a model among others: the last part of its path or hub id, with the revision. */
export function modelIdOf(name: string): string {
  return looksLikeHubId(name) ? name.slice(name.indexOf('/') + 1).replaceAll('/', '-') : basename(name);
}
