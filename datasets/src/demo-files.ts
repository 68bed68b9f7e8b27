import { demoSplits, type AdversarialRow, type SplitRow } from './demo-splits.ts';
import type { DemoTask } from './tasks/demo-task.ts';

/** The files of a demo task: path below the demo folder to content. */
export function demoFiles(task: DemoTask): ReadonlyMap<string, string> {
  const splits = demoSplits(task);
  const files = new Map<string, string>([[`tasks/${task.name}.yaml`, taskFile(task)]]);
  for (const name of ['train', 'validation', 'test', 'adversarial'] as const) {
    files.set(`${task.name}/${name}.jsonl`, splits[name].map((row) => `${JSON.stringify(rowObject(task, row))}\n`).join(''));
  }
  return files;
}

function rowObject(task: DemoTask, row: SplitRow | AdversarialRow): Record<string, string> {
  const origin: Record<string, string> = 'variant' in row ? { variant: row.variant, original_id: row.originalId } : {};
  return { id: row.id, ...row.fields, label: task.labels[row.label]!, ...origin };
}

function taskFile(task: DemoTask): string {
  const fields = `{ ${task.fieldNames.map((name) => `${name}: ${name}`).join(', ')} }`;
  const split = (name: string, more: readonly string[] = []) => [
    `  ${name}:`,
    `    file: ${task.name}/${name}.jsonl`,
    '    id: id',
    `    fields: ${fields}`,
    '    label: { column: label }',
    ...more,
  ];
  const words = task.labels.map((label) => JSON.stringify(label)).join(', ');
  const masked = `{bos}${task.fieldNames.map((name) => `{${name}|40}{eos}`).join('')}`;
  const separator = task.type === 'paraphrase' ? '<extra_id_0>' : '';
  const encoderDecoder = `${task.fieldNames.map((name) => `{${name}|40}`).join(separator)}{eos}`;
  return `${[
    `name: ${task.name}`,
    `title: ${task.title} (synthetic)`,
    `type: ${task.type}`,
    'source: written by the generator in datasets/src, synthetic English',
    `labels: [${words}]`,
    'templates:',
    `  masked-lm: ${JSON.stringify(masked)}`,
    `  encoder-decoder: ${JSON.stringify(encoderDecoder)}`,
    'verbalizers:',
    `  masked-lm: [${words}]`,
    `  encoder-decoder: [${words}]`,
    'data_folder: ..',
    'splits:',
    ...split('train'),
    ...split('validation'),
    ...split('test'),
    ...split('adversarial', ['    group: variant', '    original_id: original_id', '    original_split: test']),
    'adversarial: [adversarial]',
  ].join('\n')}\n`;
}
