import { createRandom, type Random } from '@skill-neurons/core';
import type { Example } from '@skill-neurons/data';
import type { Fields } from '../victim/batch-runner.ts';
import { drawValues, fillTemplate, slotsOf } from './fill-template.ts';
import { transformFields } from './named-transformations.ts';
import type { Sheet, SheetTemplate, SheetTest } from './sheet-schema.ts';

/** One text and what it was changed into; an MFT has no changed texts. */
export interface SheetCase {
  original: Fields;
  variants: readonly Fields[];
}

export interface MakeCasesOptions {
  sheet: Sheet;
  test: SheetTest;
  /** The field that a template of one text fills. */
  onlyField: string;
  /** Rows of the split that the test names, with its label if it names one; none for templates. */
  rows: readonly Example[];
  seed: number | string;
}

/** The cases of a test, at most `test.cases`; texts that no change applies to are left out. The same seed gives the same cases. */
export async function makeCases({ sheet, test, onlyField, rows, seed }: MakeCasesOptions): Promise<SheetCase[]> {
  const random = createRandom(`${seed}/${sheet.name}/${test.name}`);
  const drafts = test.templates === undefined ? rowDrafts(rows, test, random) : templateDrafts(test.templates, sheet, test, onlyField, random);
  const cases = new Map<string, SheetCase>();
  for (const { original, variants } of drafts) {
    if (cases.size >= test.cases) break;
    const made = [...variants, ...added(original, test.add, random), ...(await transformed(original, test, random))];
    const chosen = chooseVariants(original, made, test.variants, random);
    if (test.type === 'MFT' || chosen.length > 0) cases.set(JSON.stringify([original, chosen]), { original, variants: chosen });
  }
  return [...cases.values()];
}

function rowDrafts(rows: readonly Example[], { cases }: SheetTest, random: Random): SheetCase[] {
  // More than the cases, since some texts may take no change.
  return random
    .shuffle(rows)
    .slice(0, 10 * cases)
    .map(({ fields }) => ({ original: fields, variants: [] }));
}

/** The templates take turns, so that a large product does not crowd out a small one. */
function templateDrafts(
  templates: readonly SheetTemplate[],
  { lexicons }: Sheet,
  { becomes = [], cases }: SheetTest,
  onlyField: string,
  random: Random,
): SheetCase[] {
  const lists = templates.map((template) =>
    drawValues([...new Set([template, ...becomes].flatMap(slotsOf))], lexicons, cases, random).map(
      (values): SheetCase => ({
        original: fillTemplate(template, values, onlyField),
        variants: becomes.map((other) => fillTemplate(other, values, onlyField)),
      }),
    ),
  );
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

function added(original: Fields, add: SheetTest['add'], random: Random): Fields[] {
  if (add === undefined) return [];
  const { front = [], back = [], fields = Object.keys(original) } = add;
  return fields.flatMap((field) => {
    const text = original[field]!;
    return [
      ...random.shuffle(front).map((extra) => ({ ...original, [field]: `${extra} ${text.trimStart()}` })),
      ...random.shuffle(back).map((extra) => ({ ...original, [field]: `${text.trimEnd()} ${extra}` })),
    ];
  });
}

async function transformed(original: Fields, { transformations = [], variants }: SheetTest, random: Random): Promise<Fields[]> {
  const made: Fields[] = [];
  for (const name of transformations) made.push(...(await transformFields(name, original, variants, random)));
  return made;
}

/** Different texts that are not the original, at most `count` of them. */
function chooseVariants(original: Fields, made: readonly Fields[], count: number, random: Random): Fields[] {
  const keyOf = (fields: Fields) => JSON.stringify(fields);
  const different = [...new Map(made.map((fields) => [keyOf(fields), fields])).values()].filter((fields) => keyOf(fields) !== keyOf(original));
  return different.length <= count ? different : random.shuffle(different).slice(0, count);
}
