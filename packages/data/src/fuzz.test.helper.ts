import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, isSkillNeuronsError, type Random } from '@skill-neurons/core';
import { loadExamples } from './load-examples.ts';
import { loadTask } from './load-task.ts';
import { taskYaml } from './task.test.helper.ts';
import { loadTokenizer } from './tokenizer.ts';

/** A reader of files, and valid files to damage. */
interface FuzzTarget {
  name: string;
  /** Name of the damaged file. */
  file: string;
  /** Files that lie beside it. */
  beside: Readonly<Record<string, string>>;
  seeds: readonly Uint8Array[];
  read(folder: string): Promise<unknown>;
}

export interface FuzzOutcome {
  files: number;
  loaded: number;
  /** How often each error code came. */
  codes: Record<string, number>;
  /** What must not happen: errors without a code, files written, too much time. Each names its target and number. */
  failures: string[];
  slowestSeconds: number;
}

const texts = ['-1', '0', '4294967295', '1e309', '"', "'", '\\', '{', '}', '[', ']', ':', ',', '\t', '\r', '\n', '\u0000', '\ufeff', '__proto__', 'constructor', '../', '/etc/passwd', '*a', '&a', '!!js', '${', 'NaN', 'null', 'true', '\u2028', '\ud7ff'];
const interesting = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x22, 0x5c];

/** Damages bytes in one to eight ways: flips, special bytes, cuts, repetitions, inserted text, truncation. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array {
  let result = Buffer.from(bytes);
  const changes = 1 + random.integer(random.integer(4) === 0 ? 8 : 2);
  for (let i = 0; i < changes && result.length > 0; i++) {
    const at = random.integer(result.length);
    const length = 1 + random.integer(Math.min(64, result.length - at));
    const [before, part, after] = [result.subarray(0, at), result.subarray(at, at + length), result.subarray(at + length)];
    const kind = random.integer(8);
    if (kind === 0) result[at]! ^= 1 << random.integer(8);
    else if (kind === 1) result[at] = random.pick(interesting);
    else if (kind === 2) result[at] = random.integer(256);
    else if (kind === 3) result = Buffer.concat([before, after]);
    else if (kind === 4) result = Buffer.concat([before, part, part, after]);
    else if (kind === 5) result = Buffer.concat([before, Buffer.from(random.pick(texts)), part, after]);
    else if (kind === 6) result.fill(random.pick(interesting), at, at + Math.min(length, 8));
    else if (random.integer(4) === 0) result = Buffer.from(before);
  }
  return result;
}

/** Puts a wrong value in one to three places of a JSON file: what a damaged byte seldom reaches. */
function mutateJson(bytes: Uint8Array, random: Random): Uint8Array {
  const root: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  const wrong: unknown[] = [null, true, -1, 0.5, 1e308, 2 ** 31, '', 'x', '__proto__', [], {}, [[]], { type: 'Sequence' }, ['a', -1], 'a b', '('];
  const changes = 1 + random.integer(3);
  for (let i = 0; i < changes; i++) {
    let node = root as Record<string, unknown>;
    for (;;) {
      const keys = Object.keys(node);
      if (keys.length === 0) break;
      const key = random.pick(keys);
      const child = node[key];
      if (typeof child === 'object' && child !== null && random.integer(4) > 0) {
        node = child as Record<string, unknown>;
        continue;
      }
      if (random.integer(4) === 0) Reflect.deleteProperty(node, key);
      else node[key] = structuredClone(random.pick(wrong));
      break;
    }
  }
  return Buffer.from(JSON.stringify(root));
}

