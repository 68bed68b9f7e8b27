import { completionText } from './all-commands.ts';
import { describeCommands, describeGlobalOptions, type DescribedCommand, type DescribedOption } from './describe-commands.ts';

/** The Markdown page of all commands and flags, `docs/commands.md`: what the commands declare, and nothing else. */
export function commandsPage(): string {
  const commands = describeCommands();
  return [
    '# Every command and flag',
    '<!-- Made by `node packages/cli/scripts/write-commands-page.js` from what the commands declare; a test compares. -->',
    '`skill-neurons COMMAND --help` tells the same, with examples. A flag of yes or no is given alone, or with `no-` in front to turn it off: `--no-leaks`. A flag of several words or numbers takes those that follow it.',
    table('command', [
      ...commands.map(({ name, usage, description }) => [`[\`${usage}\`](#${name.replaceAll(' ', '-')})`, description]),
      ['`completion`', completionText],
    ]),
    '## Flags of every command',
    optionTable(describeGlobalOptions()),
    'Exit codes: 0 done, 1 finished with failed jobs, 2 a mistake in the input, 3 the environment (backend, network, disk), 130 interrupted. Results go to stdout, everything else to stderr.',
    'Tables are Markdown, in a file or pipe as in a terminal; where a terminal is too narrow for one, each row becomes lines of label and value.',
    ...commands.flatMap(section),
  ].join('\n\n').concat('\n');
}

function section({ name, usage, description, positionals, options }: DescribedCommand): string[] {
  const own = [...positionals.map((option) => ({ ...option, positional: true })), ...options];
  return [`## ${name}`, `\`skill-neurons ${usage}\`: ${description}`, ...(own.length === 0 ? [] : [optionTable(own)])];
}

function optionTable(options: readonly (DescribedOption & { positional?: boolean })[]): string {
  return table('flag', options.map(({ name, aliases, kind, choices, required, default: usual, description, positional = false }) => [
    positional ? name : [name, ...aliases].map((one) => `\`--${one}\``).join(', '),
    choices.length === 0 ? kind : `${choices.join(', ')}${kind.endsWith('s') ? ' (several)' : ''}`,
    required ? 'required' : (usual ?? (positional ? 'required' : '')).replaceAll('<', '&lt;'),
    description.replaceAll('<', '&lt;'),
  ]), ['value', 'default', 'is']);
}

/** Without padding, so that a changed cell changes one line. */
function table(first: string, rows: readonly string[][], others: readonly string[] = ['does']): string {
  const columns = [first, ...others];
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}
