import { wilsonInterval } from '@skill-neurons/core';
import type { SoftPrompt } from '../soft-prompt.ts';
import type { TuningRecord } from './tuning-record.ts';

export interface PromptCardOptions {
  /** `owner/name` on the hub. */
  repo: string;
  format: 'native' | 'peft';
  /** Hub id of the model that the prompt is for. */
  baseModel?: string | undefined;
  /** The hub's word for a licence, e.g. `mit`. */
  license?: string | undefined;
  tuning?: TuningRecord | undefined;
}

/** The README.md of a prompt on the hub: metadata that the hub understands, what the prompt's own record says, and how to use it. */
export function promptCard(prompt: SoftPrompt, options: PromptCardOptions): string {
  const { repo, license } = options;
  const { origin, virtualTokens, hiddenSize } = prompt;
  const title = repo.split('/').at(-1)!;
  const sections = [
    `# ${title}`,
    `A soft prompt: ${virtualTokens} vectors of size ${hiddenSize} that stand before the text of ${modelText(prompt, options)}${origin.task === undefined ? '' : `, tuned for the task \`${plain(origin.task)}\``}. ` +
      'The model itself is frozen; this repository holds none of its weights.',
    '## Use',
    usage(prompt, options),
    '## Record',
    table(recordOf(prompt, options)),
    ...(origin.notes === undefined ? [] : ['## To be known', origin.notes.map((note) => `- ${plain(note)}`).join('\n')]),
    ...(license === undefined ? ['No licence was stated for this prompt.'] : []),
  ];
  return `---\n${metadata(prompt, options)}\n---\n\n${sections.join('\n\n')}\n`;
}

/** YAML, every value as JSON, which is YAML too: no text of a record can end the block or become another key. */
function metadata({ origin }: SoftPrompt, { repo, format, baseModel, license, tuning }: PromptCardOptions): string {
  const { task } = origin;
  const result = tuning && task !== undefined && {
    name: repo,
    results: [{
      task: { type: 'text-classification' },
      dataset: { name: task, type: task, split: origin.selection?.split ?? 'validation' },
      metrics: [{ type: 'accuracy', value: tuning.validation.correct / tuning.validation.n }],
    }],
  };
  const fields = {
    library_name: format === 'peft' ? 'peft' : 'skill-neurons',
    base_model: baseModel,
    pipeline_tag: 'text-classification',
    license,
    tags: ['prompt-tuning', 'soft-prompt', 'skill-neurons', ...(task === undefined ? [] : [task])],
    metrics: ['accuracy'],
    'model-index': result ? [result] : undefined,
  };
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`])).join('\n');
}

function usage({ origin }: SoftPrompt, { repo, format, baseModel }: PromptCardOptions): string {
  const model = baseModel ?? 'MODEL';
  const name = repo.split('/').at(-1)!;
  const commands = `\`\`\`sh\nskill-neurons prompts pull ${repo} --out ${name}\nskill-neurons evaluate --model ${model} --task ${origin.task === undefined ? 'TASK' : plain(origin.task)} --prompt ${name}\n\`\`\``;
  if (format === 'native') return commands;
  const masked = origin.architecture !== 't5';
  const automatic = masked ? 'AutoModelForMaskedLM' : 'AutoModelForSeq2SeqLM';
  const python = `\`\`\`python\nfrom peft import PeftModel\nfrom transformers import ${automatic}\n\nmodel = PeftModel.from_pretrained(${automatic}.from_pretrained("${model}"), "${repo}")\n\`\`\``;
  return [python, whereToRead(masked, origin.layout), commands].join('\n\n');
}

function whereToRead(masked: boolean, layout: SoftPrompt['origin']['layout']): string {
  if (!masked) return 'Give `decoder_input_ids` of the start token alone and compare the logits of the label words at this first step.';
  if (layout === 'peft') return 'Put the mask token into the text, and compare the logits of the label words there: at its position plus the number of virtual tokens.';
  return 'The first virtual token is the mask: give the text without one, and compare the logits of the label words at position 0, `logits[:, 0]`.';
}

function recordOf({ origin }: SoftPrompt, { tuning }: PromptCardOptions): [string, string | number | undefined][] {
  const { selection, source } = origin;
  const chosen = selection === undefined ? '' : `, chosen by ${selection.metric} on ${selection.split} (${selection.rows} rows)`;
  return [
    ['kind', origin.kind],
    ['task', origin.task],
    ['architecture', origin.architecture],
    ['sha256 over the model', origin.backbone],
    ['seed', origin.seed],
    ['start', origin.initialisation],
    ['kept step', origin.step === undefined ? undefined : `${origin.step}${tuning === undefined ? '' : ` of ${tuning.steps}`}${chosen}`],
    ['accuracy where it was chosen', accuracyOf(origin.validationAccuracy, tuning)],
    ['optimizer', tuning && `${tuning.settings.optimizer.kind ?? 'adamw'}, rate ${tuning.settings.learningRate} (${tuning.settings.schedule.kind ?? 'constant'})`],
    ['rows per step', tuning && tuning.settings.batchSize * (tuning.settings.accumulation ?? 1)],
    ['dropout of the model', tuning?.settings.dropout],
    ['layout', origin.architecture === 't5' ? undefined : (origin.layout ?? 'paper')],
    ['imported from', source && `${source.file} (${source.format}, sha256 ${source.sha256})`],
  ];
}

function accuracyOf(accuracy: number | undefined, tuning: TuningRecord | undefined): string | undefined {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (tuning === undefined) return accuracy === undefined ? undefined : percent(accuracy);
  const { correct, n } = tuning.validation;
  const { low, high } = wilsonInterval(correct / n, n);
  return `${percent(correct / n)} (${correct} of ${n}; 95 % interval ${percent(low)} to ${percent(high)})`;
}

function table(rows: readonly (readonly [string, string | number | undefined])[]): string {
  const known = rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${plain(String(value))} |`]));
  return ['| | |', '|---|---|', ...known].join('\n');
}

function modelText({ origin }: SoftPrompt, { baseModel }: PromptCardOptions): string {
  return baseModel === undefined ? `a ${origin.architecture ?? 'language'} model` : `[${baseModel}](https://huggingface.co/${baseModel})`;
}

/** Text of a record as one line that means nothing to Markdown. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replaceAll(/[|`<>[\]\\]/g, (sign) => `\\${sign}`).slice(0, 500);
}
