import { parseArgs } from 'node:util';

/** A mistake of the user or a lack of the machine, said in one line, with what to do about it. */
export class NativeError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

export const targetOptions = { project: { type: 'string' }, package: { type: 'string' } };

export const targetHelp = `  --project DIR   folder of a project whose node_modules has the package (default: this workspace)
  --package NAME  @tensorflow/tfjs-node-gpu or @tensorflow/tfjs-node (default: the first of them that is installed)`;

/**
 * Runs a command: --help, options, errors as one line with a hint and exit code 1 (2 for mistakes in the options).
 * @param {{ help: string, options: import('node:util').ParseArgsConfig['options'], run: (values: any) => unknown }} command
 */
export async function runCommand({ help, options, run }) {
  let values;
  try {
    ({ values } = parseArgs({ options: { ...options, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    console.error(`error: ${error.message.split('. ')[0]} - see --help`);
    process.exitCode = 2;
    return;
  }
  if (values.help) {
    console.log(help);
    return;
  }
  try {
    await run(values);
  } catch (error) {
    if (!(error instanceof NativeError)) throw error;
    console.error(`error: ${error.message}${error.hint === undefined ? '' : ` - ${error.hint}`}`);
    process.exitCode = 1;
  }
}
