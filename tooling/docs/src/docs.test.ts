import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { commandsOf, pages, root, type Block } from './pages.ts';
import { helpOf, runSkillNeurons, verbsOf, words } from './run-command.ts';
import { makeReleasedPrompt, shortened, startHub } from './stand-ins.ts';

const isShell = ({ language }: Block) => language === 'sh';
const isRun = (block: Block) => isShell(block) && block.note !== 'only-shown';
const shown = pages().filter(({ blocks }) => blocks.some(isShell));
const scripts = Object.keys((JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts);

/** Commands that are only shown, as words: `[path, ['tune', '--model', ...]]`. */
const onlyShown = shown.flatMap(({ path, blocks }) =>
  blocks.filter((block) => isShell(block) && !isRun(block)).flatMap(commandsOf).map(words).filter(([program]) => program === 'skill-neurons').map(([, ...args]) => [path, args] as const),
);

let hub: Awaited<ReturnType<typeof startHub>>;
beforeAll(async () => (hub = await startHub()));
afterAll(() => hub.stop());

test.each(shown.filter(({ blocks }) => blocks.some(isRun)).map((page) => [page.path, page] as const))('what %s tells the reader to run, runs', async (path, { blocks }) => {
  const folder = projectFolder();
  for (const block of blocks) {
    if (block.note !== '' && !isShell(block)) writeFileSync(inside(folder, block.note), block.text);
    if (!isRun(block)) continue;
    const released = /continuous_prompts\S+/.exec(block.text)?.[0];
    if (released !== undefined) await makeReleasedPrompt(released, folder, ownCaches(folder));
    for (const command of commandsOf(block)) {
      const [program, ...args] = words(command.replace(/^([A-Z_]+=\S+ )+/, ''));
      if (program === 'skill-neurons') expect({ command, ...(await runSkillNeurons(block.note === 'stand-ins' ? shortened(args) : args, folder, ownCaches(folder))) }).toMatchObject({ command, code: 0 });
      else expectKnownProgram(path, command, program!, args);
    }
  }
}, 300_000);

test('what cannot be run in a test is at least a command that exists, with flags that its help knows', async () => {
  const help = await helpOf([...new Set(onlyShown.map(([, args]) => verbsOf(args)))]);
  for (const [path, args] of onlyShown) {
    const text = help.get(verbsOf(args)) ?? '';
    expect({ path, args, text }).toMatchObject({ text: expect.stringContaining(`skill-neurons ${args[0]}`) });
    for (const flag of args.filter((word) => word.startsWith('--'))) expect({ path, args, text }).toMatchObject({ text: expect.stringContaining(flag.split('=')[0]!) });
  }
});

test.each(pages().map(({ path, text }) => [path, text]))('every link of %s leads somewhere', (path, text) => {
  const markdown = text.replace(/```[\s\S]*?```/g, '');
  const targets = [...markdown.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target]) => target!).filter((target) => !/^[a-z]+:/.test(target));
  expect(targets.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
});

/** Of pnpm, node, snakemake, scancel and of scripts that are no commands. */
const otherFlags = ['--cores', '--data', '--expose-gc', '--filter', '--kill-on-invalid-dep', '--python', '--worker'];

test('every flag that a page speaks of is one of a command', () => {
  const known = new Set(readFileSync(join(root, 'docs', 'commands.md'), 'utf8').match(/--[a-z][a-z0-9-]*/g));
  const spoken = pages().filter(({ path }) => !/^tooling/.test(path)).flatMap(({ path, text }) =>
    [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`[^`]*`/g)].flatMap(([code]) => (code.match(/(?<=[ `])--[a-z][a-z0-9-]*/g) ?? []).map((flag) => ({ path, flag }))),
  );
  expect(spoken.length).toBeGreaterThan(50);
  expect(spoken.filter(({ flag }) => !known.has(flag) && !known.has(flag.replace('--no-', '--')) && !otherFlags.includes(flag))).toEqual([]);
});

/** An empty folder with the repository's own folders that examples name. */
function projectFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  for (const name of ['packages', 'datasets', 'tooling']) symlinkSync(join(root, name), join(folder, name));
  if (existsSync(join(root, 'docs', 'files'))) cpSync(join(root, 'docs', 'files'), folder, { recursive: true });
  return folder;
}

/** The hub is this test's own, and nothing comes from the caches of whoever runs it. */
function ownCaches(folder: string): Record<string, string> {
  return { HF_ENDPOINT: hub.endpoint, HF_HOME: join(folder, '.hf'), HF_HUB_OFFLINE: '', HF_TOKEN: '', SKILL_NEURONS_CACHE: join(folder, '.cache') };
}

function inside(folder: string, name: string): string {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  return join(folder, name);
}

/** Other programs are not run: a script of the workspace or a file that Node runs must exist, the rest are the reader's own. */
function expectKnownProgram(path: string, command: string, program: string, args: string[]): void {
  if (program === 'npx' && args[1]?.startsWith('pnpm@')) expectKnownScript(command, args.slice(2));
  else if (program === 'node') expect({ command, exists: existsSync(join(root, args[0]!)) || existsSync(join(root, dirname(path), args[0]!)) }).toEqual({ command, exists: true });
  else if (program === 'python' || program === 'python3') expect({ command, exists: args[0] === '-m' || existsSync(join(root, args[0]!)) }).toEqual({ command, exists: true });
  else expect(['alias', 'cd', 'npm', 'git', 'cat', 'export', 'pip', 'squeue', 'open']).toContain(program.split('=')[0]!.split('/').at(-1));
}

function expectKnownScript(command: string, args: string[]): void {
  if (args[0] !== '--filter') {
    expect({ command, known: [...scripts, 'install', 'changeset', '-r'] }).toMatchObject({ known: expect.arrayContaining([args[0]]) });
    return;
  }
  const folder = join(root, 'tooling', args[1]!.replace('@skill-neurons/tooling-', ''));
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  expect({ command, script: manifest.scripts[args[2]!] }).toEqual({ command, script: expect.any(String) });
}
