import { existsSync } from 'node:fs';
import { readFile, truncate, writeFile, mkdir, cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTinyStudy } from '@skill-neurons/experiments/testing';
import { useBackend } from '@skill-neurons/runtime';
import { runCli, type CliResult } from './run-cli.ts';
import { runMain } from './run-main.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);

beforeAll(async () => {
  await useBackend('auto', { threads: 1 });
  folder = (await writeTinyStudy()).folder;
});

/** A user's mistake: exit code 2, one line on stderr with the code, the place and a hint, no stack trace. */
function expectMistake({ code, stdout, stderr }: CliResult, errorCode: string, place: string): void {
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(`error ${errorCode}: `);
  expect(stderr).toContain(place);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe('');
  expect(code).toBe(2);
}

const tuneArgs = ({ model = at('mini-roberta'), task = at('one.yaml'), out = at('x') }) =>
  ['tune', '--model', model, '--task', task, '--out', out, '--virtual-tokens', '3', '--steps', '6', '--evaluate-every', '3', '--batch-size', '8'];
const tune = (what: Parameters<typeof tuneArgs>[0], ...more: string[]) => runMain([...tuneArgs(what), ...more]);

describe('single commands', () => {
  test('tune, evaluate, transfer, rank, compare and suppress work on each other’s files', async () => {
    const out = at('prompt');
    const tuned = await runCli([...tuneArgs({ out }), '--json']);
    expect(tuned.code).toBe(0);
    expect(JSON.parse(tuned.stdout)).toMatchObject({ task: 'one', seed: 1, validation: { n: 12 } });
    expect(existsSync(join(out, 'checkpoint.safetensors'))).toBe(false);

    const common = ['--model', at('mini-roberta'), '--task', at('one.yaml'), '--prompt', out];
    const evaluated = await runCli(['evaluate', ...common, '--split', 'validation', 'adversarial', '--json']);
    const [validation, adversarial] = JSON.parse(evaluated.stdout) as { correct: number; n: number; groups: Record<string, { n: number }> }[];
    expect(validation!.correct).toBe((JSON.parse(tuned.stdout) as { validation: { correct: number } }).validation.correct);
    expect(Object.keys(adversarial!.groups).sort()).toEqual(['synonym', 'typo']);

    const transferred = await runMain(['transfer', '--model', at('mini-roberta'), '--prompts', out, '--tasks', at('one.yaml'), at('two.yaml')]);
    expect(transferred.stdout).toMatch(/\| one +\|/);

    const ranked = await runMain(['neurons', 'rank', ...common, '--quiet', '--split', 'validation', 'adversarial', '--out', at('neurons')]);
    expect(ranked).toMatchObject({ code: 0, stderr: '' });
    const compared = await runMain(['neurons', 'compare', at('neurons', 'validation.safetensors'), at('neurons', 'validation.safetensors'), '--percent', '25', '--json']);
    const { spearman, overlaps } = JSON.parse(compared.stdout) as { spearman: number[]; overlaps: unknown[] };
    expect(spearman.map((rho) => rho.toFixed(9))).toEqual(['1.000000000', '1.000000000']);
    expect(overlaps).toMatchObject([{ layers: [{ shared: 6, size: 6 }, { shared: 6, size: 6 }] }]);

    const suppressed = await runMain(['neurons', 'suppress', ...common, '--neurons', at('neurons', 'validation.safetensors'), '--percent', '0', '50', '--random', '1', '--json']);
    const { sets, targets } = JSON.parse(suppressed.stdout) as { sets: { sizes: number[] }[]; targets: { levels: { neurons: string; percent: number }[] }[] };
    expect(sets.map(({ sizes }) => sizes)).toEqual([[0, 0], [12, 12]]);
    expect(targets[0]!.levels.map(({ neurons, percent }) => [neurons, percent])).toEqual([['skill', 0], ['random', 0], ['skill', 50], ['random', 50]]);
  });

  test('tasks and models can be looked at', async () => {
    expect((await runMain(['tasks', 'validate', at('one.yaml')])).stdout).toMatch(/adversarial +\| +12 +\| +6 +\| +6/);
    expect((await runMain(['tasks', 'preview', at('one.yaml'), '--model', at('mini-t5'), '--rows', '1'])).code).toBe(0);
    expect((await runMain(['tasks', 'list', '--json', '--include-path', folder])).stdout).toContain('one (planted)');
    expect(JSON.parse((await runMain(['models', 'inspect', at('mini-t5'), '--json'])).stdout)).toMatchObject({ architecture: 't5', hiddenSize: 16 });
    expect((await runCli(['doctor'])).stdout).toMatch(/wasm +\| yes/);
  });

  test('--help shows examples', async () => {
    const { stdout, code } = await runCli(['neurons', 'rank', '--help']);
    expect(stdout).toContain('Examples:');
    expect(code).toBe(0);
  });
});