/** Reads `count` damaged files of each target; the same seed makes the same files. */
export async function fuzz(targets: readonly FuzzTarget[], count: number, seed: number, mostSeconds: number): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = { files: 0, loaded: 0, codes: {}, failures: [], slowestSeconds: 0 };
  for (const target of targets) {
    const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
    for (const [name, text] of Object.entries(target.beside)) await writeFile(join(folder, name), text);
    const names = [...new Set([...Object.keys(target.beside), target.file])].sort();
    for (let i = 0; i < count; i++) {
      const random = createRandom(seed).fork(`${target.name}/${i}`);
      const seedFile = random.pick(target.seeds);
      await writeFile(join(folder, target.file), target.file.endsWith('.json') && i % 2 === 0 ? mutateJson(seedFile, random) : mutate(seedFile, random));
      const place = `${target.name} ${i}`;
      const start = performance.now();
      try {
        await target.read(folder);
        outcome.loaded++;
      } catch (error) {
        if (isSkillNeuronsError(error)) outcome.codes[error.code] = (outcome.codes[error.code] ?? 0) + 1;
        else outcome.failures.push(`${place}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
      const seconds = (performance.now() - start) / 1000;
      if (seconds > mostSeconds) outcome.failures.push(`${place}: took ${seconds.toFixed(1)} s`);
      outcome.slowestSeconds = Math.max(outcome.slowestSeconds, seconds);
      outcome.files++;
    }
    const left = (await readdir(folder)).sort();
    if (left.join() !== names.join()) outcome.failures.push(`${target.name}: the folder holds ${left.join(', ')}`);
    await rm(folder, { recursive: true, force: true });
  }
  return outcome;
}

/** All readers of this package, each with small valid files. `parquet` are files with the columns sentence and label. */
export async function fuzzTargets(parquet: readonly Uint8Array[]): Promise<FuzzTarget[]> {
  await mkdir(tmpdir(), { recursive: true });
  const rows = (format: string, seeds: readonly string[], more = ''): FuzzTarget => ({
    name: format,
    file: `data.${format}`,
    beside: { 'film.yaml': taskYaml(`  train: { file: data.${format}, fields: { text: t }, label: { column: l }${more} }`) },
    seeds: seeds.map((text) => Buffer.from(text)),
    read: readTask,
  });
  const tokenizerTarget = (file: string, seeds: readonly (string | Uint8Array)[], beside: Record<string, string> = {}): FuzzTarget => ({ name: file, file, beside, seeds: seeds.map((text) => Buffer.from(text)), read: readTokenizer });
  return [
    rows('tsv', ['t\tl\na film\t0\n"so" good\tpositive\n', '\ufefft\tl\r\nb\u00e4d\t1\r\n']),
    rows('csv', ['t,l\n"a, ""film""\nwith lines",0\ngood,positive\n']),
    rows('jsonl', ['{"t":"a","l":0}\n{"t":"b","l":"positive"}\n\n{"t":null,"l":1}\n'], ', nulls: drop'),
    rows('json', ['{"dev":[{"t":"a","l":0},{"t":"b","l":1}]}', '{"dev":{"x":{"t":"a","l":0}}}'], ', select: dev'),
    { ...rows('parquet', []), seeds: parquet, beside: { 'film.yaml': taskYaml('  train: { file: data.parquet, fields: { text: sentence }, label: { column: label }, nulls: drop }') } },
    { name: 'yaml', file: 'film.yaml', beside: { 'data.tsv': 't\tl\na film\t0\n' }, seeds: yamlSeeds.map((text) => Buffer.from(text)), read: readTask },
    tokenizerTarget('tokenizer.json', tokenizerSeeds),
    tokenizerTarget('vocab.json', ['{"<s>":0,"<pad>":1,"</s>":2,"a":3,"b":4,"ab":5,"\u0120a":6}'], { 'merges.txt': '#version: 0.2\na b\n\u0120 a\n' }),
    tokenizerTarget('merges.txt', ['#version: 0.2\na b\n\u0120 a\n'], { 'vocab.json': '{"<s>":0,"<pad>":1,"</s>":2,"a":3,"b":4,"ab":5,"\u0120a":6}' }),
    tokenizerTarget('vocab.txt', ['[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n##b\nfilm\n']),
    tokenizerTarget('spiece.model', [sentencePiece()]),
    tokenizerTarget('tokenizer_config.json', ['{"pad_token":"[PAD]","cls_token":{"content":"[CLS]"},"do_lower_case":true,"extra_ids":3}'], { 'vocab.txt': '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\n' }),
  ];
}

const limits = { wholeFileBytes: 2 ** 24, decodeSeconds: 20, decodeMegabytes: 64 };

async function readTask(folder: string): Promise<void> {
  const task = await loadTask(join(folder, 'film.yaml'));
  for (const split of Object.keys(task.splits)) await loadExamples(task, split, { limits, dataFolder: folder, fetchHub: async () => ({ folder, commit: '' }) });
}

async function readTokenizer(folder: string): Promise<void> {
  const tokenizer = await loadTokenizer(folder);
  for (const text of ['a film', 'ab AB <s> [MASK]', ' b\u00e4d  film ', '']) tokenizer.decode(tokenizer.encode(text));
  tokenizer.idOf('a');
}

const yamlSeeds = [
  taskYaml('  train: &t { file: data.tsv, fields: { text: t }, label: { column: l, map: { 0: negative, 1: null } } }\n  dev: *t\n  part: { from: train, fraction: 0.5 }'),
  taskYaml('  train:\n    file: [data.tsv]\n    hub: { id: a/b, revision: v1 }\n    where: [{ column: t, not_equals: x }]\n    fields: { text: [x, t] }\n    label: { column: l }\n    sample: { per_class: 1 }', 'label_word_pieces: error\n'),
];

const added = ['<pad>', '<s>', '</s>', '<unk>'].map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }));
const vocabulary = { '<pad>': 0, '<s>': 1, '</s>': 2, '<unk>': 3, a: 4, b: 5, ab: 6, film: 7 };
const tokenizerSeeds = [
  { added_tokens: added, normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true }, pre_tokenizer: { type: 'BertPreTokenizer' }, post_processor: null, decoder: { type: 'WordPiece', prefix: '##', cleanup: true }, model: { type: 'WordPiece', unk_token: '<unk>', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: vocabulary } },
  { added_tokens: added, normalizer: null, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true }, post_processor: null, decoder: { type: 'ByteLevel' }, model: { type: 'BPE', unk_token: null, vocab: vocabulary, merges: ['a b'] } },
  { added_tokens: added, normalizer: { type: 'Sequence', normalizers: [{ type: 'Precompiled', precompiled_charsmap: '' }, { type: 'Replace', pattern: { Regex: ' {2,}' }, content: '\u2581' }] }, pre_tokenizer: { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always' }, post_processor: null, decoder: { type: 'Metaspace', replacement: '\u2581' }, model: { type: 'Unigram', unk_id: 3, vocab: Object.keys(vocabulary).map((token) => [token, -1]) } },
].map((definition) => JSON.stringify(definition));

/** Four pieces of a unigram model, written by hand: field 1 holds a piece (1 text, 2 score, 3 type). */
function sentencePiece(): Uint8Array {
  const piece = (text: string, type: number) => {
    const bytes = Buffer.from(text);
    const message = Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes, Buffer.from([0x15, 0, 0, 0x80, 0xbf, 0x18, type])]);
    return Buffer.concat([Buffer.from([0x0a, message.length]), message]);
  };
  return Buffer.concat([piece('<unk>', 2), piece('<pad>', 3), piece('\u2581a', 1), piece('film', 1), Buffer.from([0x12, 2, 0x18, 1])]);
}
