import type { Job } from '../job.ts';
import { localRunner } from './local-runner.ts';

const job: Job = { key: 'k', kind: 'tune', label: 'tune k', parameters: { kind: 'tune', model: 'm', task: 't', seed: 1 }, identity: null, inputs: {} };

test('a worker process that cannot be started is one that died, not one to wait for', async () => {
  const runner = localRunner({ store: '/no/store', digest: 'x' }, '/no/such/program');
  for (let attempt = 0; attempt < 2; attempt++) await expect(runner.run(job, () => undefined)).rejects.toMatchObject({ code: 'WORKER_DIED', message: expect.stringContaining('ENOENT') });
  await runner.close();
});
