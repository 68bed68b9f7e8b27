import { join } from 'node:path';
import { listTasks } from './list-tasks.ts';
import { loadTask } from './load-task.ts';
import { folderWith, taskYaml } from './task.test.helper.ts';

const train = '  train: { file: a.tsv, fields: { text: t }, label: { column: l } }';

async function failure(yaml: string): Promise<{ code: string; message: string; where: string }> {
  const file = join(await folderWith({ 'film.yaml': yaml }), 'film.yaml');
  return loadTask(file).then(
    () => ({ code: 'no error', message: '', where: '' }),
    (error: unknown) => error as { code: string; message: string; where: string },
  );
}

test('a task file becomes a task with all defaults filled in', async () => {
  const folder = await folderWith({ 'film.yaml': taskYaml(train) });
  const task = await loadTask('film', { searchFolders: ['/nowhere', folder] });
  expect(task).toEqual({
    name: 'film', title: 'Films', type: 'sentiment', labels: ['negative', 'positive'],
    templates: { 'masked-lm': '{bos}{text}{eos}' }, maxLength: {}, verbalizers: { 'masked-lm': ['bad', 'good'] }, labelWordPieces: 'first',
    splits: { train: { files: ['a.tsv'], format: 'tsv', quote: false, select: [], fields: { text: { columns: ['t'] } }, label: { column: 'l', classes: { 0: 0, 1: 1, negative: 0, positive: 1 } }, where: [], nulls: 'error', nullValues: [], disjointFrom: [] } },
    adversarial: [], dataFolder: '.', folder, file: join(folder, 'film.yaml'),
  });
  expect(JSON.parse(JSON.stringify(task))).toEqual(task);
});

const problems: [what: string, yaml: string, line: number, message: RegExp][] = [
  ['an unknown key', taskYaml(train, 'lables: [a]\n'), 7, /^lables: there is no such key; the keys here are name, extends, title, /],
  ['an unknown key of a split', taskYaml('  train:\n    file: a.tsv\n    fields: { text: t }\n    label: { column: l }\n    coloms: [a]'), 12, /^splits\.train\.coloms: there is no such key; the keys here are file, hub, format, quote/],
  ['a missing key', taskYaml(train).replace('title: Films\n', ''), 1, /^title: is missing/],
  ['a wrong type', taskYaml(train).replace('[negative, positive]', 'negative'), 4, /^labels: expected a list/],
  ['one class', taskYaml(train).replace('[negative, positive]', '[negative]'), 4, /^labels: a task has at least two classes/],
  ['a class twice', taskYaml(train).replace('[negative, positive]', '[a, a]'), 4, /^labels: the class "a" stands twice/],
  ['too few label words', taskYaml(train).replace('[bad, good]', '[bad, good, fine]'), 6, /^verbalizers\.masked-lm: 3 label words for 2 classes/],
  ['a template without label words', taskYaml(train).replace('{ masked-lm: [bad, good] }', '{ encoder-decoder: [bad, good] }'), 6, /masked-lm has a template but no label words/],
  ['no template', taskYaml(train).replace('{ masked-lm: "{bos}{text}{eos}" }', '{}').replace('{ masked-lm: [bad, good] }', '{}'), 5, /^templates: write a template/],
  ['a broken template', taskYaml(train).replace('{text}', '{text'), 5, /^templates\.masked-lm: in the template .* is neither \{field\}/],
  ['a template without a field', taskYaml(train).replace('{text}', 'text'), 5, /it uses no field/],
  ['an unknown field', taskYaml(train).replace('{text}', '{sentence}'), 8, /^splits\.train\.fields: a template uses \{sentence\}, .* the fields are text/],
  ['a field named like a special token', taskYaml('  train: { file: a.tsv, fields: { text: t, eos: e }, label: { column: l } }'), 8, /special token/],
  ['an unknown class', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l, map: { x: good } } }'), 8, /^splits\.train\.label\.map\.x: "good" is not a class; the classes are negative, positive/],
  ['a class index too large', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l, map: { x: 2 } } }'), 8, /"2" is not a class/],
  ['two label sources', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l, file: b.txt } }'), 8, /give either column or file/],
  ['an unknown format', taskYaml('  train: { file: a.txt, fields: { text: t }, label: { column: l } }'), 8, /^splits\.train\.format: the ending of a\.txt does not tell the format/],
  ['quoting in JSON', taskYaml('  train: { file: a.json, quote: true, fields: { text: t }, label: { column: l } }'), 8, /^splits\.train\.quote: only tsv and csv have this/],
  ['select in TSV', taskYaml('  train: { file: a.tsv, select: x, fields: { text: t }, label: { column: l } }'), 8, /only json has this/],
  ['a path that climbs', taskYaml('  train: { file: ../../etc/passwd, format: lines, fields: { text: t }, label: { column: l } }'), 8, /^splits\.train\.file: a path with \.\. would leave the data folder/],
  ['an absolute path', taskYaml('  train: { file: a.tsv, fields: { text: { column: t, folder: /etc } }, label: { column: l } }'), 8, /^splits\.train\.fields\.text\.folder: write a path relative/],
  ['a climbing label file', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { file: x/../../y } }'), 8, /^splits\.train\.label\.file: /],
  ['a carve-out of nothing', taskYaml(`${train}\n  test: { from: dev, fraction: 0.1 }`), 9, /^splits\.test\.from: "dev" is not a split with a file; those are train/],
  ['a carve-out of a carve-out', taskYaml(`${train}\n  test: { from: train, fraction: 0.1 }\n  dev: { from: test, fraction: 0.1 }`), 10, /^splits\.dev\.from/],
  ['a fraction of 1', taskYaml(`${train}\n  test: { from: train, fraction: 1 }`), 9, /^splits\.test\.fraction: use a fraction between 0 and 1/],
  ['carve-outs that take all', taskYaml(`${train}\n  test: { from: train, fraction: 0.5 }\n  dev: { from: train, fraction: 0.5 }`), 10, /nothing of "train" would remain/],
  ['an unknown adversarial split', taskYaml(train, 'adversarial: [advglue]\n'), 7, /^adversarial\.0: there is no split "advglue"; the splits are train/],
  ['originals in a split that is not there', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l }, original_id: o, original_split: test }'), 8, /"test" is not another split/],
  ['originals without their ids', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l }, original_split: test }\n  test: { file: b.tsv, fields: { text: t }, label: { column: l } }'), 8, /write original_id too/],
  ['a split disjoint from itself', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l }, disjoint_from: [train] }'), 8, /"train" is not another split/],
  ['a condition without a test', taskYaml('  train: { file: a.tsv, fields: { text: t }, label: { column: l }, where: [{ column: a }] }'), 8, /give either equals or not_equals/],
  ['no split', taskYaml('  {}'), 8, /write at least one split/],
  ['a name unlike the file', taskYaml(train).replace('name: film', 'name: movie'), 1, /the file is named film\.yaml, so the name must be film/],
  ['an unknown base', taskYaml(train, 'extends: base.yaml\n'), 7, /there is no file base\.yaml/],
  ['a base elsewhere', taskYaml(train, 'extends: ../base.yaml\n'), 7, /^extends: name a task file/],
];

