import type { BackendName } from '@skill-neurons/runtime';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Terminal } from './terminal.ts';

/** Options that every command has. */
export interface GlobalOptions {
  json: boolean;
  quiet: boolean;
  verbose: boolean;
  debug: boolean;
  /** Undefined unless asked for: see `wantsColour`. */
  color: boolean | undefined;
  backend: BackendName | 'auto';
  threads: number | undefined;
  device: string | undefined;
  weights: 'fp32' | 'fp16';
  includePath: string[];
  dataDir: string | undefined;
  /** Tokenized data are kept on disk. */
  cache: boolean;
}

/** What a command's code gets besides its options. */
export interface CommandEnvironment {
  terminal: Terminal;
  signal: AbortSignal;
  /** What Ctrl-C answers on stderr, in place of saying that the command stops. */
  sayWhenInterrupted(text: string): void;
  /** From here on an interrupted command leaves finished work in this folder, from which the same command goes on. */
  keepsWork(folder: string): void;
}

/** Runs a command; a returned number is the exit code. */
export type Handler<Options> = (options: ArgumentsCamelCase<Options> & GlobalOptions, environment: CommandEnvironment) => Promise<number | undefined>;

/** The parsed options of a command, given the function that declares them. */
export type OptionsOf<Build> = Build extends (yargs: Argv<object>) => Argv<infer Options> ? ArgumentsCamelCase<Options> & GlobalOptions : never;

/** Adds commands to a yargs instance. Their code is loaded when they run, so that --help is quick. */
export interface CommandAdder {
  add<Options>(command: string, description: string, build: (yargs: Argv<object>) => Argv<Options>, handler: Handler<Options>): void;
  group(name: string, description: string, fill: (adder: CommandAdder) => void): void;
}
