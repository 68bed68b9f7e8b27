import { readdirSync } from 'node:fs';
import yargs from 'yargs';
import type { Argv } from 'yargs';
import type { CommandAdder } from '../command.ts';

/** One prompt, split or ranking where a command works on one, several where it compares; how many random triggers, which random neurons. */
const knownToDiffer = ['neurons', 'prompt', 'split'];

test('a flag takes the same kind of value in every command', async () => {
  const kinds = new Map<string, Map<string, string[]>>();
  const adder = (group: string): CommandAdder => ({
    add: (command: string, _description: string, build: (y: Argv<object>) => Argv<unknown>) => {
      const { key, array, boolean, number } = (build(yargs([])) as unknown as { getOptions(): Record<'array' | 'boolean' | 'number', string[]> & { key: object } }).getOptions();
      const positionals = [...command.matchAll(/[<[]([\w-]+)/g)].map(([, name]) => name!);
      for (const flag of Object.keys(key).filter((name) => !['help', 'version', ...positionals].includes(name))) {
        const kind = `${boolean.includes(flag) ? 'yes or no' : number.includes(flag) ? 'number' : 'word'}${array.includes(flag) ? 's' : ''}`;
        const uses = kinds.get(flag) ?? kinds.set(flag, new Map()).get(flag)!;
        uses.set(kind, [...(uses.get(kind) ?? []), `${group}${command.split(' ')[0]}`]);
      }
    },
    group: (name: string, _description: string, fill: (inner: CommandAdder) => void) => fill(adder(`${name} `)),
  }) as CommandAdder;
  for (const file of readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))) {
    const module = (await import(`./${file}`)) as Record<string, unknown>;
    // Those that a group adds within itself take the group's adder too.
    for (const [name, add] of Object.entries(module)) if (/^add\w*Commands?$/.test(name)) (add as (commands: CommandAdder) => void)(adder(''));
  }
  expect(kinds.size).toBeGreaterThan(50);
  const differing = [...kinds].filter(([, uses]) => uses.size > 1).map(([flag, uses]) => ({ flag, uses: Object.fromEntries(uses) }));
  expect(differing.filter(({ flag }) => !knownToDiffer.includes(flag))).toEqual([]);
  expect(differing.map(({ flag }) => flag).sort()).toEqual(knownToDiffer);
});
