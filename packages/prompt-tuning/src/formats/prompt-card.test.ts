import { parse } from 'yaml';
import type { SoftPrompt } from '../soft-prompt.ts';
import { promptCard } from './prompt-card.ts';
import { readTuningRecord } from './tuning-record.ts';

const prompt: SoftPrompt = {
  virtualTokens: 4, hiddenSize: 6, values: new Float32Array(24),
  origin: {
    kind: 'tuned', task: 'films', seed: 3, architecture: 'roberta', backbone: 'a'.repeat(64), initialisation: 'random', step: 40, validationAccuracy: 0.9,
    selection: { metric: 'accuracy', split: 'validation', rows: 200 },
  },
};
const tuning = readTuningRecord({
  prompt: '/home/somebody/prompt.safetensors', model: '/home/somebody/model', steps: 60, bestStep: 40, validation: { correct: 180, n: 200 }, curve: [],
  settings: { batchSize: 16, accumulation: 2, learningRate: 0.01, schedule: { kind: 'linear' }, optimizer: {}, initialisation: { kind: 'prompts', prompts: ['/home/somebody/other'] } },
})!;
const options = { repo: 'owner/films-prompt', format: 'peft', baseModel: 'roberta-base', license: 'mit', tuning } as const;

/** The metadata as the hub reads it, and the text below. */
function read(card: string): { metadata: Record<string, unknown>; text: string } {
  const [, yaml, text] = /^---\n([^]*?)\n---\n([^]*)$/.exec(card)!;
  return { metadata: parse(yaml!) as Record<string, unknown>, text: text! };
}

test('the metadata says what the hub asks for', () => {
  expect(read(promptCard(prompt, options)).metadata).toEqual({
    library_name: 'peft', base_model: 'roberta-base', pipeline_tag: 'text-classification', license: 'mit', tags: ['prompt-tuning', 'soft-prompt', 'skill-neurons', 'films'], metrics: ['accuracy'],
    'model-index': [{ name: 'owner/films-prompt', results: [{ task: { type: 'text-classification' }, dataset: { name: 'films', type: 'films', split: 'validation' }, metrics: [{ type: 'accuracy', value: 0.9 }] }] }],
  });
  // What is not known is not said.
  expect(Object.keys(read(promptCard({ ...prompt, origin: { kind: 'imported' } }, { repo: 'owner/x', format: 'native' })).metadata)).toEqual(['library_name', 'pipeline_tag', 'tags', 'metrics']);
});

test('the text tells the record, with n and interval, and where the label word is read', () => {
  const { text } = read(promptCard(prompt, options));
  expect(text).toContain('| accuracy where it was chosen | 90.0 % (180 of 200; 95 % interval 85.1 % to 93.4 %) |');
  expect(text).toContain('| kept step | 40 of 60, chosen by accuracy on validation (200 rows) |');
  expect(text).toContain('| optimizer | adamw, rate 0.01 (linear) |');
  expect(text).toContain('| rows per step | 32 |');
  expect(text).toContain('AutoModelForMaskedLM.from_pretrained("roberta-base"), "owner/films-prompt")');
  expect(text).toContain('`logits[:, 0]`');
  expect(read(promptCard({ ...prompt, origin: { ...prompt.origin, layout: 'peft' } }, options)).text).toContain('its position plus the number of virtual tokens');
  expect(read(promptCard({ ...prompt, origin: { ...prompt.origin, architecture: 't5' } }, options)).text).toContain('AutoModelForSeq2SeqLM');
  expect(read(promptCard(prompt, { ...options, format: 'native', license: undefined })).text).toMatch(/prompts pull owner\/films-prompt[^]*No licence was stated/);
});

test('no path of this machine gets into a card, and no text of a record becomes markup or another key', () => {
  expect(promptCard(prompt, options)).not.toContain('/home/');
  const hostile = 'x\n---\nlicense: evil\n---\n| a | <script>';
  const { metadata, text } = read(promptCard({ ...prompt, origin: { ...prompt.origin, task: hostile, notes: [hostile] } }, options));
  expect(metadata['license']).toBe('mit');
  expect(metadata['tags']).toContain(hostile);
  expect(text).not.toMatch(/[^\\]<script>/);
  expect(text).not.toMatch(/^license/m);
});

test('what is no record of a tuning is none', () => {
  for (const json of [null, {}, { steps: 'many' }]) expect(readTuningRecord(json)).toBeUndefined();
});
