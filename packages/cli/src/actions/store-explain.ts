import { explain, readRun, type ExplainedJob } from '@skill-neurons/experiments';
import type { CommandEnvironment } from '../command.ts';
import type { StoreExplainOptions } from '../commands/store.ts';
import { plainText } from '../plain-text.ts';

export async function explainNumber({ run, what }: StoreExplainOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const explanation = await explain(await readRun(run), what);
  const { values, sources, behind, inputs } = explanation;
  const lines = values.map(({ path, value }) => `${path} = ${JSON.stringify(value)?.slice(0, 200)}`);
  lines.push(...(values.length > 0 ? ['written by'] : []), ...sources.flatMap(describeJob));
  if (behind.length > 0) lines.push('which builds on', ...behind.flatMap(describeJob));
  const file = ({ path, bytes, sha256 }: { path: string; bytes: number; sha256: string }) => `  sha256 ${sha256}  ${path} (${bytes} bytes)`;
  for (const { id, files } of inputs.models) lines.push(`model ${id}`, ...files.map(file));
  for (const { id, files } of inputs.tasks) lines.push(`task ${id}`, ...files.map(file));
  terminal.result(explanation, plainLines(lines));
}

function describeJob({ job, folder, manifest }: ExplainedJob): string[] {
  const lines = [`  ${job.label}`, `    key ${job.key}`, `    parameters ${JSON.stringify(job.parameters)}`, `    settings and digests ${JSON.stringify(job.identity)}`];
  for (const [name, key] of Object.entries(job.inputs)) lines.push(`    input ${name}: ${key.slice(0, 12)}`);
  if (!manifest) return [...lines, '    has no result yet'];
  const { code, environment, seconds, files } = manifest;
  lines.push(`    code skill-neurons ${code.package}, ${job.kind} version ${code.kind}; ${Object.entries(environment).map(([name, value]) => `${name} ${value}`).join(', ')}; ${seconds.toFixed(1)} s`);
  for (const [name, { sha256 }] of Object.entries(files)) lines.push(`    sha256 ${sha256}  ${folder}/${name}`);
  return lines;
}

const plainLines = (lines: readonly string[]) => lines.map(plainText).join('\n');
