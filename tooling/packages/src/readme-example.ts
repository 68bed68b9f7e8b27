import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from '@swc/core';

/** The first code block of a package's README as JavaScript; undefined where it has none. */
export async function readmeExample(folder: string): Promise<string | undefined> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const [, , code] = /```(ts|js)\n(.*?)```/s.exec(readme) ?? [];
  if (code === undefined) return undefined;
  const options = { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' } } as const;
  return (await transform(code, options)).code;
}

/** The files that a README shows beside its example: `name` and other words before a block in the language of the file's ending. */
export async function readmeFiles(folder: string): Promise<[path: string, text: string][]> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const names = [...readme.matchAll(/`([\w-]+\.(yaml|tsv))`/g)];
  return names.flatMap(([, path, language]) => {
    const block = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
    return block === undefined ? [] : [[path!, block] as [string, string]];
  });
}
