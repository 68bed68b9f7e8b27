#!/usr/bin/env node
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeError, runCommand } from './src/command.js';

const help = `Usage: node tooling/tensorflow-native/prove.js [--only conformance|training] [--against BACKEND] [--steps N] [--model NAME]

Shows that --backend tensorflow computes what the other backends compute: the conformance list of kernels and gradients
against cpu, and tuning a prompt and ranking neurons with the bundled models through the command line against another
backend. Needs the native part (build.js or install.js) in this workspace and a build of it (pnpm build).

  --only PART        conformance (seconds) or training (minutes); both when absent
  --against BACKEND  onnxruntime (default), wasm or cpu, for the training
  --steps N          optimizer steps of the training (default 40)
  --model NAME       tiny-roberta or tiny-t5; both when absent

Exit code 1 where something differs that is not known to (src/known-differences.js).`;

const parts = ['conformance', 'training'];

await runCommand({
  help,
  options: { only: { type: 'string' }, against: { type: 'string', default: 'onnxruntime' }, steps: { type: 'string', default: '40' }, model: { type: 'string' } },
  async run({ only, against, steps, model }) {
    if (only !== undefined && !parts.includes(only)) throw new NativeError(`there is no part "${only}"`, `choose ${parts.join(' or ')}`);
    if (!(Number.isInteger(Number(steps)) && Number(steps) > 0)) throw new NativeError(`--steps ${steps} is not a number of steps`);
    await startTensorflow();
    const problems = [];
    if (only !== 'training') problems.push(...(await conformance()));
    if (only !== 'conformance') problems.push(...(await training(model, { against, steps: Number(steps) })));
    if (problems.length > 0) throw new NativeError(problems.length === 1 ? problems[0] : `${problems.length} things differ, see above`);
  },
});

async function startTensorflow() {
  const { useBackend } = await import('@skill-neurons/runtime').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new NativeError('the workspace is not built', 'run pnpm build first');
  });
  const { detail } = await useBackend('tensorflow').catch((error) => {
    throw new NativeError(error.message, 'see build.js --help');
  });
  console.log(detail);
}

async function conformance() {
  const { runConformance } = await import('./src/conformance.js');
  const { passed, known, failed } = await runConformance();
  for (const line of known) console.log(`differs as known: ${line}`);
  for (const line of failed) console.log(`FAILED: ${line}`);
  console.log(`conformance against cpu: ${passed} passed, ${known.length} differ as known, ${failed.length} failed`);
  return failed;
}

async function training(model, { against, steps }) {
  const { beyondTolerance, compareTrainings, trainings } = await import('./src/training.js');
  const chosen = trainings.filter((each) => model === undefined || each.model === model);
  if (chosen.length === 0) throw new NativeError(`there is no model "${model}" to train`, `choose ${trainings.map((each) => each.model).join(' or ')}`);
  const problems = [];
  const folder = await mkdtemp(join(tmpdir(), 'tensorflow-native-'));
  try {
    for (const each of chosen) {
      const found = compareTrainings(each, { backends: [against, 'tensorflow'], steps, folder });
      const [other, own] = found.accuracies.map((accuracies) => accuracies.map((accuracy) => accuracy.toFixed(3)).join(' '));
      console.log(`${each.model}, ${steps} steps, ${against} / tensorflow: losses differ by at most ${found.loss.toExponential(1)},`
        + ` validation accuracies ${other} / ${own}, rank correlation of neurons at least ${found.spearman.toFixed(6)},`
        + ` ${found.seconds.map((seconds) => seconds.toFixed(0)).join(' / ')} s`);
      problems.push(...beyondTolerance(found).map((problem) => `${each.model}: ${problem}`));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return problems;
}
