import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTarball } from './check-tarball.ts';
import { startLocalRegistry } from './local-registry.ts';
import { packPackages, type PackedPackage } from './pack-packages.ts';
import { readmeExample, readmeFiles } from './readme-example.ts';
import { run } from './run.ts';
import { tarballFiles, tarballSize } from './tarball-contents.ts';
import { publicPackages, root } from './workspace.ts';

let packed: PackedPackage[];
const all = await publicPackages();
beforeAll(async () => {
  packed = await packPackages(await mkdtemp(join(tmpdir(), 'packed-')));
}, 120_000);

test.each(all.map(({ manifest }) => manifest.name))('publint and are-the-types-wrong have nothing against %s', async (name) => {
  expect(await checkTarball(packed.find(({ manifest }) => manifest.name === name)!)).toEqual([]);
});

test.each(all.map(({ manifest }) => manifest.name))('%s says what it is, what it needs and where it is from, and brings the licence', async (name) => {
  const { manifest, tarball } = packed.find((one) => one.manifest.name === name)!;
  expect(manifest).toMatchObject({
    description: expect.any(String), license: 'MIT', type: 'module', engines: { node: '>=20.19' },
    repository: { type: 'git', directory: expect.any(String) }, homepage: expect.any(String), bugs: expect.any(String),
  });
  // Files with side effects are listed, or there are none.
  expect((manifest as { sideEffects?: unknown }).sideEffects).toBeDefined();
  expect(await tarballFiles(tarball)).toEqual(expect.arrayContaining(['package/LICENSE', 'package/README.md']));
});

describe('sizes, unpacked', () => {
  let sizes: (readonly [name: string, kilobytes: number])[];
  beforeAll(async () => {
    sizes = await Promise.all(packed.map(async ({ manifest, tarball }) => [manifest.name, (await tarballSize(tarball)) / 1024] as const));
  });

  test('no package outgrew its limit', async () => {
    const limits = JSON.parse(await readFile(new URL('../size-limits.json', import.meta.url), 'utf8')) as Record<string, number>;
    expect(sizes.filter(([name, kilobytes]) => !(kilobytes <= limits[name]!))).toEqual([]);
  });

  test('the root README states them, within a quarter', async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    const stated = new Map([...readme.matchAll(/^\| \[`([^`]+)`\].*\| ([\d.]+) MB \|$/gm)].map(([, name, megabytes]) => [name!, Number(megabytes) * 1024]));
    expect(sizes.filter(([name, kilobytes]) => !(Math.abs(stated.get(name)! - kilobytes) <= Math.max(100, kilobytes / 4)))).toEqual([]);
  });
});

test('all packages, and what to cite, have one version', async () => {
  const cited = /^version: (.+)$/m.exec(await readFile(join(root, 'CITATION.cff'), 'utf8'))![1];
  expect(new Set(packed.map(({ manifest }) => manifest.version))).toEqual(new Set([cited]));
});

describe('in an empty project, with plain npm and no network', () => {
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'project-'));
    const dependencies = Object.fromEntries(packed.map(({ manifest }) => [manifest.name, manifest.version]));
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty-project', private: true, type: 'module', dependencies }));
    const registry = await startLocalRegistry(packed, await mkdtemp(join(tmpdir(), 'registry-')));
    try {
      const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
      // Without the variable onnxruntime-node's install script downloads what its CPU users do not need.
      const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
      await run('npm', ['install', `--registry=${registry.url}`, `--cache=${join(project, '.npm')}`, ...quiet], { cwd: project, env });
    } finally {
      await registry.close();
    }
    // The model of the examples that need one.
    await cp(join(project, 'node_modules', '@skill-neurons', 'demo-models', 'models', 'tiny-roberta'), join(project, 'model'), { recursive: true });
  }, 300_000);

  test.each(all.map((one) => [one.manifest.name, one] as const))('the example in the README of %s runs', async (name, { folder }) => {
    const example = await readmeExample(folder);
    if (example === undefined) {
      expect(name).toBe('skill-neurons');
      return;
    }
    for (const [path, text] of await readmeFiles(folder)) await writeFile(join(project, path), text);
    const file = `${name.replace(/[@/]/g, '')}.js`;
    await writeFile(join(project, file), example);
    expect(await run(process.execPath, [file], { cwd: project })).not.toBe('');
  }, 120_000);

  test('the command runs', async () => {
    const out = await run('npx', ['--no-install', 'skill-neurons', 'doctor', '--json'], { cwd: project });
    expect(JSON.parse(out)).toMatchObject({ backends: expect.arrayContaining([expect.objectContaining({ name: 'onnxruntime', usable: true })]) });
  }, 60_000);
});
