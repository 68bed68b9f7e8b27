import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A code block of a page: the words after the backticks, and what is in it. */
export interface Block {
  language: string;
  /** `FILE`: the block is that file's content. `only-shown`: it needs what a test does not have, a cluster or a hub. */
  note: string;
  text: string;
}

export interface Page {
  /** Relative to the root. */
  path: string;
  blocks: Block[];
}

/** The pages whose commands are tested: the root README, CONTRIBUTING and docs/. */
export function pages(): Page[] {
  const paths = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).sort().map((name) => `docs/${name}`)];
  return paths.filter((path) => path.endsWith('.md')).map((path) => ({ path, blocks: blocksOf(readFileSync(join(root, path), 'utf8')) }));
}

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language, note, text]) => ({ language: language!, note: note!, text: text! }));
}

/** The commands of a shell block, one per line, comments and prompts away, lines that end in a backslash joined. */
export function commandsOf({ text }: Block): string[] {
  const lines = text.replace(/\\\n\s*/g, '').split('\n');
  return lines.map((line) => line.replace(/\s+#\s.*$/, '').trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
