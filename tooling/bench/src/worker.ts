// One of our backends and one case per process. Reads commands as JSON lines on stdin, answers each with a JSON line on stdout.
import { createInterface } from 'node:readline';
import { isSkillNeuronsError } from '@skill-neurons/core';
import { useBackend } from '@skill-neurons/runtime';
import { runningBackend } from 'tfjs-backend-onnxruntime';
import type { ModelCase } from './cases.ts';
import { OurCases } from './our-cases.ts';
import { measurePeak } from './peak-case.ts';
import { peakRss } from './peak-rss.ts';
import type { Answer, Command } from './protocol.ts';

type Load = Extract<Command, { do: 'load' }>;
const importRss = peakRss();
let loaded: Load | undefined;
let cases: OurCases | undefined;

const answer = (message: Answer) => process.stdout.write(`${JSON.stringify(message)}\n`);

async function load(command: Load): Promise<Answer> {
  try {
    const { detail } = await useBackend(command.backend!, { threads: command.threads });
    loaded = command;
    if (command.case !== 'peak') cases = await OurCases.load(command.folder);
    return { status: 'ready', version: detail, importRss };
  } catch (error) {
    if (isSkillNeuronsError(error) && error.kind === 'environment') return { status: 'absent', reason: error.message };
    throw error;
  }
}

async function run(): Promise<Answer> {
  if (loaded?.case === 'peak') return { status: 'ran', gflops: await measurePeak(loaded.shapes, loaded.repeats) };
  const started = performance.now();
  await cases!.run(loaded!.case as ModelCase);
  const ms = performance.now() - started;
  const statistics = runningBackend()?.statistics();
  const compiled = statistics && { sessions: statistics.misses + statistics.recompiles, ms: statistics.compileMs };
  return { status: 'ran', ms, examples: cases!.examples, peakRss: peakRss(), ...(compiled && { compiled }) };
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Command;
  if (command.do === 'load') answer(await load(command));
  else if (command.do === 'check') answer({ status: 'checked', values: await cases!.check(loaded!.case as ModelCase) });
  else answer(await run());
}
