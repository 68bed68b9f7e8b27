import { shellQuote } from '../slurm/sbatch-script.ts';
import { resourcesOf } from '../slurm/slurm-settings.ts';
import type { EmitContext } from './emit-plan.ts';

/** A Snakefile: one rule per stage, with a marker file for each finished job. `snakemake -s THIS_FILE --cores N`. */
export function snakefile({ run, jobs, settings, command }: EmitContext): string {
  const left = new Set(jobs.map(({ key }) => key));
  const marker = (key: string) => `${run.folder}/snakemake/${key}.done`;
  const kinds = [...new Set(jobs.map(({ kind }) => kind))];
  const rows = jobs.map(({ key, inputs }) => `    ${python(key)}: ${python([...new Set(Object.values(inputs))].filter((input) => left.has(input)))},`);
  const call = [...command, '--run', run.folder, '--key'].map(shellQuote).join(' ').replaceAll('{', '{{').replaceAll('}', '}}');
  const rules = kinds.map((kind) => {
    const { timeout_min, cpus_per_task, mem_gb } = resourcesOf(settings, kind);
    const keys = jobs.filter((job) => job.kind === kind).map(({ key }) => key);
    return `
rule ${kind.replace(/\W/g, '_')}:
    wildcard_constraints: key=${python(keys.join('|'))}
    input: lambda wildcards: [MARKER.format(key=key) for key in NEEDS[wildcards.key]]
    output: touch(MARKER)
    threads: ${cpus_per_task ?? 1}
    resources: runtime=${timeout_min}${mem_gb === undefined ? '' : `, mem_mb=${Math.ceil(mem_gb * 1024)}`}
    shell: ${python(`${call} {wildcards.key}`)}
`;
  });
  return `# What is left of a skill-neurons study. Each job writes into the study's store; a marker says that it is done.
MARKER = ${python(marker('{key}'))}

# The unfinished jobs that each job builds on.
NEEDS = {
${rows.join('\n')}
}

rule all:
    input: [MARKER.format(key=key) for key in NEEDS]
${rules.join('')}`;
}

/** JSON of strings and lists of strings is Python too. */
function python(value: string | readonly string[]): string {
  return JSON.stringify(value);
}
