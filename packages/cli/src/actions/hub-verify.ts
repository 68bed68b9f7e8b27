import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { demoModels } from '@skill-neurons/demo-models';
import { removeDamaged, verifyAgainst, verifyCached, verifyListed, type HubRepoType, type VerifiedFile } from '@skill-neurons/hub';
import type { CommandEnvironment } from '../command.ts';
import type { VerifyDataOptions } from '../commands/data.ts';
import type { VerifyModelOptions } from '../commands/models.ts';
import { exitCodes } from '../exit-codes.ts';
import { textTable } from '../text-table.ts';
import { hubIdOf } from './hub-download.ts';

export async function verifyModel({ model, ...options }: VerifyModelOptions, environment: CommandEnvironment): Promise<number> {
  const folder = existsSync(model) ? resolve(model) : demoModels.find(({ name }) => name === model)?.folder;
  return verify({ target: model, folder, type: 'model', ...options }, environment);
}

export async function verifyData({ dataset, ...options }: VerifyDataOptions, environment: CommandEnvironment): Promise<number> {
  return verify({ target: dataset, folder: existsSync(dataset) ? resolve(dataset) : undefined, type: 'dataset', ...options }, environment);
}

interface Verification {
  target: string;
  /** The folder that the target names, if it names one. */
  folder: string | undefined;
  type: HubRepoType;
  revision: string | undefined;
  against: string | undefined;
  remove: boolean;
}

async function verify({ target, folder, type, revision, against, remove }: Verification, { terminal, signal }: CommandEnvironment): Promise<number> {
  const watch = { signal, onProgress: terminal.progress, onNote: (note: string) => terminal.note(note) };
  let result: { folder: string; commit?: string; files: VerifiedFile[] };
  if (folder === undefined) result = await verifyCached({ ...hubIdOf(target, revision), type, ...watch });
  else if (against !== undefined) result = await verifyAgainst(folder, { ...hubIdOf(against, revision), type, ...watch });
  else result = await verifyListed(folder, watch);

  const count = (state: VerifiedFile['state']) => result.files.filter((file) => file.state === state).length;
  const bad = count('damaged') + count('missing');
  const verdict = bad > 0 ? `${bad} of ${result.files.length} files are damaged or missing` : `${count('good')} of ${result.files.length} files have their checksum`;
  const table = textTable(['file', 'state'], result.files.map(({ path, state }) => [path, state]));
  terminal.result({ target, ...result, good: bad === 0 }, `${result.folder}\n${table}\n${verdict}`);
  if (count('unknown') > 0) terminal.alert(`${count('unknown')} files are copies of which no checksum is kept; --against compares a folder with the hub`);
  if (bad > 0 && folder === undefined && remove) await removeDamaged(result.folder, result.files);
  if (bad > 0) terminal.alert(folder !== undefined ? 'copy the damaged files again' : remove ? 'the damaged files are removed: download them again' : '--remove takes the damaged files away, so that they can be downloaded again');
  return bad > 0 ? exitCodes.environment : exitCodes.done;
}
