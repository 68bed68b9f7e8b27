import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactStore } from '../artifact-store.ts';
import { makeJob } from '../job.ts';
import { connectMlflow } from './mlflow.ts';
import { trackStudy } from './track-study.ts';

interface StoredRun { id: string; status: string; tags: Record<string, string>; params: Record<string, string>; metrics: { key: string; value: number; step: number; timestamp: number }[] }

/** As much of an MLflow server as the interface promises, on the loopback. */
function mlflowServer() {
  const experiments: string[] = [];
  const runs: StoredRun[] = [];
  const batches: number[] = [];
  let failing = '';
  const answer = (path: string, query: URLSearchParams, body: Record<string, unknown>): [number, unknown] => {
    if (failing !== '' && path.endsWith(failing)) return [500, { error_code: 'INTERNAL_ERROR' }];
    const run = runs.find(({ id }) => id === body['run_id'])!;
    switch (path.replace('/api/2.0/mlflow/', '')) {
      case 'experiments/get-by-name': {
        const at = experiments.indexOf(query.get('experiment_name')!);
        return at < 0 ? [404, { error_code: 'RESOURCE_DOES_NOT_EXIST' }] : [200, { experiment: { experiment_id: String(at) } }];
      }
      case 'experiments/create':
        return [200, { experiment_id: String(experiments.push(body['name'] as string) - 1) }];
      case 'runs/search': {
        const [, key] = /= '(\w+)'/.exec(body['filter'] as string)!;
        const found = runs.filter(({ tags }) => Object.values(tags).includes(key!));
        return [200, found.length === 0 ? {} : { runs: found.map(({ id, status }) => ({ info: { run_id: id, status } })) }];
      }
      case 'runs/create': {
        const tags = Object.fromEntries((body['tags'] as { key: string; value: string }[]).map(({ key, value }) => [key, value]));
        const made = { id: `r${runs.length}`, status: 'RUNNING', tags, params: {}, metrics: [] };
        runs.push(made);
        return [200, { run: { info: { run_id: made.id } } }];
      }
      case 'runs/log-batch': {
        const { metrics = [], params = [] } = body as { metrics?: StoredRun['metrics']; params?: { key: string; value: string }[] };
        batches.push(metrics.length);
        run.metrics.push(...metrics);
        for (const { key, value } of params) run.params[key] = value;
        return [200, {}];
      }
      case 'runs/update':
        run.status = body['status'] as string;
        return [200, {}];
      case 'runs/delete':
        runs.splice(runs.indexOf(run), 1);
        return [200, {}];
      default:
        return [400, {}];
    }
  };
  const server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (piece: Buffer) => (text += piece.toString()));
    request.on('end', () => {
      const url = new URL(request.url!, 'http://x');
      const [status, content] = answer(url.pathname, url.searchParams, text === '' ? {} : (JSON.parse(text) as Record<string, unknown>));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    });
  });
  return { server, experiments, runs, batches, failAt: (path: string) => (failing = path) };
}

async function listening() {
  const fake = mlflowServer();
  await new Promise<void>((resolve) => fake.server.listen(0, '127.0.0.1', resolve));
  return { ...fake, url: `http://127.0.0.1:${(fake.server.address() as AddressInfo).port}/` };
}

async function storeWithMetrics(steps: number) {
  const store = new ArtifactStore(await mkdtemp(join(tmpdir(), 'track-')));
  const job = makeJob('tune m t seed 1', { kind: 'tune', model: 'm', task: 't', seed: 1 }, null);
  const lines = Array.from({ length: steps }, (_, i) => JSON.stringify({ step: i + 1, 'train/loss': 1 / (i + 1), 'train/rate': 0.1 }));
  await writeFile(join(await store.openWork(job), 'metrics.jsonl'), `${lines.join('\n')}\n`);
  await store.commit(job, { seconds: 5 });
  return { store, jobs: [job] };
}

test('a job becomes one finished run with parameters and every step; sent again, nothing is made twice', async () => {
  const { server, url, runs, experiments, batches } = await listening();
  const study = await storeWithMetrics(700);
  const mlflow = await connectMlflow({ url, experiment: 'A study' });
  expect(await trackStudy({ ...study, mlflow })).toBe(1);
  expect(experiments).toEqual(['A study']);
  expect(runs).toMatchObject([{ status: 'FINISHED', params: { kind: 'tune', model: 'm', task: 't', seed: '1' }, tags: { 'mlflow.runName': 'tune m t seed 1' } }]);
  expect(runs[0]!.metrics).toHaveLength(1400);
  expect(runs[0]!.metrics.at(-2)).toMatchObject({ key: 'train/loss', step: 700, value: 1 / 700 });
  expect(Math.max(...batches)).toBeLessThanOrEqual(1000);
  expect(await trackStudy({ ...study, mlflow: await connectMlflow({ url, experiment: 'A study' }) })).toBe(0);
  expect([runs.length, experiments.length]).toEqual([1, 1]);
  server.close();
});

test('a run that was cut off is made anew; errors name the server', async () => {
  const { server, url, runs, failAt } = await listening();
  const study = await storeWithMetrics(3);
  const mlflow = await connectMlflow({ url, experiment: 'x' });
  failAt('runs/update');
  await expect(trackStudy({ ...study, mlflow })).rejects.toMatchObject({ code: 'MLFLOW', where: expect.stringContaining('127.0.0.1') as string });
  failAt('');
  expect(await trackStudy({ ...study, mlflow })).toBe(1);
  expect(runs.map(({ status, metrics }) => [status, metrics.length])).toEqual([['FINISHED', 6]]);
  server.close();
  server.closeAllConnections();
  await expect(connectMlflow({ url, experiment: 'x' })).rejects.toMatchObject({ code: 'MLFLOW' });
});

test('event files are written per job, and again in their place', async () => {
  const study = await storeWithMetrics(2);
  const folder = await mkdtemp(join(tmpdir(), 'board-'));
  for (let time = 0; time < 2; time++) await trackStudy({ ...study, tensorBoard: folder });
  expect(await readdir(folder)).toEqual(['tune-m-t-seed-1']);
  expect(await readdir(join(folder, 'tune-m-t-seed-1'))).toHaveLength(1);
});
