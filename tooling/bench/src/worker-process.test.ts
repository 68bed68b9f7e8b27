import { WorkerProcess } from './worker-process.ts';

const node = (code: string) => new WorkerProcess([process.execPath, '-e', code]);

test('answers come one per command', async () => {
  const worker = node(`require('readline').createInterface({ input: process.stdin }).on('line', (line) => console.log(JSON.stringify({ status: 'absent', reason: line })))`);
  expect(await worker.ask({ do: 'run' }, 20)).toEqual({ status: 'absent', reason: '{"do":"run"}' });
  expect(await worker.ask({ do: 'check' }, 20)).toEqual({ status: 'absent', reason: '{"do":"check"}' });
  await worker.end();
});

test('a worker that dies is named by its error', async () => {
  const worker = node(`process.stdin.once('data', () => { throw new RangeError('out of luck'); })`);
  await expect(worker.ask({ do: 'run' }, 20)).rejects.toThrow('RangeError: out of luck');
});

test('a silent worker is stopped', async () => {
  const worker = node('process.stdin.resume()');
  await expect(worker.ask({ do: 'run' }, 0.2)).rejects.toThrow('no answer within 0.2 s');
  await worker.end();
});

test('a program that is not there', async () => {
  const worker = new WorkerProcess(['no-such-program']);
  await expect(worker.ask({ do: 'run' }, 20)).rejects.toThrow('ENOENT');
});
