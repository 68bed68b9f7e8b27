/** Of every command whose numbers stand on rows that a prompt may have been tuned on. */
export const leaksOption = { type: 'boolean', default: true, describe: 'record which rows also stand in what was tuned on; --no-leaks to skip it' } as const;
