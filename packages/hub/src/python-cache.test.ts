import { spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modelFiles } from './model-files.ts';
import { resolveHubFolder } from './resolve-hub-folder.ts';
import { verifyCached } from './verify-files.ts';
import { startWorld, type World } from './world.test.helper.ts';
import { hubRepo } from './testing/index.ts';

// The cache is shared with Python's huggingface_hub; where it is not installed this cannot be checked.
const python = process.env['SKILL_NEURONS_PYTHON'] ?? 'python3';
const version = spawnSync(python, ['-c', 'import huggingface_hub; print(huggingface_hub.__version__)'], { encoding: 'utf8' });
const available = version.status === 0;
const describeWithPython = available ? describe : describe.skip;
const title = available ? `with huggingface_hub ${version.stdout.trim()}` : `SKIPPED: ${python} has no huggingface_hub; name a Python that has it in SKILL_NEURONS_PYTHON`;

const files = { 'config.json': '{"a":1}', 'tokenizer.json': '{}', 'model.safetensors': Buffer.alloc(200_000, 9), 'notes/a b.txt': 'ä' };
const model = hubRepo('model', 'owner/model', files, { gated: true });
const commit = model.refs['main']!;
model.refs['refs/pr/1'] = commit;
const dataset = hubRepo('dataset', 'owner/data', { 'data/train.parquet': Buffer.alloc(5000, 1), 'README.md': 'x' });

describeWithPython(title, () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ repos: [model, dataset], pageSize: 2, tokens: ['hf_good'] });
    world.settings.token = 'hf_good';
  });
  afterEach(() => world.stop());

  /** Runs the script against the same hub and cache; the hub answers meanwhile. */
  async function inPython(args: readonly string[], environment: Record<string, string> = {}): Promise<unknown> {
    const script = fileURLToPath(new URL('../interop/huggingface_cache.py', import.meta.url));
    const child = spawn(python, [script, ...args], {
      env: { PATH: process.env['PATH'], HF_ENDPOINT: world.hub.endpoint, HF_HUB_CACHE: world.cacheFolder, HF_HOME: join(world.cacheFolder, '..'), HF_TOKEN: 'hf_good', HF_HUB_DISABLE_TELEMETRY: '1', HF_HUB_DISABLE_XET: '1', HF_HUB_DISABLE_PROGRESS_BARS: '1', NO_PROXY: '127.0.0.1', ...environment },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  test.each(['main', 'refs/pr/1', commit])('what we fetched at %s Python finds without a request', async (revision) => {
    const { folder } = await resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model', revision });
    world.hub.requests.length = 0;
    expect(await inPython(['find', 'model', 'owner/model', revision, ...Object.keys(files)])).toEqual(Object.keys(files).map((file) => join(folder, file)));
    expect(await inPython(['snapshot', 'model', 'owner/model', revision], { HF_HUB_OFFLINE: '1' })).toBe(folder);
    expect(world.hub.requests).toEqual([]);
    const [listed] = ((await inPython(['scan'])) as { warnings: string[]; repos: object[] }).repos;
    expect(listed).toEqual({ repo: 'owner/model', type: 'model', bytes: 200_011, revisions: [{ commit, refs: revision === commit ? [] : [revision], files: Object.keys(files).sort() }] });
  });

  test('Python completes what we fetched in part, and the other way round', async () => {
    await resolveHubFolder({ ...world.options, repo: 'owner/data', type: 'dataset', files: ['README.md'] });
    await inPython(['snapshot', 'dataset', 'owner/data', 'main']);
    world.hub.requests.length = 0;
    const { downloadedBytes } = await resolveHubFolder({ ...world.options, repo: 'owner/data', type: 'dataset', revision: dataset.refs['main'] });
    expect([downloadedBytes, world.hub.requests]).toEqual([0, []]);
    expect((await inPython(['scan'])) as object).toMatchObject({ warnings: [], repos: [{ repo: 'owner/data', type: 'dataset' }] });
  });

  test.each(['snapshot', 'download'])('what Python fetched by %s we find without a request', async (command) => {
    await inPython([command, 'model', 'owner/model', 'main', ...(command === 'download' ? Object.keys(files) : [])]);
    world.hub.requests.length = 0;
    const offline = { settings: { ...world.settings, offline: true }, repo: 'owner/model', type: 'model' as const };
    const { folder } = await resolveHubFolder({ ...offline, files: modelFiles('owner/model') });
    expect(await resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model', revision: commit, files: modelFiles('owner/model') })).toMatchObject({ folder });
    expect((await readFile(join(folder, 'model.safetensors'))).equals(files['model.safetensors'])).toBe(true);
    expect(world.hub.requests).toEqual([]);
    const { files: verified } = await verifyCached(offline);
    expect(verified.map(({ state }) => state)).toEqual(verified.map(() => 'good'));
    expect(verified).toHaveLength(4);
  });

  test('both at once on an empty cache: one whole copy', async () => {
    const [ours] = await Promise.all([resolveHubFolder({ ...world.options, repo: 'owner/model', type: 'model' }), inPython(['snapshot', 'model', 'owner/model', 'main'])]);
    const { files: verified } = await verifyCached({ ...world.options, repo: 'owner/model', type: 'model' });
    expect(verified.map(({ state }) => state)).toEqual(['good', 'good', 'good', 'good']);
    expect(ours!.commit).toBe(commit);
  });
});
