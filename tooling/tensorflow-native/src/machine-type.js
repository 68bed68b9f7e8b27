import { closeSync, openSync, readSync } from 'node:fs';

const elfMachines = new Map([[0x03, 'ia32'], [0x28, 'arm'], [0x3e, 'x64'], [0xb7, 'arm64'], [0x15, 'ppc64'], [0x16, 's390x'], [0xf3, 'riscv64']]);
const machMachines = new Map([[0x01000007, 'x64'], [0x0100000c, 'arm64']]);

/**
 * What processor a shared library is for, from its ELF or Mach-O header.
 * @param {string} file
 * @returns {{ platform: 'linux' | 'darwin', machine: string } | undefined} machine in the words of process.arch; undefined for another kind of file
 */
export function machineType(file) {
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  try {
    if (readSync(descriptor, header, 0, header.length, 0) < header.length) return undefined;
  } finally {
    closeSync(descriptor);
  }
  if (header.readUInt32BE(0) === 0x7f454c46) {
    const machine = header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
    return { platform: 'linux', machine: elfMachines.get(machine) ?? `ELF machine ${machine}` };
  }
  if (header.readUInt32LE(0) === 0xfeedfacf) {
    const machine = header.readUInt32LE(4);
    return { platform: 'darwin', machine: machMachines.get(machine) ?? `Mach-O machine ${machine}` };
  }
  return undefined;
}
