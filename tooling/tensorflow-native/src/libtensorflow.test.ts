import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findHeaders, findLibraries } from './libtensorflow.js';

const linux = { platform: 'linux', arch: 'x64' };
let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'libtensorflow-')));
});
afterEach(() => rm(folder, { recursive: true }));

/** The first bytes of a shared library of Linux. */
function elf(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.writeUInt32BE(0x7f454c46, 0);
  header.set([2, 1, 1], 4);
  header.writeUInt16LE(machine, 18);
  return header;
}

/** The first bytes of a shared library of macOS. */
function mach(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.writeUInt32LE(0xfeedfacf, 0);
  header.writeUInt32LE(machine, 4);
  return header;
}

async function libraries(place: string, names: string[], content: Buffer): Promise<string> {
  await mkdir(join(folder, place), { recursive: true });
  for (const name of names) await writeFile(join(folder, place, name), content);
  return join(folder, place);
}

const wheel = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const archive = ['libtensorflow.so.2', 'libtensorflow_framework.so.2'];

test('a wheel is found by its tensorflow folder and by site-packages', async () => {
  const place = await libraries('site-packages/tensorflow', wheel, elf(0x3e));
  for (const said of [place, join(folder, 'site-packages')]) expect(findLibraries(said, linux)).toEqual({ folder: place, files: wheel });
});

test('an unpacked archive has its libraries in lib', async () => {
  const place = await libraries('lib', archive, elf(0x3e));
  expect(findLibraries(folder, linux)).toEqual({ folder: place, files: archive });
});

test('a link is followed to the real folder', async () => {
  const place = await libraries('real', wheel, elf(0x3e));
  await symlink(place, join(folder, 'link'));
  expect(findLibraries(join(folder, 'link'), linux).folder).toBe(place);
});

test('macOS has other names', async () => {
  const names = ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'];
  const place = await libraries('tensorflow', names, mach(0x0100000c));
  expect(findLibraries(folder, { platform: 'darwin', arch: 'arm64' })).toEqual({ folder: place, files: names });
});

test.each([
  ['another processor', elf(0xb7), /is for linux arm64, this Node for linux x64/],
  ['a processor without a name here', elf(0x2a), /is for linux ELF machine 42, this Node/],
  ['another system', mach(0x01000007), /is for darwin x64, this Node for linux x64/],
  ['no library at all', Buffer.from('a text of more than twenty bytes'), /is not a shared library/],
  ['a file without content', Buffer.alloc(0), /is not a shared library/],
])('%s is refused', async (_, content, message) => {
  await libraries('.', wheel, content);
  expect(() => findLibraries(folder, linux)).toThrow(message);
});

test('a folder without both libraries is refused with what was looked for', async () => {
  await libraries('.', ['libtensorflow_cc.so.2'], elf(0x3e));
  expect(() => findLibraries(folder, linux)).toThrow(/looked for libtensorflow_cc\.so\.2 and libtensorflow_framework\.so\.2, or libtensorflow\.so\.2/);
});

test('Windows is told to install', () => {
  expect(() => findLibraries(folder, { platform: 'win32', arch: 'x64' })).toThrow(/not for win32/);
});

describe('headers', () => {
  const names = ['tensorflow/c/c_api.h', 'tensorflow/c/eager/c_api.h', 'tensorflow/core/platform/ctstring_internal.h'];
  async function headers(place: string, some = names): Promise<string> {
    for (const name of some) {
      await mkdir(join(folder, place, name, '..'), { recursive: true });
      await writeFile(join(folder, place, name), '');
    }
    return join(folder, place);
  }

  test('in or beside the libraries, or where the user says', async () => {
    const inside = await headers('a/include');
    expect(findHeaders(join(folder, 'a'), undefined)).toBe(inside);
    const beside = await headers('b/include');
    expect(findHeaders(join(folder, 'b/lib'), undefined)).toBe(beside);
    expect(findHeaders(join(folder, 'elsewhere'), inside)).toBe(inside);
  });

  test('what is missing is named', async () => {
    await headers('include', names.slice(0, 1));
    expect(() => findHeaders(folder, undefined)).toThrow(/: tensorflow\/c\/eager\/c_api\.h, tensorflow\/core\/platform\/ctstring_internal\.h not in/);
  });
});
