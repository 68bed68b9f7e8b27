#!/usr/bin/env node
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NativeError, runCommand, targetHelp, targetOptions } from './src/command.js';
import { compile } from './src/compile.js';
import { findHeaders, findLibraries } from './src/libtensorflow.js';
import { replaceNativePart } from './src/native-part.js';
import { targetPackage } from './src/target-package.js';
import { tryNative } from './src/try-native.js';

const help = `Usage: node tooling/tensorflow-native/build.js --libtensorflow DIR [--headers DIR] [--project DIR] [--package NAME]

Builds the native part of @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node from the sources in the package, against a
libtensorflow that is already on this machine, and checks it. Needs a C++ compiler; nothing is downloaded. Linux and macOS.

  --libtensorflow DIR  tensorflow folder of a Python wheel (it has libtensorflow_cc.so.2), or an unpacked libtensorflow archive.
                       It must stay there: the built part uses it in place.
  --headers DIR        folder with tensorflow/c/c_api.h (default: include in or beside that folder)
${targetHelp}

Run again after an update of TensorFlow, of the package or of node_modules. Undo with remove.js.

Example:
  python3 -m venv ~/tensorflow && ~/tensorflow/bin/pip install --no-deps tensorflow-cpu
  node tooling/tensorflow-native/build.js --libtensorflow ~/tensorflow/lib/python3.*/site-packages/tensorflow`;

await runCommand({
  help,
  options: { ...targetOptions, libtensorflow: { type: 'string' }, headers: { type: 'string' } },
  async run({ libtensorflow, headers, ...choice }) {
    if (libtensorflow === undefined) throw new NativeError('say where TensorFlow is', 'with --libtensorflow DIR, see --help');
    const target = targetPackage(choice);
    const libraries = findLibraries(libtensorflow);
    const include = findHeaders(libraries.folder, headers);
    const { tensorflow, gpu } = await replaceNativePart(target.folder, async () => {
      mkdirSync(dirname(target.binding), { recursive: true });
      const nodeApi = Number(basename(dirname(target.binding)).replace('napi-v', ''));
      compile({ sources: join(target.folder, 'binding'), headers: include, libraries, output: target.binding, nodeApi });
      return tryNative(target.entry);
    });
    console.log(`${target.name} ${target.version} now runs on TensorFlow ${tensorflow}, on the ${gpu ? 'GPU' : 'CPU'}\nbuilt ${target.binding}\nusing ${libraries.folder}`);
  },
});
