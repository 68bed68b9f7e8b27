import { exactInterval, SkillNeuronsError, type Interval, type OnProgress } from '@skill-neurons/core';
import { parseTemplate, templateFields, type Example, type ModelFamily, type Task } from '@skill-neurons/data';
import { predictionOf } from '../attack/goal.ts';
import type { Fields } from '../victim/batch-runner.ts';
import type { Victim } from '../victim/prompt-victim.ts';
import { judgeCase } from './judge-case.ts';
import { makeCases, type SheetCase } from './make-cases.ts';
import type { Sheet, SheetTemplate, SheetTest } from './sheet-schema.ts';

/** How many cases failed. */
export interface FailureRate {
  n: number;
  failed: number;
  /** NaN of no cases. */
  rate: number;
  /** Exact 95 % interval, as if the cases were drawn independently; those of one template are not quite. */
  interval: Interval;
}

/** A case that failed, as it is shown. */
export interface SheetFailure {
  original: { fields: Fields; probabilities: number[] };
  /** The variant that failed; absent for an MFT. */
  changed?: { fields: Fields; probabilities: number[] };
}

/** What came of one test. */
export interface SheetTestResult extends FailureRate {
  name: string;
  capability: string;
  type: SheetTest['type'];
  failures: SheetFailure[];
}

/** What came of a sheet. */
export interface SheetReport {
  sheet: string;
  /** Classes of the task, and how many texts of all MFTs are answered so: a model that always says the same passes every other test. */
  answers: { label: string; texts: number }[];
  tests: SheetTestResult[];
  /** Capabilities in the sheet's order, all tests of one type together. */
  capabilities: { capability: string; types: Partial<Record<SheetTest['type'], FailureRate>> }[];
}

