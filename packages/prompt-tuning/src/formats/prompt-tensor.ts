import { SkillNeuronsError } from '@skill-neurons/core';
import type { TensorData, TensorFile } from '@skill-neurons/runtime';
import { promptTensorName } from '../prompt-file.ts';
import { paperTensorName } from './peft-adapter.ts';

/** Names under which prompts are stored: ours beside PEFT's, PEFT's and ours, a tensor that is alone in a torch file, a training state's. */
const usualNames = [paperTensorName, promptTensorName, 'tensor', 'model', 'prompt'];

/** Finds the tensor of a prompt in a file: the one that is named, else one of a usual name, else the only table. @throws PROMPT_FILE */
export async function readPromptTensor(file: TensorFile, name?: string): Promise<TensorData & { name: string; dtype: string }> {
  const tables = file.names.filter((candidate) => tableShape(file.shapeOf(candidate)) !== undefined);
  const wanted = name === undefined ? (usualNames.find((usual) => tables.includes(usual)) ?? (tables.length === 1 ? tables[0] : undefined)) : tables.find((table) => table === name);
  if (wanted === undefined) {
    const listed = tables.slice(0, 8).map((table) => `"${table}" [${file.shapeOf(table).join(', ')}]`).join(', ');
    const choice = tables.length === 0 ? 'it holds no two-dimensional tensor of floats' : `it holds ${tables.length} tables: ${listed}`;
    throw new SkillNeuronsError({
      code: 'PROMPT_FILE',
      message: name === undefined ? choice : `no table "${name}"; ${choice}`,
      where: file.path,
      hint: 'a prompt is a table [virtual tokens, hidden size]; name its tensor with --tensor',
    });
  }
  const { data } = await file.read(wanted);
  return { name: wanted, dtype: file.dtypeOf(wanted), shape: tableShape(file.shapeOf(wanted))!, data };
}

/** Rows and columns, where only leading sides of one precede them (a released prompt is [1, 100, 4096]). */
export function tableShape(shape: readonly number[]): [number, number] | undefined {
  const [columns, rows] = [shape.at(-1), shape.at(-2)];
  if (columns === undefined || rows === undefined || columns < 1 || rows < 1) return undefined;
  return shape.slice(0, -2).every((side) => side === 1) ? [rows, columns] : undefined;
}
