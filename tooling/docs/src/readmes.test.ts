import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageReadmes, root } from './pages.ts';
import { publicNames } from './public-names.ts';

const readmes = packageReadmes().map((page) => [dirname(page.path), page.text] as const);

test.each(readmes)('the README of %s is short and shows how to install it and an example', (folder, text) => {
  expect(text.split('\n').length - 1).toBeGreaterThanOrEqual(30);
  expect(text.split('\n').length - 1).toBeLessThanOrEqual(80);
  const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string };
  expect(text).toMatch(new RegExp(`npm install ${name}\\b`));
  expect(text).toMatch(/^```[tj]s$/m);
});

test.each(readmes)('what the README of %s lists as its API is exported', (folder, text) => {
  const [, api = ''] = /^## API\n([\s\S]*?)(?=^## )/m.exec(`${text}\n## `) ?? [];
  const cells = [...api.matchAll(/^\| (`.*?) \|/gm)].map(([, cell]) => cell!);
  const named = cells.flatMap((cell) => [...cell.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name!));
  const options = /^\| option \|/m.test(api) ? readFileSync(join(root, folder, 'src/options.ts'), 'utf8') : '';
  const names = publicNames(join(root, folder, 'src/index.ts'));
  expect(named.filter((name) => !names.has(name) && !options.includes(`  ${name}: `))).toEqual([]);
  expect(named).not.toEqual([]);
});

/** Errors of core's file functions, and those that tell of a mistake inside a package. */
const unlisted = new Set(['FILE_READ', 'FILE_WRITE', 'FILE_JSON', 'MODEL_WEIGHT_MISSING', 'SAFETENSORS_SHAPE', 'TORCH_SHAPE', 'STATISTICS_LENGTHS', 'SIMULATED_FAILURE']);

test.each(readmes.filter(([, text]) => /^## Errors$/m.test(text)))('the README of %s lists the error codes that its sources throw', (folder, text) => {
  const sources = readdirSync(join(root, folder, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/\.test\.|testing\//.test(name));
  const codes = new Set(sources.flatMap((name) => [...readFileSync(join(root, folder, 'src', name), 'utf8').matchAll(/code: '([A-Z]+_[A-Z0-9_]+)'/g)].map(([, code]) => code!)));
  // In full, as `_REST` after others of the same beginning, or with others of its kind as `KIND_*`.
  const isListed = (code: string) => [code, code.replace(/^[A-Z]+_/, '_'), code.replace(/_.*/, '_*')].some((form) => text.includes(`\`${form}\``));
  expect([...codes].filter((code) => !unlisted.has(code) && !isListed(code))).toEqual([]);
});
