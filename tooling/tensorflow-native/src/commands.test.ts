import { spawnSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const commands = fileURLToPath(new URL('..', import.meta.url));
let project: string;
let target: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'native-project-'));
  target = join(project, 'node_modules/@tensorflow/tfjs-node');
});
afterEach(() => rm(project, { recursive: true }));

/** A stand-in for the package: its install script writes what it "downloads", its main file takes that for the answer. */
async function install(script: string): Promise<void> {
  await mkdir(join(target, 'scripts'), { recursive: true });
  await writeFile(join(target, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-node', version: '4.22.0', main: 'index.js', binary: { napi_versions: [3, 8, 99] } }));
  await writeFile(join(target, 'index.js'), `const answer = Number(require('fs').readFileSync(__dirname + '/lib/napi-v8/tfjs_binding.node', 'utf8'));
    if (Number.isNaN(answer)) throw new Error('libtensorflow.so.2: cannot open\\nat line 1');
    module.exports = { backend: () => ({ binding: { TF_Version: '2.9.1' }, isUsingGpuDevice: false }), matMul: () => ({ dataSync: () => [answer] }) };`);
  await writeFile(join(target, 'scripts/install.js'), script);
}

const writing = (content: string) => `const fs = require('fs'); fs.mkdirSync('lib/napi-v8', { recursive: true }); fs.writeFileSync('lib/napi-v8/tfjs_binding.node', ${JSON.stringify(content)});`;

function call(command: string, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(commands, command), ...options], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  return { status, stdout, stderr };
}

/** In milliseconds. Every call starts up to three processes, one after the other. */
const limit = 120_000;

test.each(['build.js', 'install.js', 'remove.js', 'prove.js'])('%s explains itself', (command) => {
  expect(call(command, '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining(`Usage: node tooling/tensorflow-native/${command}`) as string, stderr: '' });
  expect(call(command, '--nonsense')).toMatchObject({ status: 2, stderr: "error: Unknown option '--nonsense' - see --help\n" });
}, limit);

test('installs as the package would, again over itself, and removes', async () => {
  await install(`if (process.argv.slice(2).join() !== 'cpu,download') process.exit(5); ${writing('11')}`);
  for (let i = 0; i < 2; i++) {
    const { status, stdout } = call('install.js', '--project', project);
    expect([status, stdout]).toEqual([0, expect.stringContaining('@tensorflow/tfjs-node 4.22.0 now runs on TensorFlow 2.9.1, on the CPU')]);
  }
  expect((await readdir(target)).sort()).toEqual(['index.js', 'lib', 'package.json', 'scripts']);
  expect(call('remove.js', '--project', project).stdout).toMatch(/^removed the native part/);
  expect(existsSync(join(target, 'lib'))).toBe(false);
  expect(call('remove.js', '--project', project)).toMatchObject({ status: 0, stdout: expect.stringMatching(/has no native part/) as string });
}, limit);

test.each([
  ['does not load', writing('rubbish'), /the native part does not load: libtensorflow\.so\.2: cannot open\n$/],
  ['computes wrongly', writing('12'), /computes \[1 2\] x \[3 4\] = 12\n$/],
  ['cannot be had', `${writing('11')} process.exit(1);`, /install script of @tensorflow\/tfjs-node failed, see above/],
  ['is not there afterwards', '', /install script of @tensorflow\/tfjs-node failed, see above/],
])('a native part that %s leaves the former one', async (_, script, message) => {
  await install(script);
  await mkdir(join(target, 'lib/napi-v8'), { recursive: true });
  await writeFile(join(target, 'lib/napi-v8/tfjs_binding.node'), '11');
  const { status, stderr } = call('install.js', '--project', project);
  expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
  expect(readFileSync(join(target, 'lib/napi-v8/tfjs_binding.node'), 'utf8')).toBe('11');
  expect((await readdir(target)).filter((name) => name.includes('before'))).toEqual([]);
}, limit);

test('what a killed run put aside comes back', async () => {
  await install('process.exit(1);');
  await mkdir(join(target, 'lib.before'));
  expect(call('install.js', '--project', project).status).toBe(1);
  expect((await readdir(target)).sort()).toEqual(['index.js', 'lib', 'package.json', 'scripts']);
}, limit);

test("a package.json shared with a package manager's store is not written through", async () => {
  await install(`${writing('11')} fs.writeFileSync('package.json', fs.readFileSync('package.json', 'utf8').replace('4.22.0', '4.22.1'));`);
  const store = join(project, 'in-the-store.json');
  linkSync(join(target, 'package.json'), store);
  expect(call('install.js', '--project', project).status).toBe(0);
  expect(readFileSync(store, 'utf8')).toContain('4.22.0');
}, limit);

test('a package that is not there is told as such', () => {
  expect(call('remove.js', '--project', project).stderr).toMatch(/^error: @tensorflow\/tfjs-node-gpu or @tensorflow\/tfjs-node is not installed in .+ - install it/);
  expect(call('remove.js', '--package', 'left-pad').stderr).toMatch(/^error: there is no native part for left-pad/);
}, limit);

test('building says what it lacks', async () => {
  await install('');
  expect(call('build.js', '--project', project).stderr).toMatch(/^error: say where TensorFlow is/);
  expect(call('build.js', '--project', project, '--libtensorflow', project).stderr).toMatch(/^error: no libtensorflow in/);
}, limit);