export interface RunSheetOptions {
  sheet: Sheet;
  task: Task;
  family: ModelFamily;
  victim: Victim;
  /** Rows of a split of the task, for the tests that take theirs from one. */
  loadRows(split: string): Promise<readonly Example[]>;
  seed: number | string;
  /** Failed cases kept per test. Default 20. */
  keepFailures?: number;
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** Texts asked about at once. */
const chunk = 512;

/** Runs every test of a sheet. @throws SHEET_TASK when the sheet does not fit the task */
export async function runSheet(options: RunSheetOptions): Promise<SheetReport> {
  const { sheet, task, family, victim, seed, keepFailures = 20, onProgress, signal } = options;
  const classesOf = checkFits(sheet, task, family);
  const onlyField = fieldsOf(task, family)[0]!;
  const loadRows = remembered(options.loadRows);
  const tests: SheetTestResult[] = [];
  const texts = task.labels.map(() => 0);
  for (const test of sheet.tests) {
    signal?.throwIfAborted();
    const cases = await makeCases({ sheet, test, onlyField, rows: await rowsOf(test, loadRows, classesOf), seed });
    const answers = await answer(victim, cases);
    if (test.type === 'MFT') for (const { original } of answers) texts[predictionOf(original)]!++;
    const failures = cases.flatMap((made, i): SheetFailure[] => {
      const verdict = judgeCase(test, answers[i]!, classesOf);
      if (verdict === null) return [];
      const original = { fields: made.original, probabilities: [...answers[i]!.original] };
      return [
        verdict.failed < 0
          ? { original }
          : { original, changed: { fields: made.variants[verdict.failed]!, probabilities: [...answers[i]!.variants[verdict.failed]!] } },
      ];
    });
    const { name, capability, type } = test;
    tests.push({ name, capability, type, ...rateOf(failures.length, cases.length), failures: failures.slice(0, keepFailures) });
    onProgress?.({ label: `sheet ${sheet.name}`, done: tests.length, total: sheet.tests.length });
  }
  return { sheet: sheet.name, answers: task.labels.map((label, i) => ({ label, texts: texts[i]! })), tests, capabilities: byCapability(tests) };
}

async function answer(victim: Victim, cases: readonly SheetCase[]) {
  const texts = cases.flatMap(({ original, variants }) => [original, ...variants]);
  const answers: Float32Array[] = [];
  for (let i = 0; i < texts.length; i += chunk) answers.push(...(await victim.score(texts.slice(i, i + chunk))));
  let at = 0;
  return cases.map(({ variants }) => ({ original: answers[at++]!, variants: variants.map(() => answers[at++]!) }));
}

/** Each split is read once. */
function remembered(loadRows: RunSheetOptions['loadRows']): RunSheetOptions['loadRows'] {
  const splits = new Map<string, Promise<readonly Example[]>>();
  return (split) => {
    const rows = splits.get(split) ?? loadRows(split);
    splits.set(split, rows);
    return rows;
  };
}

async function rowsOf(
  { rows }: SheetTest,
  loadRows: RunSheetOptions['loadRows'],
  classesOf: (label: string) => readonly number[],
): Promise<readonly Example[]> {
  if (rows === undefined) return [];
  const all = await loadRows(rows.split);
  return rows.label === undefined ? all : all.filter(({ label }) => classesOf(rows.label!).includes(label));
}

const fieldsOf = (task: Task, family: ModelFamily) => templateFields(parseTemplate(task.templates[family] ?? ''));

/** The classes that each label of the sheet stands for. @throws SHEET_TASK */
function checkFits(sheet: Sheet, task: Task, family: ModelFamily): (label: string) => readonly number[] {
  const problem = (message: string, hint: string) => new SkillNeuronsError({ code: 'SHEET_TASK', message, where: sheet.name, hint });
  const fields = fieldsOf(task, family);
  const classes = new Map(
    Object.entries(sheet.labels).map(([label, names]) => [label, task.labels.flatMap((name, i) => (names.includes(name) ? [i] : []))]),
  );
  const used = sheet.tests.flatMap(({ label, rows, expect }) => [label, rows?.label, expect?.label]).filter((label) => label !== undefined);
  const unknown = used.find((label) => classes.get(label)!.length === 0);
  if (unknown !== undefined)
    throw problem(
      `the task ${task.name} has no class for "${unknown}"`,
      `its classes are ${task.labels.join(', ')}; name one of them under labels, or take another sheet`,
    );
  for (const { name, templates = [], becomes = [], add } of sheet.tests) {
    for (const template of [...templates, ...becomes]) {
      if (!fits(template, fields))
        throw problem(
          `${name}: its templates are not those of the task ${task.name}`,
          `the task has the field${fields.length === 1 ? '' : 's'} ${fields.join(', ')}`,
        );
    }
    const wrong = add?.fields?.find((field) => !fields.includes(field));
    if (wrong !== undefined) throw problem(`${name}: the task ${task.name} has no field "${wrong}"`, `its fields are ${fields.join(', ')}`);
  }
  return (label) => classes.get(label)!;
}

function fits(template: SheetTemplate, fields: readonly string[]): boolean {
  if (typeof template === 'string') return fields.length === 1;
  const names = Object.keys(template);
  return names.length === fields.length && fields.every((field) => names.includes(field));
}

function byCapability(tests: readonly SheetTestResult[]): SheetReport['capabilities'] {
  return [...new Set(tests.map(({ capability }) => capability))].map((capability) => {
    const own = tests.filter((test) => test.capability === capability);
    const types = [...new Set(own.map(({ type }) => type))].map((type) => {
      const alike = own.filter((test) => test.type === type);
      return [
        type,
        rateOf(
          alike.reduce((sum, { failed }) => sum + failed, 0),
          alike.reduce((sum, { n }) => sum + n, 0),
        ),
      ] as const;
    });
    return { capability, types: Object.fromEntries(types) };
  });
}

function rateOf(failed: number, n: number): FailureRate {
  return { n, failed, rate: failed / n, interval: exactInterval(failed, n) };
}
