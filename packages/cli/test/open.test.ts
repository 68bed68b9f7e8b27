import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildStudyResults } from '@skill-neurons/reporting/testing';
import { runCli } from './run-cli.ts';

/** Begins `open`, and gives the address once it is printed. */
async function opened(args: readonly string[], cwd: string) {
  let child: ChildProcess | undefined;
  const ended = runCli(['open', ...args], { cwd, onStart: (started) => (child = started) });
  const printed = new Promise<string>((resolve) => {
    let text = '';
    child!.stdout!.on('data', (part: string) => {
      text += part;
      const found = /http:\/\/127\.0\.0\.1:\d+\//.exec(text);
      if (found) resolve(found[0]);
    });
  });
  const url = await Promise.race([printed, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
  return { url, child: child!, ended };
}

test('open serves runs until Ctrl-C and ends with 0; a port in use is a matter of the environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'open-'));
  await mkdir(join(folder, 'runs', 'first'), { recursive: true });
  await writeFile(join(folder, 'runs', 'first', 'results.json'), JSON.stringify(buildStudyResults({ tasks: 2, layers: 1, width: 10 })));
  const { url, child, ended } = await opened(['--json'], folder);
  const answer = await fetch(`${url}run/first`);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('A made-up study')]);

  const { port } = new URL(url);
  const second = await runCli(['open', '--port', port, '--no-browser'], { cwd: folder });
  expect(second).toMatchObject({ code: 3, stdout: '', stderr: `error VIEWER_PORT: port ${port} is in use - give another with --port, or leave it out for a free one\n` });

  // A connection that is left open does not keep it from ending.
  const idle = connect(Number(port), '127.0.0.1').on('error', () => undefined);
  await once(idle, 'connect');
  child.kill('SIGINT');
  const { code, stdout, stderr } = await ended;
  expect({ code, printed: JSON.parse(stdout) as unknown, stderr }).toEqual({ code: 0, printed: { url }, stderr: 'Ctrl-C ends it\n\n' });
  await expect(fetch(url)).rejects.toThrow();
});

test('a folder that is not there and a port that is none are mistakes of the user', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'open-'));
  expect(await runCli(['open'], { cwd: folder })).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error VIEWER_FOLDER: runs: there is no such folder - /) });
  expect(await runCli(['open', folder, '--port', '70000'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^error VIEWER_PORT_NUMBER: --port 70000 - /) });
});