test.each(problems)('%s is an error with its line and place', async (_, yaml, line, message) => {
  const error = await failure(yaml);
  expect(error.code).toBe('TASK_INVALID');
  expect(error.message).toMatch(message);
  expect(error.where).toMatch(new RegExp(`film\\.yaml:${line}$`));
});

test.each([
  ['broken YAML', 'name: [', 'TASK_SYNTAX'],
  ['a key twice', 'name: a\nname: b\n', 'TASK_SYNTAX'],
  ['a custom tag', 'name: !function x\n', 'TASK_SYNTAX'],
  ['a list', '- a\n', 'TASK_SYNTAX'],
  ['an alias bomb', `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n`, 'TASK_SYNTAX'],
  ['a huge file', '#'.repeat(2 ** 20 + 1), 'TASK_SYNTAX'],
])('%s is no task file', async (_, yaml, code) => {
  expect(await failure(yaml)).toMatchObject({ code, where: expect.stringContaining('film.yaml') });
});

test('a task may extend another and replaces whole keys', async () => {
  const folder = await folderWith({ 'film.yaml': taskYaml(train), 'film-long.yaml': 'name: film-long\nextends: film.yaml\nverbalizers: { masked-lm: [897, good] }\n', 'film-bad.yaml': 'name: film-bad\nextends: film.yaml\nlabels: [a, b, c]\n', 'twice.yaml': 'name: twice\nextends: film-long.yaml\n' });
  const task = await loadTask('film-long', { searchFolders: [folder] });
  expect(task).toMatchObject({ name: 'film-long', title: 'Films', verbalizers: { 'masked-lm': [897, 'good'] }, file: join(folder, 'film-long.yaml') });
  // The fault shows in the line of the base file.
  await expect(loadTask('film-bad', { searchFolders: [folder] })).rejects.toMatchObject({ where: expect.stringMatching(/film\.yaml:6$/) });
  await expect(loadTask('twice', { searchFolders: [folder] })).rejects.toMatchObject({ code: 'TASK_INVALID', message: expect.stringContaining('extends another file itself') });
});

test('an unknown name lists the names there are; broken files are listed with their error', async () => {
  const folder = await folderWith({ 'film.yaml': taskYaml(train), 'broken.yml': 'name: [', 'README.md': '' });
  await expect(loadTask('flim', { searchFolders: [folder] })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND', hint: 'the tasks are broken, film' });
  await expect(loadTask('./flim.yaml')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  const listings = await listTasks([folder, '/nowhere']);
  expect(listings.map(({ name, task, error }) => [name, task?.title ?? error?.code])).toEqual([['broken', 'TASK_SYNTAX'], ['film', 'Films']]);
});
