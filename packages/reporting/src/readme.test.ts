import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as reporting from './index.ts';
import * as testing from './testing/index.ts';

const modules: Record<string, Record<string, unknown>> = { '@skill-neurons/reporting': reporting, '@skill-neurons/reporting/testing': testing };

test('the example of the README runs and prints what it says', async () => {
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const [, example] = /```js\n(.*?)```/s.exec(readme)!;
  const folder = join(await mkdtemp(join(tmpdir(), 'readme-')), 'report');
  const names: Record<string, unknown> = {};
  const body = example!
    .replace(/^import \{ (.*?) \} from '(.*?)';$/gm, (_, list: string, module: string) => {
      for (const name of list.split(', ')) {
        expect(modules[module]).toHaveProperty(name);
        names[name] = modules[module]![name];
      }
      return '';
    })
    .replace("'report'", JSON.stringify(folder));
  const printed: string[] = [];
  const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction(...Object.keys(names), 'console', body)(...Object.values(names), { log: (line: string) => printed.push(line), error: () => undefined });
  expect(printed[0]).toBe(join(folder, 'report.html'));
  expect(printed[1]).toMatch(/^\| +Claim \| Title +\| Verdict +\| Answer/);
  expect(await readFile(printed[0]!, 'utf8')).toContain('A made-up study');
});
