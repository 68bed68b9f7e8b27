#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { NativeError, runCommand, targetHelp, targetOptions } from './src/command.js';
import { downloadEnvironment, ownManifest } from './src/download.js';
import { replaceNativePart } from './src/native-part.js';
import { targetPackage } from './src/target-package.js';
import { tryNative } from './src/try-native.js';

const help = `Usage: node tooling/tensorflow-native/install.js [--project DIR] [--package NAME]

Installs the native part of @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node as the package itself would on an npm install
that runs install scripts: downloads libtensorflow 2.9.1 and the compiled addon from the package's
usual host, and checks them. The GPU one needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1.

${targetHelp}

Environment: HTTPS_PROXY; TFJS_NODE_BASE_URI and npm_config_tfjs_binding_binary_host_mirror for a mirror of the two archives.
Undo with remove.js.`;

await runCommand({
  help,
  options: targetOptions,
  async run(choice) {
    const target = targetPackage(choice);
    const kind = target.name.endsWith('-gpu') ? 'gpu' : 'cpu';
    const { tensorflow, gpu } = await replaceNativePart(target.folder, async () => {
      ownManifest(target.folder);
      const { status } = spawnSync(process.execPath, ['scripts/install.js', kind, 'download'], {
        cwd: target.folder,
        env: downloadEnvironment(target.folder),
        stdio: ['ignore', process.stderr, 'inherit'],
      });
      if (status !== 0 || !existsSync(target.binding)) {
        throw new NativeError(`the install script of ${target.name} failed, see above`, 'without a way to that host, build against a TensorFlow that is there: build.js');
      }
      return tryNative(target.entry);
    });
    console.log(`${target.name} ${target.version} now runs on TensorFlow ${tensorflow}, on the ${gpu ? 'GPU' : 'CPU'}\ninstalled ${target.binding}`);
  },
});
