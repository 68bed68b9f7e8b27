import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NativeError } from './command.js';
import { machineType } from './machine-type.js';

/** The Python wheels' name first, then that of the C library's own archives. */
const fileNames = {
  linux: [['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'], ['libtensorflow.so.2', 'libtensorflow_framework.so.2']],
  darwin: [['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'], ['libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib']],
};
const headers = ['tensorflow/c/c_api.h', 'tensorflow/c/eager/c_api.h', 'tensorflow/core/platform/ctstring_internal.h'];

/**
 * The libraries to link against: of a Python wheel (site-packages, or its tensorflow folder) or of an unpacked libtensorflow archive.
 * @param {string} folder
 * @returns {{ folder: string, files: string[] }} folder: as it really is, without symbolic links
 */
export function findLibraries(folder, { platform, arch } = process) {
  if (!(platform in fileNames)) {
    throw new NativeError(`building is scripted for Linux and macOS, not for ${platform}`, "take the package's own native part: node tooling/tensorflow-native/install.js");
  }
  for (const place of [folder, join(folder, 'lib'), join(folder, 'tensorflow')]) {
    for (const files of fileNames[platform]) {
      if (!files.every((file) => existsSync(join(place, file)))) continue;
      for (const file of files) checkMachine(join(place, file), platform, arch);
      // The libraries look for CUDA's beside themselves, where a link to them would not lead.
      return { folder: realpathSync(place), files };
    }
  }
  const wanted = fileNames[platform].map((files) => files.join(' and ')).join(', or ');
  throw new NativeError(`no libtensorflow in ${resolve(folder)}: looked for ${wanted}`, 'name the tensorflow folder of a Python wheel or an unpacked libtensorflow archive');
}

function checkMachine(file, platform, arch) {
  const found = machineType(file);
  if (found === undefined) throw new NativeError(`${file} is not a shared library`);
  if (found.platform === platform && found.machine === arch) return;
  throw new NativeError(`${file} is for ${found.platform} ${found.machine}, this Node for ${platform} ${arch}`, 'take the wheel or archive for this machine');
}

/**
 * Folder with the headers of TensorFlow's C interface.
 * @param {string} libraries folder of the libraries
 * @param {string | undefined} chosen said by the user
 */
export function findHeaders(libraries, chosen) {
  const places = chosen === undefined ? [join(libraries, 'include'), join(libraries, '..', 'include')] : [chosen];
  const missing = (place) => headers.filter((header) => !existsSync(join(place, header)));
  const found = places.find((place) => missing(place).length === 0);
  if (found !== undefined) return resolve(found);
  throw new NativeError(`no headers of TensorFlow's C interface: ${missing(places[0]).join(', ')} not in ${places.map((place) => resolve(place)).join(' nor ')}`, 'say where they are with --headers DIR');
}
