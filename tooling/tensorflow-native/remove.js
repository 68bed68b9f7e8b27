#!/usr/bin/env node
import { runCommand, targetHelp, targetOptions } from './src/command.js';
import { removeNativePart } from './src/native-part.js';
import { targetPackage } from './src/target-package.js';

const help = `Usage: node tooling/tensorflow-native/remove.js [--project DIR] [--package NAME]

Removes the native part that build.js, install.js or the package's own install script made. The package is then as npm
delivered it, and --backend auto takes the next backend. A libtensorflow that build.js used in place stays.

${targetHelp}`;

await runCommand({
  help,
  options: targetOptions,
  run(choice) {
    const { name, folder } = targetPackage(choice);
    console.log(removeNativePart(folder) ? `removed the native part of ${name} from ${folder}` : `${name} has no native part in ${folder}`);
  },
});
