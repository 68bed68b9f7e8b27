/** The command that runs a study again with the same settings, as run.json and the report quote it. */
export function runAgain({ study, set }: { study: string; set: readonly string[] }): string {
  return ['skill-neurons run', study, ...set.map((one) => `--set '${one}'`)].join(' ');
}
