import { SkillNeuronsError } from '@skill-neurons/core';
import { hubSettings, modelFiles, parseHubId, planDownload, resolveHubFolder, type FileChoice, type HubId, type HubRepoType } from '@skill-neurons/hub';
import type { CommandEnvironment } from '../command.ts';
import type { DownloadDataOptions } from '../commands/data.ts';
import type { DownloadModelOptions } from '../commands/models.ts';
import { describeBytes } from '../terminal.ts';
import { textTable } from '../text-table.ts';

export async function downloadModel({ model, revision, files, dryRun }: DownloadModelOptions, environment: CommandEnvironment): Promise<undefined> {
  const id = hubIdOf(model, revision);
  return download({ id, type: 'model', files: files ?? modelFiles(id.repo), dryRun }, environment);
}

export async function downloadData({ dataset, revision, files, dryRun }: DownloadDataOptions, environment: CommandEnvironment): Promise<undefined> {
  return download({ id: hubIdOf(dataset, revision), type: 'dataset', files, dryRun }, environment);
}

/** The repository and revision of `owner/name@revision` and `--revision`. */
export function hubIdOf(text: string, revision: string | undefined): HubId {
  const id = parseHubId(text);
  if (id.revision !== undefined && revision !== undefined && id.revision !== revision) {
    throw new SkillNeuronsError({ code: 'HUB_REVISION_INVALID', message: `two revisions are given, ${id.revision} and ${revision}`, where: text, hint: 'give one' });
  }
  return { repo: id.repo, revision: id.revision ?? revision };
}

interface Download {
  id: HubId;
  type: HubRepoType;
  files: FileChoice | undefined;
  dryRun: boolean;
}

async function download({ id, type, files, dryRun }: Download, { terminal, signal, keepsWork }: CommandEnvironment): Promise<undefined> {
  const options = { ...id, type, files, signal, onProgress: terminal.progress, onNote: (note: string) => terminal.note(note) };
  if (dryRun) {
    const { commit, folder, files: planned } = await planDownload(options);
    const missing = planned.filter(({ cached }) => !cached).reduce((total, { size }) => total + size, 0);
    const table = textTable(['file', 'size', 'cached'], planned.map(({ path, size, cached }) => [path, describeBytes(size), cached ? 'yes' : 'no']));
    const facts = { repo: id.repo, type, commit, folder, files: planned.map(({ path, size, cached }) => ({ path, size, cached })), bytesToDownload: missing };
    terminal.result(facts, `${id.repo} at commit ${commit}\n${table}\n${describeBytes(missing)} to download`);
    return undefined;
  }
  keepsWork(hubSettings().cacheFolder);
  const result = await resolveHubFolder(options);
  const amount = `${result.files.length} files, ${describeBytes(result.bytes)}, of which ${describeBytes(result.downloadedBytes)} downloaded now`;
  terminal.result({ repo: id.repo, type, ...result }, `${result.folder}\n${id.repo} at commit ${result.commit}: ${amount}`);
  return undefined;
}
