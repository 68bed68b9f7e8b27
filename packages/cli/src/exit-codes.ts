/** Exit codes of the command line, the same for every command. */
export const exitCodes = { done: 0, failedJobs: 1, user: 2, environment: 3, interrupted: 130 } as const;
