import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli.ts';
import { runMain } from './run-main.ts';

/** The first run starts a process that loads the whole tool. */
const patience = 120_000;
let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
const attackArgs = (out: string, ...options: string[]) =>
  ['attack', 'run', '--model', 'tiny-roberta', '--task', 'films', '--prompt', 'none', '--recipe', 'deepwordbug', '--limit', '6', '--out', at(out), ...options];
const attack = (out: string, ...options: string[]) => runMain(attackArgs(out, ...options));

interface Result {
  summary: { n: number; succeeded: number; originalAccuracy: { correct: number }; accuracyUnderAttack: { correct: number } };
  taskFile: string;
  records: { id: string; status: string; perturbed: { fields: Record<string, string> } }[];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attack-cli-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('an attack: records, summary, a data set that evaluate takes, a replay; once more does nothing again', async () => {
  const first = await runCli(attackArgs('one', '--json'));
  expect(first.code).toBe(0);
  const result = JSON.parse(first.stdout) as Result;
  expect(result.summary.n).toBe(6);
  expect(result.summary.accuracyUnderAttack.correct).toBeLessThanOrEqual(result.summary.originalAccuracy.correct);
  expect((await readFile(at('one', 'attack.jsonl'), 'utf8')).trimEnd().split('\n')).toHaveLength(7);
  expect(JSON.parse(await readFile(at('one', 'summary.json'), 'utf8'))).toMatchObject({ recipe: 'deepwordbug', summary: result.summary });

  const evaluated = await runMain(['evaluate', '--model', 'tiny-roberta', '--task', result.taskFile, '--prompt', 'none', '--split', 'test', 'adversarial', '--json']);
  expect(JSON.parse(evaluated.stdout)).toMatchObject([
    { n: 6, correct: result.summary.originalAccuracy.correct },
    { n: 6, correct: result.summary.accuracyUnderAttack.correct, groups: { deepwordbug: { n: 6 } }, attackSuccess: { correct: result.summary.succeeded, n: result.summary.originalAccuracy.correct } },
  ]);

  const again = await attack('one', '--json');
  expect(again.stderr).toContain('6 of 6 examples are there already');
  expect((JSON.parse(again.stdout) as Result).records).toEqual(result.records);

  const replayed = await runMain(['attack', 'replay', at('one'), '--model', 'tiny-roberta', '--json']);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ replay: { perturbedAccuracy: { correct: result.summary.accuracyUnderAttack.correct } } });
  const shown = await runMain(['attack', 'replay', at('one'), '--show', '1']);
  expect(shown.stdout).toContain('accuracy under attack');
  if (result.summary.succeeded > 0) expect(shown.stdout).toMatch(/\[-\S+-\]\s?\{\+\S+\+\}/);
}, patience);

test('killed in the middle, it goes on and ends as if it had not been', async () => {
  const whole = JSON.parse((await attack('whole', '--json')).stdout) as Result;
  const lines = (await readFile(at('whole', 'attack.jsonl'), 'utf8')).split('\n');
  await cp(at('whole'), at('cut'), { recursive: true });
  await writeFile(at('cut', 'attack.jsonl'), `${lines.slice(0, 3).join('\n')}\n${lines[3]!.slice(0, 20)}`);
  const { stdout, stderr } = await attack('cut', '--json');
  expect(stderr).toContain('2 of 6 examples are there already');
  const texts = ({ records }: Result) => records.map(({ id, status, perturbed }) => ({ id, status, fields: perturbed.fields }));
  expect(texts(JSON.parse(stdout) as Result)).toEqual(texts(whole));
}, patience);

// After the attack in "one".
test('a trigger for a whole split; its texts and those of an attack against two victims', async () => {
  const made = await runMain(['attack', 'trigger', '--model', 'tiny-roberta', '--task', 'films', '--prompt', 'none', '--out', at('trigger'), '--search-limit', '8', '--limit', '10', '--length', '2', '--candidates', '4', '--draws', '2', '--exclude', 'awful', 'bad', '--json']);
  expect(made.code).toBe(0);
  const trigger = JSON.parse(made.stdout) as { trigger: string[]; accuracyWithTrigger: { correct: number }; controls: unknown[]; records: { status: string; perturbed: { fields: Record<string, string> } }[] };
  expect(trigger.trigger).toHaveLength(2);
  expect(trigger.controls).toHaveLength(2);
  for (const { status, perturbed } of trigger.records) if (status !== 'skipped') expect(perturbed.fields['sentence']!.startsWith(`${trigger.trigger.join(' ')} `)).toBe(true);

  const matrix = await runMain(['attack', 'transfer', at('one'), at('trigger'), '--models', 'tiny-roberta', 'tiny-t5', '--prompts', 'none', '--out', at('matrix.json'), '--json']);
  const cells = JSON.parse(matrix.stdout) as { folder: string; model: string; own: boolean; n: number; transferRate: { accuracy: number } | null }[];
  expect(cells.map(({ model, own, n }) => ({ model, own, n }))).toEqual([
    { model: 'tiny-roberta', own: true, n: 6 }, { model: 'tiny-roberta', own: true, n: 10 }, { model: 'tiny-t5', own: false, n: 6 }, { model: 'tiny-t5', own: false, n: 10 },
  ]);
  // What turned a victim turns it again.
  for (const { own, transferRate } of cells) if (own && transferRate !== null) expect(transferRate.accuracy).toBe(1);
  expect(JSON.parse(await readFile(at('matrix.json'), 'utf8'))).toEqual(cells);
}, patience);

// After the attack in "one".
test('mistakes are one line and exit code 2', async () => {
  for (const [result, code, hint] of [
    [await attack('one', '--seed', '2'), 'ATTACK_OTHER_RUN', 'seed'],
    [await runMain(['attack', 'run', '--model', 'tiny-roberta', '--task', 'films', '--prompt', 'none', '--recipe', 'nothing', '--out', at('x')]), 'ATTACK_RECIPE', 'textbugger'],
    [await attack('x', '--target', 'neutral'), 'ATTACK_TARGET', 'negative, positive'],
    [await attack('x', '--fields', 'premise'), 'ATTACK_OPTIONS', 'sentence'],
    [await runMain(['attack', 'transfer', at('one'), '--models', 'a', 'b', '--prompts', 'c', 'd', 'e']), 'ATTACK_OPTIONS', 'one model for all prompts'],
    [await runMain(['attack', 'replay', at('nowhere')]), 'FILE_READ', 'nowhere'],
  ] as const) {
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: 2, stdout: '' });
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(result.stderr).toContain(code);
    expect(result.stderr).toContain(hint);
  }
}, patience);

test('attack list names sources, and deviations on request', async () => {
  const { stdout } = await runMain(['attack', 'list', '--json']);
  const listed = JSON.parse(stdout) as { name: string; source: string; deviations: string[] }[];
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(['textbugger', 'deepwordbug', 'bert-attack-like', 'stresstest', 'checklist', 'pwws', 'clare-like', 'textfooler-like', 'genetic', 'hotflip', 'trigger']));
  expect(listed.every(({ source, deviations }) => source.includes('20') && deviations.length > 0)).toBe(true);
  expect((await runMain(['attack', 'list', '--verbose'])).stdout).toContain(listed[0]!.deviations[0]);
}, patience);
