import { SkillNeuronsError } from '@skill-neurons/core';
import { problemsOf, readYamlDocument, type TaskProblem } from '@skill-neurons/data';
import { lexiconOf, slotsOf } from './fill-template.ts';
import { sheetSchema, type Sheet, type SheetTemplate, type SheetTest } from './sheet-schema.ts';

const shown = 4;

/** Reads and checks a test sheet. @throws FILE_READ, SHEET_SYNTAX, SHEET_INVALID with file and line */
export async function loadSheet(file: string): Promise<Sheet> {
  const document = await readYamlDocument(file, { what: 'test sheet', code: 'SHEET_SYNTAX' });
  const fail = (problems: readonly TaskProblem[]) => {
    const place = ({ path }: TaskProblem) => `${file}:${document.lineOf(path)}`;
    const texts = problems
      .slice(0, shown)
      .map((problem, i) => `${i === 0 ? '' : `${place(problem)}: `}${problem.path.map(String).join('.')}: ${problem.message}`);
    if (problems.length > shown) texts.push(`and ${problems.length - shown} more`);
    return new SkillNeuronsError({
      code: 'SHEET_INVALID',
      message: texts.join('; '),
      where: place(problems[0]!),
      hint: 'the format is described in datasets/sheets/README.md',
    });
  };
  const parsed = sheetSchema.safeParse(document.data, { reportInput: true });
  if (!parsed.success) throw fail(problemsOf(parsed.error.issues));
  const problems = checkSheet(parsed.data);
  if (problems.length > 0) throw fail(problems);
  return parsed.data;
}

/** What the schema cannot say: which keys go together, and that slots, labels and names are known. */
function checkSheet(sheet: Sheet): TaskProblem[] {
  const names = sheet.tests.map(({ name }) => name);
  return sheet.tests.flatMap((test, i) => {
    const at = (key: string, message: string): TaskProblem => ({ path: ['tests', i, key], message });
    const labels = [
      ['label', test.label],
      ['rows', test.rows?.label],
      ['expect', test.expect?.label],
    ] as const;
    return [
      ...(names.indexOf(test.name) < i ? [at('name', 'another test has this name')] : []),
      ...keyProblems(test).map(([key, message]) => at(key, message)),
      ...labels.flatMap(([key, label]) => (label === undefined || Object.hasOwn(sheet.labels, label) ? [] : [at(key, `labels has no "${label}"`)])),
      ...slotProblems(sheet, test).map(([key, message]) => at(key, message)),
    ];
  });
}

function keyProblems({ type, templates, rows, label, becomes, transformations, add, expect }: SheetTest): [string, string][] {
  const problems: [string, string][] = [];
  const refuse = (keys: Record<string, unknown>) =>
    Object.entries(keys).forEach(([key, value]) => value !== undefined && problems.push([key, `has no place in a test of type ${type}`]));
  if ((templates === undefined) === (rows === undefined)) problems.push(['type', 'give either templates or rows']);
  if (type === 'MFT') {
    if (label === undefined) problems.push(['type', 'a test of type MFT needs a label']);
    refuse({ rows, becomes, transformations, add, expect });
    return problems;
  }
  if (becomes === undefined && transformations === undefined && add === undefined)
    problems.push(['type', `a test of type ${type} needs a change: becomes, transformations or add`]);
  if (becomes !== undefined && templates === undefined) problems.push(['becomes', 'needs templates, whose slots it shares']);
  if (becomes !== undefined && templates !== undefined && templates.length > 1)
    problems.push(['becomes', 'belongs to one template; write a test for each']);
  if (add !== undefined && add.front === undefined && add.back === undefined) problems.push(['add', 'needs front or back']);
  refuse({ label });
  if (type === 'DIR' && expect === undefined) problems.push(['type', 'a test of type DIR needs expect']);
  if (type === 'INV') refuse({ expect });
  return problems;
}

function slotProblems({ lexicons }: Sheet, { templates = [], becomes = [] }: SheetTest): [string, string][] {
  const problems: [string, string][] = [];
  const read = (key: string, template: SheetTemplate): string[] => {
    try {
      return slotsOf(template);
    } catch (error) {
      problems.push([key, (error as RangeError).message]);
      return [];
    }
  };
  const ofBecomes = becomes.flatMap((template) => read('becomes', template));
  for (const template of templates) {
    const slots = [...new Set([...read('templates', template), ...ofBecomes])];
    for (const slot of slots)
      if (lexiconOf(slot, lexicons) === undefined)
        problems.push(['templates', `there is no lexicon for the slot {${slot}}; the lexicons are ${Object.keys(lexicons).join(', ')}`]);
    for (const [name, entries] of Object.entries(lexicons)) {
      const wanted = slots.filter((slot) => lexiconOf(slot, lexicons) === name).length;
      if (wanted > new Set(entries).size)
        problems.push(['templates', `${wanted} slots take different entries of the lexicon ${name}, which has ${new Set(entries).size}`]);
    }
  }
  return problems;
}
