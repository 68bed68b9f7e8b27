import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from './compile.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compile-'));
});
afterEach(() => rm(folder, { recursive: true }));

const compileWith = (CXX: string) =>
  compile({ sources: folder, headers: folder, libraries: { folder, files: [] }, output: join(folder, 'out.node'), nodeApi: 8 }, { platform: 'linux', env: { CXX } });

test('a compiler that is not there is told as such', () => {
  expect(() => compileWith(join(folder, 'no-compiler'))).toThrow(/no C\+\+ compiler: .*no-compiler does not start \(ENOENT\)/);
});

test("of a failed compiler's words the first error is passed on", async () => {
  const compiler = join(folder, 'compiler');
  await writeFile(compiler, '#!/bin/sh\necho "In file included" >&2; echo "c_api.h:3: fatal error: gone" >&2; echo "compilation terminated." >&2; exit 1\n', { mode: 0o755 });
  expect(() => compileWith(compiler)).toThrow(/failed: c_api\.h:3: fatal error: gone$/);
});
