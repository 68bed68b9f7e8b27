import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './pages.ts';

const bin = join(root, 'packages', 'cli', 'bin', 'skill-neurons.js');
const library = pathToFileURL(join(root, 'packages', 'cli', 'dist', 'index.js')).href;

/** The words of a command line as a POSIX shell splits them, as far as the documentation needs it: quotes, no expansion. */
export function words(command: string): string[] {
  return [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''));
}

/** Runs `skill-neurons ...` as built here and gives its exit code and everything it printed. */
export function runSkillNeurons(args: string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  return runNode([bin, ...args], cwd, env);
}

/** The nouns and verbs that a command begins with. */
export function verbsOf(args: string[]): string {
  return args.slice(0, 2).filter((word) => /^[a-z]+(-[a-z]+)*$/.test(word)).join(' ');
}

/** The help of each command, all asked for in one process, since starting one takes longer than the help. */
export async function helpOf(commands: string[]): Promise<Map<string, string>> {
  const script = `
    const { main } = await import('${library}');
    for (const command of ${JSON.stringify(commands)}) {
      console.log('\\f' + command);
      await main([...command.split(' '), '--help']);
    }`;
  const { output } = await runNode(['--input-type=module', '--eval', script], root);
  const texts = output.split('\f').slice(1).map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const);
  return new Map(texts);
}

function runNode(args: string[], cwd: string, env: Readonly<Record<string, string>> = {}): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => (output += data.toString()));
    child.stderr.on('data', (data: Buffer) => (output += data.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, output }));
  });
}
