import { isSkillNeuronsError, writeFileAtomic } from '@skill-neurons/core';
import { runBenchmark } from './benchmark.ts';
import { parseCommandLine } from './options.ts';
import { reportText } from './report.ts';

// An exit, unlike the signal, removes temporary files.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));

try {
  const { json, out, ...options } = await parseCommandLine(process.argv.slice(2));
  const started = performance.now();
  const onProgress = (text: string) => process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);
  const summary = await runBenchmark({ ...options, onProgress });
  const asJson = `${JSON.stringify(summary, null, 1)}\n`;
  const asText = reportText(summary);
  for (const file of out) await writeFileAtomic(file, file.endsWith('.md') ? asText : asJson);
  process.stdout.write(json ? asJson : asText);
} catch (error) {
  if (!isSkillNeuronsError(error)) throw error;
  process.stderr.write(`error ${error.code}: ${error.oneLine}\n`);
  process.exitCode = 2;
}
