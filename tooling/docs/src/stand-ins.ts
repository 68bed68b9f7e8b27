import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { demoModels } from '@skill-neurons/demo-models';
import { HubServer, hubRepo } from '@skill-neurons/hub/testing';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { runSkillNeurons } from './run-command.ts';

/** Models of the hub that pages name, and the bundled ones that answer to their names here. */
const models = { 'FacebookAI/roberta-base': 'tiny-roberta', 'google-t5/t5-base': 'tiny-t5' };

/** A hub on this machine where the names in the pages are tiny models, and SST-2 and AdvGLUE have made-up rows. */
export function startHub(): Promise<HubServer> {
  const ofModel = ([id, name]: [string, string]) => hubRepo('model', id, filesOf(demoModels.find((one) => one.name === name)!.folder));
  return HubServer.start({
    repos: [
      ...Object.entries(models).map(ofModel),
      hubRepo('dataset', 'nyu-mll/glue', { 'sst2/train-00000-of-00001.parquet': sentences(67_349), 'sst2/validation-00000-of-00001.parquet': sentences(872) }),
      hubRepo('dataset', 'AI-Secure/adv_glue', { 'adv_sst2/validation-00000-of-00001.parquet': sentences(148) }),
    ],
  });
}

/** The commands that put a file of torch where the pages say that the released prompts lie. */
export async function makeReleasedPrompt(path: string, folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const tune = shortened(['tune', '--model', 'google-t5/t5-base', '--task', 'sst2-hub', '--out', 'released']);
  for (const args of [tune, ['prompts', 'export', 'released', '--format', 'torch', '--out', path]]) {
    const { code, output } = await runSkillNeurons(args, folder, env);
    if (code !== 0) throw new Error(output);
  }
}

/** Added to commands of a page so that they take seconds: few steps, short prompts, few rows. All else stays as the page has it. */
const additions: Readonly<Record<string, readonly string[]>> = {
  'tune': ['--steps', '2', '--virtual-tokens', '8', '--limit', '64', '--validation-limit', '32'],
  'evaluate': ['--limit', '32'],
  'neurons rank': ['--limit', '32', '--baseline-limit', '64'],
  'neurons suppress': ['--limit', '32', '--percent', '0', '5'],
  'run': settings('models=[FacebookAI/roberta-base]', 'tuning.steps=2', 'tuning.evaluateEvery=1', 'tuning.virtualTokens=8', 'limits={train: 64, validation: 32, test: 32}', 'neurons.suppress=[5]'),
  'plan': settings('tasks=[sst2-hub]'),
};

/** A command as it is run here. */
export function shortened(args: readonly string[]): string[] {
  const added = additions[args[0]!] ?? additions[args.slice(0, 2).join(' ')] ?? [];
  // A flag may not be given twice, but for --set: the page's goes, with its value.
  const given = (word: string | undefined) => word !== '--set' && word?.startsWith('--') === true && added.includes(word);
  return [...args.filter((word, i) => !given(word) && !given(args[i - 1])), ...added];
}

function settings(...all: string[]): string[] {
  return all.flatMap((setting) => ['--set', setting]);
}

function filesOf(folder: string): Record<string, Buffer> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** As many rows as the task file says that there are: other numbers are refused. */
function sentences(rows: number): Buffer {
  const words = ['film', 'story', 'actor', 'scene', 'plot', 'joke', 'song', 'hero'];
  const word = (row: number) => words[row % words.length]!;
  const data = Array.from({ length: rows }, (_, row) => `the ${word(row)} and the ${word(row >> 3)} in part ${row} are ${row % 2 === 0 ? 'bad' : 'good'}`);
  const labels = Array.from({ length: rows }, (_, row) => row % 2);
  return Buffer.from(parquetWriteBuffer({
    columnData: [
      { name: 'sentence', data, type: 'STRING' },
      { name: 'label', data: labels, type: 'INT32' },
      { name: 'idx', data: Array.from({ length: rows }, (_, row) => row), type: 'INT32' },
    ],
  }));
}
