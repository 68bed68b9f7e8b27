import { readFileSync } from 'node:fs';
import yargs, { type ArgumentsCamelCase, type Argv } from 'yargs';
import type { CommandAdder, CommandEnvironment, GlobalOptions, Handler } from './command.ts';
import { allCommands, completionText } from './all-commands.ts';
import { checkOptions, yargsMistake } from './check-options.ts';
import { exitCodes } from './exit-codes.ts';
import { durationText } from './pace.ts';
import type { ShowErrorOptions } from './show-error.ts';
import { addGlobalOptions, everywhere } from './global-options.ts';
import { Terminal } from './terminal.ts';
import { withCache } from './with-cache.ts';

const version = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;

/**
 * Runs the command line and returns its exit code.
 * @param adders the commands; others only in tests
 */
export async function main(args: readonly string[], adders = allCommands): Promise<number> {
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
          if ('out' in all && typeof all.out === 'string') await (await import('./output-path.ts')).assertWritable(all.out);
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
        return inner.demandCommand(1, `say which: skill-neurons ${name} <verb>`).strict();
      });
    },
  });

  const cli = yargs([...args]).scriptName('skill-neurons').usage('$0 <command>\n\nWhich neurons make a prompted language model work, and do they still fire when the text is attacked?');
  addGlobalOptions(cli);
  const commands = adder(cli);
  for (const addCommands of adders) addCommands(commands);
  cli
    .check((options) => {
      checkOptions(options, args, cli);
      return true;
    })
    .demandCommand(1, 'say what to do; `skill-neurons demo` runs everything on bundled models')
    .strict()
    .recommendCommands()
    .completion('completion', completionText)
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .version(version)
    .help()
    .alias('h', 'help')
    .group(['help', 'version'], everywhere)
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? yargsMistake(message, cli);
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

/** Loaded when needed, so that --help is quick. */
async function fail(error: unknown, options: ShowErrorOptions): Promise<number> {
  const { exitCodeOf, showError } = await import('./show-error.ts');
  showError(error, options);
  return exitCodeOf(error);
}
