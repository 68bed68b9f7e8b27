import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandsOf, pages, root, type Block } from './pages.ts';
import { runSkillNeurons, words } from './run-command.ts';

const isShell = ({ language }: Block) => language === 'sh';
const shown = pages().filter(({ blocks }) => blocks.some(isShell));
const scripts = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts);

test.each(shown.map((page) => [page.path, page] as const))('what %s tells the reader to run, runs', async (_, { blocks }) => {
  const folder = projectFolder();
  for (const block of blocks) {
    if (block.note !== '' && !isShell(block)) writeFileSync(inside(folder, block.note), block.text);
    if (!isShell(block)) continue;
    for (const command of commandsOf(block)) {
      const [program, ...args] = words(command);
      if (program === 'skill-neurons') {
        if (block.note === 'only-shown') await expectKnownFlags(args);
        else expect({ command, ...(await runSkillNeurons(args, folder)) }).toMatchObject({ command, code: 0 });
      } else {
        expectKnownProgram(command, program!, args);
      }
    }
  }
}, 300_000);

test.each(pages().map(({ path }) => path))('every link of %s leads somewhere', (path) => {
  const markdown = readFileSync(join(root, path), 'utf8').replace(/```[\s\S]*?```/g, '');
  const targets = [...markdown.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
});

/** An empty folder with the repository's own folders that examples name. */
function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const name of ['packages', 'datasets', 'tooling']) symlinkSync(join(root, name), join(folder, name));
  if (existsSync(join(root, 'docs', 'files'))) cpSync(join(root, 'docs', 'files'), folder, { recursive: true });
  return folder;
}

function inside(folder: string, name: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  return join(folder, name);
}

/** What cannot be run in a test must at least be a command that exists, with flags that its help knows. */
async function expectKnownFlags(args: string[]): Promise<void> {
  const verbs = args.slice(0, 2).filter((word) => /^[a-z]+(-[a-z]+)*$/.test(word));
  const { code, output } = await runSkillNeurons([...verbs, '--help'], root);
  expect({ args, code }).toEqual({ args, code: 0 });
  expect(output).toContain(`skill-neurons ${verbs[0]}`);
  for (const flag of args.filter((word) => word.startsWith('--'))) expect(output).toContain(flag.split('=')[0]!);
}

/** Other programs are not run: a script of the workspace must exist, the rest are the reader's own. */
function expectKnownProgram(command: string, program: string, args: string[]): void {
  if (program === 'npx' && args[1]?.startsWith('pnpm@')) expect({ command, known: [...scripts, 'install'] }).toMatchObject({ known: expect.arrayContaining([args[2]]) });
  else if (program === 'node') expect({ command, exists: existsSync(join(root, args[0]!)) }).toEqual({ command, exists: true });
  else expect(['alias', 'cd', 'npm', 'git', 'cat', 'python', 'export', 'pip', 'squeue', 'open']).toContain(program.split('=')[0]);
}
