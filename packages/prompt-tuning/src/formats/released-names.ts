import { basename, dirname } from 'node:path';

/** What the name of a released prompt tells: `seed_33/SST2PromptRoberta/task_prompt`. */
export interface ReleasedName {
  task: string;
  architecture: 'roberta' | 'bert' | 't5';
  model: string;
  /** Absent for the prompts of Su et al. (`seed_su`), whose seed is not known. */
  seed?: number;
  notes: string[];
}

/** Suffixes of the folders and the checkpoints that they stand for. */
const models = {
  Roberta: ['roberta', 'roberta-base'],
  RobertaLarge: ['roberta', 'roberta-large'],
  Bert: ['bert', 'bert-base-uncased'],
  T5: ['t5', 't5-base'],
  T5Small: ['t5', 't5-small'],
  T5XXL: ['t5', 't5-xxl-lm-adapt'],
} as const;

const fileName = /^(\d+_)?task_prompt(\.pkl)?$/;
const folderName = /^([A-Za-z0-9_]+)Prompt(Roberta|RobertaLarge|Bert|T5|T5Small|T5XXL)$/;

/** Reads the names that Su et al. (2022) and Ackermann and Ohmer (2024) gave their prompts; null for other files. */
export function parseReleasedName(path: string): ReleasedName | null {
  const folder = folderName.exec(basename(dirname(path)));
  if (folder === null || !fileName.test(basename(path))) return null;
  const [, source, suffix] = folder as unknown as [string, string, keyof typeof models];
  const [architecture, model] = models[suffix];
  const group = /^seed_(\w+)$/.exec(basename(dirname(dirname(path))))?.[1];
  const seed = group !== undefined && /^\d{1,9}$/.test(group) ? Number(group) : undefined;
  const ofPaper = seed !== undefined && seed >= 33 && seed <= 36;
  const released = { task: source.toLowerCase(), architecture, model, notes: [] as string[] };
  addKnownFacts(released, ofPaper);
  return { ...released, ...(seed === undefined ? {} : { seed }) };
}

/** What is known about how the released prompts were tuned, where it changes how results are read. */
function addKnownFacts(released: Omit<ReleasedName, 'seed'>, ofPaper: boolean): void {
  const { task, architecture, notes } = released;
  if (architecture === 'roberta' && task === 'sst2' && ofPaper) {
    notes.push('tuned on the 872 rows of the SST-2 validation set (54 steps of 16 per epoch): its accuracy there is training accuracy');
  }
  if (architecture === 'roberta' && task.startsWith('ethics')) {
    released.task = `${task}-released`;
    notes.push('tuned with token id 897 as the label word of class 0: score it with the task of this name');
  }
  if (task === 'mnli' && ofPaper) {
    released.task = 'mnli-binary';
    notes.push('tuned without the neutral class');
    if (architecture === 'roberta') notes.push('its word for entailment was "neutral": the bundled task scores it by "yes"');
  }
  if (architecture === 't5' && ofPaper) notes.push('the T5 prompts of seeds 33 to 36 share one initial prompt');
}
