import { readFileSync } from 'node:fs';
import { commandsPage } from './commands-page.ts';
import { describeCommands, describeGlobalOptions } from './describe-commands.ts';

test('docs/commands.md is what the commands declare', () => {
  const page = readFileSync(new URL('../../../docs/commands.md', import.meta.url), 'utf8');
  // As a whole first: a difference of hundreds of lines is not readable.
  const same = page === commandsPage();
  expect(same ? 'up to date' : 'stale: tsc -b, then node packages/cli/scripts/write-commands-page.js').toBe('up to date');
});

test('it names every command and every flag', () => {
  const page = commandsPage();
  const commands = describeCommands();
  expect(commands.length).toBeGreaterThan(40);
  for (const { name, options } of commands) {
    const [, text = ''] = page.split(`\n## ${name}\n`);
    for (const option of options) expect(text.split('\n## ')[0]).toContain(`\`--${option.name}\``);
  }
  for (const { name } of describeGlobalOptions()) expect(page).toContain(`\`--${name}\``);
});
