/** Options of the commands that take a study file. */
export const studyPositional = { type: 'string', demandOption: true, describe: 'YAML file' } as const;
export const setOption = { type: 'string', array: true, default: [] as string[], describe: 'override a field, e.g. tuning.steps=50 or tasks=[sst2]' } as const;
/** Where the metrics of tuning runs are sent on. */
export const tensorboardOption = { type: 'boolean', default: false, describe: "write event files of all tuning runs to the run's folder tensorboard" } as const;
export const mlflowOption = { type: 'string', describe: 'address of an MLflow server that gets all tuning runs', defaultDescription: 'none' } as const;