describe('a user’s mistake is one line with file, place and what to do', () => {
  const copyModel = async (name: string) => {
    await cp(at('mini-roberta'), at(name), { recursive: true });
    return at(name);
  };

  test('a missing model, an unknown task, a missing prompt', async () => {
    expectMistake(await runCli(tuneArgs({ model: at('no-model') })), 'MODEL_NOT_FOUND', at('no-model'));
    expectMistake(await tune({ task: 'no-such-task' }), 'TASK_NOT_FOUND', 'no-such-task');
    expectMistake(await runMain(['evaluate', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--prompt', at('no-prompt')]), 'FILE_READ', 'no-prompt');
  });

  test('an architecture that is not supported', async () => {
    const model = await copyModel('gpt');
    await writeFile(join(model, 'config.json'), JSON.stringify({ model_type: 'gpt2', vocab_size: 5 }));
    expectMistake(await tune({ model }), 'CONFIG_ARCHITECTURE', 'config.json');
  });

  test('weights of another shape, and weights that are cut off', async () => {
    const model = await copyModel('reshaped');
    const config = JSON.parse(await readFile(join(model, 'config.json'), 'utf8')) as object;
    await writeFile(join(model, 'config.json'), JSON.stringify({ ...config, intermediate_size: 32 }));
    expectMistake(await tune({ model }), 'CHECKPOINT_TENSOR_SHAPE', 'model.safetensors');
    const cut = await copyModel('cut');
    await truncate(join(cut, 'model.safetensors'), 5000);
    expectMistake(await tune({ model: cut }), 'SAFETENSORS_TRUNCATED', 'model.safetensors');
  });

  test('a prompt of another model', async () => {
    await mkdir(at('wide'), { recursive: true });
    const { writeSafetensors } = await import('@skill-neurons/runtime');
    await writeSafetensors(at('wide', 'prompt.safetensors'), { prompt_embeddings: { shape: [2, 99], data: new Float32Array(198) } });
    expectMistake(await runMain(['evaluate', '--model', at('mini-roberta'), '--task', at('one.yaml'), '--prompt', at('wide')]), 'PROMPT_SHAPE', '99');
  });

  test('bad YAML, a label outside the verbalizer, an empty split', async () => {
    const text = await readFile(at('one.yaml'), 'utf8');
    await writeFile(at('bad.yaml'), `${text}\n  - : [`);
    expectMistake(await tune({ task: at('bad.yaml') }), 'TASK_SYNTAX', 'bad.yaml:');
    await cp(at('one'), at('odd'), { recursive: true });
    await writeFile(at('odd', 'train.jsonl'), '{"text":"w5","label":"no"}\n{"text":"w6","label":"perhaps"}\n');
    await writeFile(at('odd', 'validation.jsonl'), '');
    await writeFile(at('odd.yaml'), text.replaceAll('one', 'odd'));
    expectMistake(await tune({ task: at('odd.yaml') }), 'DATA_UNKNOWN_LABEL', 'train.jsonl:2');
    await cp(at('one', 'train.jsonl'), at('odd', 'train.jsonl'));
    expectMistake(await tune({ task: at('odd.yaml') }), 'DATA_EMPTY_SPLIT', 'odd.yaml: the split "validation"');
  });

  test('a command that does not exist or lacks an option', async () => {
    const unknown = await runCli(['tuen']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr.trim().split('\n')).toHaveLength(1);
    const incomplete = await runMain(['tune']);
    expect(incomplete.code).toBe(2);
    expect(incomplete.stderr).toContain('model');
    const twice = await tune({}, '--model', 'other');
    expect(twice.stderr).toContain('--model is given twice');
    expect(twice.code).toBe(2);
    const words = await tune({}, '--seed', 'one');
    expect(words.stderr).toContain('--seed must be a number');
    expect(words.code).toBe(2);
  });

  test('--debug shows where', async () => {
    const { stderr, code } = await runCli(['tasks', 'show', 'no-such-task', '--debug']);
    expect(stderr).toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});

describe('studies', () => {
  const args = (out: string) => ['run', at('study.yaml'), '--out', at(out), '--workers', '2'];

  test('Ctrl-C keeps finished work and exits with 130; the next run goes on and writes the report', async () => {
    // Of one seed: half of the jobs say as much about being interrupted.
    const small = [...args('out'), '--set', 'seeds=[1]'];
    const interrupted = await runCli(small, {
      onStart: (child) => {
        child.stderr!.on('data', (text: string) => {
          if (text.includes('[3/')) child.kill('SIGINT');
        });
      },
    });
    expect(interrupted.code).toBe(130);
    expect(existsSync(at('out', 'report.html'))).toBe(false);

    const finished = await runCli(small);
    expect(finished.stderr).toMatch(/^\d\d jobs, ([3-9]|1\d) of them done before/);
    expect(finished.code).toBe(0);
    expect(finished.stdout).toContain(at('out', 'report.html'));
    for (const file of ['report.html', 'results.json']) expect(existsSync(at('out', file))).toBe(true);

    const again = await runMain(['report', at('out'), '--out', at('again'), '--json']);
    expect(again.code).toBe(0);
    const [first, second] = [await readFile(at('out', 'report.html'), 'utf8'), await readFile(at('again', 'report.html'), 'utf8')];
    // Compared as a whole: a difference of a page of data is not readable.
    expect(first === second).toBe(true);
  });

  test('--dry-run prints the jobs and does nothing', async () => {
    const { stdout, code } = await runMain([...args('dry'), '--dry-run', '--json']);
    const { jobs, estimate } = JSON.parse(stdout) as { jobs: unknown[]; estimate: { wallSeconds: number; bytes: number; stages: { kind: string; jobs: number }[] } };
    expect(jobs).toHaveLength(56);
    expect(estimate.stages.map(({ kind, jobs }) => [kind, jobs])).toEqual([['tune', 8], ['transfer', 14], ['neurons', 8], ['suppress', 8], ['null', 8], ['overlap', 4], ['similarity', 2], ['specificity', 2], ['layers', 2]]);
    expect(estimate.wallSeconds).toBeGreaterThan(0);
    expect(code).toBe(0);
    expect(existsSync(at('dry'))).toBe(false);
  });

  test('a study that is wrong, and results that are no results', async () => {
    await writeFile(at('wrong.yaml'), 'title: x\nmodels: [nope]\ntasks: [films]\n');
    expectMistake(await runMain(['run', at('wrong.yaml')]), 'MODEL_NOT_FOUND', 'nope');
    await writeFile(at('results.json'), '{}');
    expectMistake(await runMain(['report', at('results.json')]), 'REPORT_RESULTS_INVALID', 'results.json');
    await rm(at('results.json'));
  });
});

test('a shell can complete commands and options', async () => {
  expect((await runCli(['completion'])).stdout).toContain('--get-yargs-completions');
  expect((await runCli(['--get-yargs-completions', 'skill-neurons', 'neurons', 'ra'])).stdout.split('\n')).toContain('rank');
});
