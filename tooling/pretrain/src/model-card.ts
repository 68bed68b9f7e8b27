import type { ModelConfig } from '@skill-neurons/runtime';
import type { Phase } from './presets.ts';
import type { PretrainedModel } from './training/pretrain.ts';

export interface ModelCard {
  readonly name: string;
  readonly config: ModelConfig;
  readonly phases: readonly Phase[];
  /** What makes the model again. */
  readonly command: string;
}

/** The README.md of a pre-trained demo model: what it is, what it is not, and how it came about. */
export function modelCard({ name, config, phases, command }: ModelCard, { parameters, log }: PretrainedModel): string {
  const count = Object.values(parameters).reduce((sum, values) => sum + values.length, 0);
  const layers = config.architecture === 't5' ? `${config.layers} encoder and ${config.decoderLayers} decoder layers` : `${config.layers} layers`;
  const objective = config.architecture === 't5'
    ? 'span corruption, continuation of texts, and words left out of headings'
    : 'masked words; masked judgements in headings';
  const [first, last] = [log[0]!, log.at(-1)!];
  return `# ${name}

A ${config.architecture === 't5' ? 'T5' : 'RoBERTa'} with ${count.toLocaleString('en')} weights (${layers}, hidden size ${config.hiddenSize}, ${config.heads} heads,
feed-forward width ${config.intermediateSize}, vocabulary ${config.vocabularySize}), pre-trained from scratch for the demo of skill-neurons.

**It knows no real English.** Its whole corpus is synthetic: texts that a small grammar writes about a world of eight
topics, with judgements on them in headings ("verdict : positive ."). No row of a validation, test or adversarial split of
the demo tasks occurs in that corpus. It is of use for trying the toolkit out, offline and in seconds; results on it say
nothing about language models at large.

| | |
|---|---|
| objective | ${objective} |
${phases.map(phaseRow).join('\n')}
| loss at step ${first.step} | ${first.loss} nats, held out ${first.heldOutLoss} |
| loss at step ${last.step} | ${last.loss} nats, held out ${last.heldOutLoss} |
| made by | \`${command}\` |

\`training-log.jsonl\` holds the losses on the way, \`checksums.json\` the sha256 of every file.
`;
}

function phaseRow({ training, lessons }: Phase, index: number): string {
  const { steps, batchSize, learningRate, seed } = training;
  const seen = lessons.map(({ fromStep, denied, idle, focus }) => {
    const parts = [
      denied > 0 ? `${percent(denied)} of the headings deny their word` : 'headings tell the truth',
      idle === undefined ? '' : `${percent(idle)} say nothing`,
      focus === undefined ? '' : `${percent(focus.share)} of the texts are of the kind "${focus.task}"`,
    ];
    return `from step ${fromStep}: ${parts.filter((part) => part !== '').join(', ')}`;
  });
  return `| phase ${index + 1} | ${steps} steps of ${batchSize} texts, AdamW, peak learning rate ${learningRate}, seed ${seed}; ${seen.join('; ')} |`;
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
