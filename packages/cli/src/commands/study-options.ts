/** Options of the commands that take a study file. */
export const studyPositional = { type: 'string', demandOption: true, describe: 'YAML file' } as const;
export const setOption = { type: 'string', array: true, default: [] as string[], describe: 'override a field, e.g. tuning.steps=50 or tasks=[sst2]' } as const;
