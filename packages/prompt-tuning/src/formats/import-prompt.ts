import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { SkillNeuronsError } from '@skill-neurons/core';
import { SafetensorsFile, TorchFile, type Architecture } from '@skill-neurons/runtime';
import { readOrigin } from '../prompt-file.ts';
import type { PromptLayout, PromptOrigin, SoftPrompt } from '../soft-prompt.ts';
import { locatePrompt } from './locate-prompt.ts';
import { parseNpy } from './npy.ts';
import { paperTensorName, readPeftAdapter, type PeftAdapter } from './peft-adapter.ts';
import { readPromptTensor, tableShape } from './prompt-tensor.ts';
import { parseReleasedName } from './released-names.ts';

/** What the user knows of a prompt; it goes before what its file or name tells. */
export interface ImportPromptOptions {
  task?: string | undefined;
  seed?: number | undefined;
  architecture?: Architecture | undefined;
  layout?: PromptLayout | undefined;
  /** Name of the tensor, where a file holds several tables. */
  tensor?: string | undefined;
}

interface ReadTable {
  values: Float32Array;
  rows: number;
  columns: number;
  dtype: string;
  tensor?: string;
  /** What the file tells of its origin. */
  origin?: PromptOrigin;
}

/** A .npy file is read whole: no prompt is larger. */
const maximumNpyBytes = 2 ** 30;

/**
 * Reads a prompt that this package or another wrote: a file of torch.save (the released prompts and training states), .npy,
 * safetensors, or a folder of PEFT. Values become float32 without loss of a bit, but for float64. Nothing in a file is executed.
 * @throws PROMPT_FORMAT, PROMPT_FILE, PROMPT_PEFT, PROMPT_NPY, and what reading torch and safetensors files throws
 */
export async function importPrompt(path: string, options: ImportPromptOptions = {}): Promise<SoftPrompt> {
  const located = await locatePrompt(path);
  const adapter = located.format === 'peft' ? await readPeftAdapter(located.path) : undefined;
  const file = adapter?.weights ?? located.path;
  const table = located.format === 'npy' ? await readNpyTable(file) : await readTensorTable(file, options.tensor);
  if (adapter !== undefined) checkTable(adapter, table, file);
  const rows = adapter?.virtualTokens ?? table.rows;

  const released = parseReleasedName(file);
  const told: Partial<PromptOrigin> = table.origin ?? {};
  const origin: PromptOrigin = {
    ...told,
    kind: told.kind ?? 'imported',
    task: options.task ?? told.task ?? released?.task,
    seed: options.seed ?? told.seed ?? released?.seed,
    architecture: options.architecture ?? told.architecture ?? released?.architecture ?? adapter?.architecture,
    layout: options.layout ?? told.layout ?? (table.origin === undefined && adapter !== undefined ? 'peft' : 'paper'),
    // A prompt that went through our files keeps the source that it first came from.
    source: told.source ?? {
      format: located.format,
      file: sourceName(file, released !== null),
      sha256: await sha256Of(file),
      tensor: table.tensor,
      dtype: table.dtype,
      model: adapter?.baseModel ?? released?.model,
    },
    notes: told.notes ?? notesOf(released?.notes ?? [], rows < table.rows),
  };
  return { virtualTokens: rows, hiddenSize: table.columns, values: rows === table.rows ? table.values : table.values.slice(0, rows * table.columns), origin };
}

/** @throws PROMPT_PEFT when a table is not of the size that its configuration tells. */
function checkTable({ virtualTokens, storedRows, hiddenSize }: PeftAdapter, { rows, columns, tensor }: ReadTable, file: string): void {
  const [wantedRows, wantedColumns] = [tensor === paperTensorName ? virtualTokens : storedRows, hiddenSize ?? columns];
  if (rows === wantedRows && columns === wantedColumns) return;
  const message = `the prompt is ${rows} x ${columns}, its configuration says ${wantedRows} x ${wantedColumns}`;
  throw new SkillNeuronsError({ code: 'PROMPT_PEFT', message, where: file, hint: 'the folder mixes two adapters: get it again' });
}

function notesOf(released: readonly string[], decoderRows: boolean): string[] | undefined {
  const notes = [...released, ...(decoderRows ? ["PEFT stored rows for the decoder too, which its prompt tuning does not use; they were left out"] : [])];
  return notes.length === 0 ? undefined : notes;
}

async function readTensorTable(path: string, tensor: string | undefined): Promise<ReadTable> {
  const torch = (await locatePrompt(path)).format === 'torch';
  const file = torch ? await TorchFile.open(path) : await SafetensorsFile.open(path);
  try {
    const { name, dtype, shape, data } = await readPromptTensor(file, tensor);
    const header = file instanceof SafetensorsFile ? file.header.metadata['origin'] : undefined;
    return { values: data, rows: shape[0]!, columns: shape[1]!, dtype, tensor: name, ...(header === undefined ? {} : { origin: readOrigin(header) }) };
  } finally {
    await file.close();
  }
}

async function readNpyTable(path: string): Promise<ReadTable> {
  const { size } = await stat(path);
  const tooLarge = size > maximumNpyBytes;
  const array = tooLarge ? undefined : parseNpy(await readFile(path), path);
  const shape = array === undefined ? undefined : tableShape(array.shape);
  if (array === undefined || shape === undefined) {
    const message = tooLarge ? `${size} bytes are more than a prompt takes` : `an array [${array?.shape.join(', ')}] is no table [virtual tokens, hidden size]`;
    throw new SkillNeuronsError({ code: 'PROMPT_FILE', message, where: path, hint: 'give the array of one prompt' });
  }
  return { values: array.data, rows: shape[0], columns: shape[1], dtype: array.dtype };
}

/** Released prompts are all called task_prompt: the folders above say which it is. */
function sourceName(path: string, released: boolean): string {
  return released ? path.split(/[\\/]/).slice(-3).join('/') : basename(path);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
