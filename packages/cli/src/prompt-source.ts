import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isSkillNeuronsError, SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { looksLikeHubId, parseHubId, resolveHubFolder, type HubId } from '@skill-neurons/hub';
import { importPrompt, loadPrompt, promptFileName, promptFilesOf, type SoftPrompt } from '@skill-neurons/prompt-tuning';

export interface FetchedPrompt {
  prompt: SoftPrompt;
  commit: string;
  /** This tool's own file, where the repository has it and not PEFT's. */
  file: string | undefined;
}

interface FetchOptions {
  onProgress?: OnProgress;
  onNote?: (note: string) => void;
  signal?: AbortSignal;
}

/** The prompt of a repository on the hub, this tool's or PEFT's. */
export async function fetchPrompt({ repo, revision }: HubId, options: FetchOptions = {}): Promise<FetchedPrompt> {
  const { folder, commit, files } = await resolveHubFolder({ ...options, repo, revision, type: 'model', files: (paths) => promptFilesOf(repo, paths) });
  const file = files.includes(promptFileName) ? join(folder, promptFileName) : undefined;
  return { prompt: file === undefined ? await importPrompt(folder) : await loadPrompt(file), commit, file };
}

/** What a mistyped path, which may look like a hub id, leads to. */
const mistypedPath = new Set(['HUB_REPO_NOT_FOUND', 'HUB_OFFLINE', 'HUB_UNREACHABLE', 'HUB_TIMEOUT']);

/** A prompt by its folder or file, of any format that can be imported, or by its hub id, `owner/name[@revision]`. */
export async function readPrompt(name: string): Promise<SoftPrompt> {
  if (existsSync(name) || !looksLikeHubId(name)) return importPrompt(name);
  try {
    return (await fetchPrompt(parseHubId(name))).prompt;
  } catch (error) {
    if (!isSkillNeuronsError(error) || !mistypedPath.has(error.code)) throw error;
    const { code, message, where, kind, hint, cause } = error;
    throw new SkillNeuronsError({ code, message: `no such prompt here, and as a hub id: ${message}`, where: where ?? name, kind, cause, ...(hint === undefined ? {} : { hint }) });
  }
}
