import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A code block of a page: the words after the backticks, and what is in it. */
export interface Block {
  language: string;
  /**
   * `FILE`: the block is that file's content. `stand-ins`: run with tiny models and made-up data in place of the hub's, and shortened.
   * `only-shown`: it needs what a test does not have, a cluster, released prompts or hours.
   */
  note: string;
  text: string;
}

export interface Page {
  /** Relative to the root. */
  path: string;
  text: string;
  blocks: Block[];
}

/** Every page for readers: those at the root, docs/, and the README of each package, tool and data folder. */
export function pages(): Page[] {
  const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).sort().map((name) => `docs/${name}`);
  const others = ['packages/experiments/SCALE.md', 'tooling/bench/results/README.md', 'datasets/README.md', 'datasets/tasks/README.md', 'datasets/sheets/README.md'];
  return ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...inDocs, ...readmesIn('packages'), ...readmesIn('tooling'), ...others].map(page);
}

/** The READMEs of the packages that are published. */
export function packageReadmes(): Page[] {
  return [...readmesIn('packages'), 'datasets/README.md'].map(page);
}

function readmesIn(folder: string): string[] {
  const paths = readdirSync(join(root, folder)).sort().map((name) => `${folder}/${name}/README.md`);
  return paths.filter((path) => existsSync(join(root, path)));
}

function page(path: string): Page {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, blocks: blocksOf(text) };
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, note, text]) => ({ language: language!, note: note!, text: text! }));
}

/** The commands of a shell block, one per line, comments and prompts away, lines that end in a backslash joined. */
export function commandsOf({ text }: Block): string[] {
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return lines.map((line) => line.replace(/\s+#\s.*$/, '').trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
