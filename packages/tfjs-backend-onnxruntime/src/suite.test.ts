import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface TestResult {
  name: string;
  status: string;
  messages: string[];
}
type Verdict = Record<'passed' | 'failed' | 'excluded', TestResult[]> & { outdated: string[] };

const runner = new URL('../suite/run.js', import.meta.url);

test("tfjs-core's own tests pass, but for those on the list of exclusions", async () => {
  const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
    execFile(process.execPath, [fileURLToPath(runner)], (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }));
  });
  expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/\b4\d{3} passed, 0 failed/) as string });
}, 900_000);

test('the list of exclusions cannot rot', async () => {
  const { judge } = (await import(new URL('verdict.js', runner).href)) as {
    judge: (results: TestResult[], exclusions: { test: string; reason: string }[]) => Verdict;
  };
  const result = (name: string, status: string): TestResult => ({ name, status, messages: [] });
  const verdict = judge(
    [result('add works', 'passed'), result('add fails', 'failed'), result('sub a', 'failed'), result('sub b', 'passed'), result('mul', 'failed')],
    [{ test: 'sub', reason: '' }, { test: 'mul', reason: '' }, { test: 'no such test', reason: '' }],
  );
  expect(verdict.failed.map(({ name }) => name)).toEqual(['add fails']);
  expect(verdict.excluded.map(({ name }) => name)).toEqual(['sub a', 'mul']);
  expect(verdict.outdated).toEqual(['no such test', 'sub b']);
});
