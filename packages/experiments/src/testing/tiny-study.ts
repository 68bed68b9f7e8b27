import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedRows, writeTinyCheckpoint } from '@skill-neurons/prompt-tuning/testing';

const task = (name: string, type: string) => `
name: ${name}
title: ${name} (planted)
type: ${type}
labels: ["no", "yes"]
templates: { masked-lm: "{bos}{text}{eos}", encoder-decoder: "{text}{eos}" }
verbalizers: { masked-lm: ["no", "yes"], encoder-decoder: ["no", "yes"] }
splits:
${['train', 'validation', 'test', 'adversarial', 'original']
  .map((split) => `  ${split}: { file: ${name}/${split === 'original' ? 'test' : split}.jsonl, fields: { text: text }, label: { column: label }${split === 'adversarial' ? `, group: attack, original_id: before, original_split: ${name === 'one' ? 'test' : 'original'}` : ''} }`)
  .join('\n')}
adversarial: [adversarial]
`;

/** A folder with two random tiny models, two planted tasks and a study file over them; needs a backend in use. */
export async function writeTinyStudy(): Promise<{ folder: string; study: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'study-'));
  for (const architecture of ['roberta', 't5'] as const) await writeTinyCheckpoint(join(folder, `mini-${architecture}`), architecture);
  for (const [name, type] of [['one', 'a'], ['two', 'b']] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, `${name}.yaml`), task(name, type));
    for (const [split, n] of [['train', 24], ['validation', 12], ['test', 12], ['adversarial', 12]] as const) {
      const rows = plantedRows(`${name}/${split}`, n).map(({ text, label }, i) => JSON.stringify({ text, label: ['no', 'yes'][label], attack: ['typo', 'synonym'][i % 2], before: i < 10 ? i : 'none' }));
      await writeFile(join(folder, name, `${split}.jsonl`), `${rows.join('\n')}\n`);
    }
  }
  const study = join(folder, 'study.yaml');
  await writeFile(
    study,
    `title: Tiny
models: [${join(folder, 'mini-roberta')}, ${join(folder, 'mini-t5')}]
tasks: [${join(folder, 'one.yaml')}, ${join(folder, 'two.yaml')}]
seeds: [1, 2]
tuning: { virtualTokens: 3, steps: 4, batchSize: 8, evaluateEvery: 2, learningRate: 0.05 }
neurons: { suppress: [0, 25], overlap: [25], randomDraws: 2, permutations: 20, top: 25, bootstrap: 20, suppression: { controls: [random, matched, least], perLayer: 25, otherTasks: true } }
`,
  );
  return { folder, study };
}
