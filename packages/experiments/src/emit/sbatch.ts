import { join } from 'node:path';
import { dependencyOf, sbatchScript, shellQuote } from '../slurm/sbatch-script.ts';
import { resourcesOf } from '../slurm/slurm-settings.ts';
import { keysOf, type EmitContext } from './emit-plan.ts';

/** A shell script that sends everything to a Slurm cluster, for people who want to see or change it first. */
export async function sbatchSubmission({ run, arrays, settings, command, write }: EmitContext): Promise<string> {
  const names = new Map(arrays.map(({ name }, i) => [name, `array_${i}`]));
  const logs = join(run.folder, 'sbatch', 'logs');
  const lines = ['#!/bin/bash', '# Sends what is left of the study to Slurm: bash THIS_FILE. `skill-neurons run ... --executor slurm` does the same and keeps track.', 'set -euo pipefail', `mkdir -p ${shellQuote(logs)}`];
  for (const array of arrays) {
    const keys = await write(`${array.name}.keys`, keysOf(array));
    const text = sbatchScript({ array, resources: resourcesOf(settings, array.kind), logs, dependency: null, command: [...command, '--run', run.folder, '--keys', keys, '--index'] });
    const script = await write(`${array.name}.sh`, text);
    const dependency = dependencyOf(array, (name) => `\${${names.get(name)}}`);
    lines.push(`${names.get(array.name)}=$(sbatch --parsable ${dependency === null ? '' : `--dependency="${dependency}" `}${shellQuote(script)})`);
  }
  return `${lines.join('\n')}\n`;
}
