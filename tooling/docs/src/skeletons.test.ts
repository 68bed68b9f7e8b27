import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pages, root } from './pages.ts';

const skeletons = pages().find(({ path }) => path === 'CONTRIBUTING.md')!.blocks.filter(({ language }) => language === 'ts').map(({ text }) => text);
const placeOf = (text: string) => /^\/\/ (packages\/\S+\.ts)\n/.exec(text)?.[1];

test('what the contributor’s guide shows compiles where it says it belongs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skeletons-'));
  const places = skeletons.map((text) => placeOf(text)!);
  expect(places).toHaveLength(5);
  for (const [i, place] of places.entries()) {
    expect({ place, taken: existsSync(join(root, place)), folder: existsSync(dirname(join(root, place))) }).toEqual({ place, taken: false, folder: true });
    const own = place.split('/').slice(0, 2).join('/');
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    if (!existsSync(join(folder, own, 'node_modules'))) symlinkSync(join(root, own, 'node_modules'), join(folder, own, 'node_modules'));
    writeFileSync(join(folder, place), skeletons[i]!);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  // The two trees count as one, so that './x.ts' is the repository's.
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    extends: join(root, 'tooling/tsconfig/base.json'),
    compilerOptions: { noEmit: true, composite: false, incremental: false, declaration: false, declarationMap: false, types: ['node'], typeRoots: [join(root, 'tooling/docs/node_modules/@types')], rootDirs: [folder, root] },
    files: places,
  }));
  const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
  const said = await promisify(execFile)(process.execPath, [compiler, '-p', folder]).then(() => 'nothing', (error: { stdout: string }) => error.stdout);
  expect(said).toBe('nothing');
}, 60_000);
