import { readdirSync, readFileSync } from 'node:fs';
import { describeCommands, describeGlobalOptions, type DescribedOption } from '../describe-commands.ts';

const commands = describeCommands();
const uses = commands.flatMap(({ name: command, options }) => options.map((option) => ({ command, ...option })));
const flags = [...new Set(uses.map(({ name }) => name))];

/** What the uses of a flag have, with the commands that have it. */
function variants(of: (option: DescribedOption) => string): Record<string, Record<string, string[]>> {
  return Object.fromEntries(
    flags.flatMap((flag) => {
      const found: Record<string, string[]> = {};
      for (const option of uses.filter(({ name }) => name === flag)) (found[of(option)] ??= []).push(option.command);
      return Object.keys(found).length > 1 ? [[flag, found]] : [];
    }),
  );
}

test('a flag takes the same kind of value in every command', () => {
  expect(flags.length).toBeGreaterThan(100);
  // One prompt, split or ranking where a command works on one, several where it compares; which random neurons.
  expect(Object.keys(variants(({ kind }) => kind)).sort()).toEqual(['neurons', 'prompt', 'split']);
});

test('no flag of a command is one that all have', () => {
  const everywhere = describeGlobalOptions().flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(everywhere).toEqual(expect.arrayContaining(['json', 'quiet', 'verbose', 'backend']));
  expect(uses.filter(({ name, aliases }) => [name, ...aliases].some((one) => everywhere.includes(one)))).toEqual([]);
});

test.each(commands.map((command) => [command.name, command] as const))('%s: examples, and each option says what it is and its default', (name, { description, positionals, options, examples }) => {
  expect(description).not.toBe('');
  expect(examples.length).toBeGreaterThan(0);
  for (const [example] of examples) expect(example).toContain(`$0 `);
  expect(examples.some(([example]) => example.startsWith(`$0 ${name}`))).toBe(true);
  expect([...positionals, ...options].filter((option) => option.description === '').map((option) => option.name)).toEqual([]);
  expect(options.filter((option) => !option.required && option.default === undefined).map((option) => option.name)).toEqual([]);
  // In one place only, as --help shows it.
  expect([...positionals, ...options].filter((option) => /default|when left out/.test(option.description)).map((option) => option.name)).toEqual([]);
});

test('examples name commands and options that exist', () => {
  const everywhere = describeGlobalOptions().map(({ name }) => name);
  for (const [example] of commands.flatMap(({ examples }) => examples)) {
    const words = example.split(/ [|>] /)[0]!.split(' ').slice(1);
    const command = commands.find(({ name }) => `${words.join(' ')} `.startsWith(`${name} `));
    expect({ example, known: command !== undefined }).toEqual({ example, known: true });
    const known = [...everywhere, ...command!.options.flatMap(({ name, aliases }) => [name, ...aliases])];
    const given = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split('=')[0]!.replace(/^no-/, ''));
    expect({ example, unknown: given.filter((flag) => !known.includes(flag)) }).toEqual({ example, unknown: [] });
  }
});

test('results go through the terminal, which makes JSON of them with --json', () => {
  const source = new URL('../', import.meta.url);
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.includes('.test.'));
  const writers = files.filter((file) => readFileSync(new URL(file, source), 'utf8').includes('process.stdout.write')).sort();
  // Logs as they grow, and the status that is drawn again: neither with --json.
  expect(writers).toEqual(['actions/logs.ts', 'actions/status.ts', 'terminal.ts']);
});
