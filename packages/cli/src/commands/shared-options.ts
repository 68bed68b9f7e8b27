// What several commands ask for, in the same words everywhere.

export const modelOption = { type: 'string', demandOption: true, describe: 'folder, bundled name or owner/name[@revision] on the hub' } as const;
export const taskOption = { type: 'string', demandOption: true, describe: 'task name or file' } as const;
export const promptOption = { type: 'string', demandOption: true, describe: 'prompt folder or file, also of PEFT, torch or numpy, or owner/name[@revision] on the hub' } as const;
export const promptOrNoneOption = { ...promptOption, describe: `${promptOption.describe}, or the word none` } as const;
/** Of commands that only read; `tune` and `project` have their own. */
export const batchSizeOption = { type: 'number', default: 64, describe: 'rows read at a time' } as const;
export const limitOption = { type: 'number', describe: 'at most this many rows per split, a seeded sample', defaultDescription: 'all' } as const;
export const stackOption = { choices: ['encoder', 'decoder'] as const, default: 'encoder' as const, describe: 'whose neurons; only T5 has a decoder' } as const;
export const trainSplitOption = { type: 'string', default: 'train', describe: 'the prompt is tuned on it' } as const;
export const validationSplitOption = { type: 'string', default: 'validation', describe: 'chooses the kept step' } as const;
