import { readFileSync } from 'node:fs';
import type { BackendName } from '@skill-neurons/runtime';
import yargs, { type ArgumentsCamelCase, type Argv } from 'yargs';
import type { CommandAdder, CommandEnvironment, GlobalOptions, Handler } from './command.ts';
import { addAdvGlueCommands } from './commands/advglue.ts';
import { addAttackCommands } from './commands/attack.ts';
import { addCompareCommand } from './commands/compare.ts';
import { addDataCommands } from './commands/data.ts';
import { addDefenceCommands } from './commands/defence.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addModelsCommands } from './commands/models.ts';
import { addNeuronsCommands } from './commands/neurons.ts';
import { addOpenCommand } from './commands/open.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPromptsCommands } from './commands/prompts.ts';
import { addReportCommand } from './commands/report.ts';
import { addRunCommand } from './commands/run.ts';
import { addRunsCommands } from './commands/runs.ts';
import { addStoreCommands } from './commands/store.ts';
import { addTasksCommands } from './commands/tasks.ts';
import { addTransferCommand } from './commands/transfer.ts';
import { addTuneCommand } from './commands/tune.ts';
import { exitCodes } from './exit-codes.ts';
import { durationText } from './pace.ts';
import type { ShowErrorOptions } from './show-error.ts';
import { Terminal } from './terminal.ts';
import { withCache } from './with-cache.ts';
import { UsageError } from './usage-error.ts';

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/** Runs the command line and returns its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const begin = process.uptime();
  const controller = new AbortController();
  let exitCode: number = exitCodes.done;
  let interruptNote = 'interrupted: stopping, press Ctrl-C again to stop at once\n';
  let kept: string | undefined;
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    process.stderr.write(`\n${interruptNote}`);
    controller.abort();
  };
  const keepsWork = (folder: string) => {
    kept = folder;
    interruptNote = 'interrupted: saving, press Ctrl-C again to stop at once\n';
  };
  process.on('SIGINT', onInterrupt).on('SIGTERM', onInterrupt);

  const adder = (target: Argv): CommandAdder => ({
    add: <Options>(command: string, description: string, build: (y: Argv<object>) => Argv<Options>, handler: Handler<Options>) => {
      // Its group is named here, before it has an option, so that its own options stand before those of every command.
      const withOwnFirst = (y: Argv<object>) => build(y.group([], 'Options:'));
      target.command(command, description, withOwnFirst, async (options) => {
        const all = options as ArgumentsCamelCase<Options> & GlobalOptions;
        const terminal = new Terminal(all);
        const environment: CommandEnvironment = { terminal, signal: controller.signal, sayWhenInterrupted: (text) => (interruptNote = text), keepsWork };
        try {
          exitCode = (await withCache(all.cache, () => handler(all, environment))) ?? exitCodes.done;
          terminal.detail(`done in ${durationText(process.uptime() - begin)}`);
        } catch (error) {
          terminal.clearLine();
          exitCode = await fail(error, { ...all, kept });
        }
      });
    },
    group: (name, description, fill) => {
      target.command(name, description, (inner) => {
        fill(adder(inner));
        return inner.demandCommand(1, `say which: skill-neurons ${name} <verb>, see --help`).strict();
      });
    },
  });

  const cli = yargs([...args]).scriptName('skill-neurons').usage('$0 <command>\n\nWhich neurons make a prompted language model work, and do they still fire when the text is attacked?');
  addGlobalOptions(cli);
  const commands = adder(cli);
  for (const addCommands of [
    addDemoCommand, addRunCommand, addPlanCommand, addRunsCommands, addReportCommand, addOpenCommand, addCompareCommand, addTuneCommand, addEvaluateCommand, addTransferCommand, addAdvGlueCommands, addAttackCommands, addDefenceCommands, addPromptsCommands, addNeuronsCommands, addTasksCommands, addModelsCommands, addDataCommands, addStoreCommands, addDoctorCommand,
  ]) addCommands(commands);
  cli
    .check((options) => {
      const lists = new Set(['_', ...declaredLists(cli)]);
      const twice = Object.entries(options).find(([name, value]) => Array.isArray(value) && !lists.has(name));
      if (twice) throw new UsageError(`--${twice[0]} is given twice`);
      const wrong = Object.entries(options).find(([, value]) => [value].flat().some(Number.isNaN));
      if (wrong) throw new UsageError(`--${wrong[0]} must be a number`);
      return true;
    })
    .demandCommand(1, 'say what to do; `skill-neurons demo` runs everything on bundled models')
    .strict()
    .recommendCommands()
    .completion('completion', 'a script for bash or zsh that completes commands and options: skill-neurons completion >> ~/.bashrc')
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .version(version)
    .help()
    .alias('h', 'help')
    .group(['help', 'version'], everywhere)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    await cli.parseAsync();
  } catch (error) {
    exitCode = await fail(error, { debug: args.includes('--debug'), color: args.includes('--no-color') ? false : undefined });
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
  }
  return exitCode;
}

/** Options that the command at hand declares as arrays, in both spellings; yargs makes a list of any other that is repeated. Its types lack getOptions. */
function declaredLists(cli: Argv): string[] {
  const { array } = (cli as unknown as { getOptions(): { array: string[] } }).getOptions();
  return array.flatMap((name) => [name, name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())]);
}

/** Listed here so that --help need not load the runtime. */
const backendChoices = ['auto', 'tensorflow', 'onnxruntime', 'wasm', 'cpu'] as const satisfies readonly (BackendName | 'auto')[];
const weightChoices = ['fp32', 'fp16'] as const satisfies readonly GlobalOptions['weights'][];

/** Heading of the options that every command has: they stand behind its own. */
const everywhere = 'Everywhere:';

function addGlobalOptions(cli: Argv): void {
  cli
    .option('json', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'results as JSON on stdout, everything else on stderr' })
    .option('backend', { choices: backendChoices, default: 'auto', global: true, group: everywhere, describe: 'auto takes the first that works' })
    .option('threads', { type: 'number', global: true, group: everywhere, describe: 'threads per process' })
    .option('device', { type: 'string', global: true, group: everywhere, describe: 'where onnxruntime runs: cuda, webgpu, coreml, dml, see doctor (default: cpu)' })
    .option('weights', { choices: weightChoices, default: 'fp32', global: true, group: everywhere, describe: 'how models are kept: fp16 takes half the memory, rounded' })
    .option('include-path', { type: 'string', array: true, default: [] as string[], global: true, group: everywhere, describe: 'folders with task files of your own' })
    .option('data-dir', { type: 'string', global: true, group: everywhere, describe: 'folder with the data files of the bundled tasks' })
    .option('cache', { type: 'boolean', default: true, global: true, group: everywhere, describe: 'keep tokenized data in the cache folder; --no-cache reads and tokenizes anew' })
    .option('color', { type: 'boolean', global: true, group: everywhere, describe: 'colours; --no-color for none (default: in a terminal, unless NO_COLOR is set; FORCE_COLOR too)' })
    .option('quiet', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'no progress and no notes, only results, warnings and errors' })
    .option('verbose', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'what is done: backend, models, splits and whether they came from the cache, files, times' })
    .option('debug', { type: 'boolean', default: false, global: true, group: everywhere, describe: 'stack traces of errors' });
}

/** Loaded when needed, so that --help is quick. */
async function fail(error: unknown, options: ShowErrorOptions): Promise<number> {
  const { exitCodeOf, showError } = await import('./show-error.ts');
  showError(error, options);
  return exitCodeOf(error);
}
