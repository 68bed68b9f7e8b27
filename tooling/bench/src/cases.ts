/** What is timed on a model. */
export const modelCases = ['train', 'evaluate', 'neurons', 'suppress'] as const;
export type ModelCase = (typeof modelCases)[number];

/** All that can be asked for: the models' cases, the start of the command line, and shapes per data set. */
export const allCases = [...modelCases, 'startup', 'shapes'] as const;
export type BenchCase = (typeof allCases)[number];

export const caseTitles: Readonly<Record<ModelCase, string>> = {
  train: 'training step: loss, gradient of the prompt, AdamW',
  evaluate: 'evaluation',
  neurons: 'neuron pass: baseline, then firing counts',
  suppress: 'suppression pass: evaluation with 5 % of the neurons at zero',
};
