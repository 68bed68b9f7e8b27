import yargs, { type Argv } from 'yargs';
import { allCommands } from './all-commands.ts';
import type { CommandAdder } from './command.ts';
import { addGlobalOptions } from './global-options.ts';

export interface DescribedOption {
  name: string;
  /** Other names of it. */
  aliases: string[];
  kind: 'yes or no' | 'number' | 'numbers' | 'word' | 'words';
  choices: string[];
  required: boolean;
  /** As `--help` shows it; undefined where there is none. */
  default: string | undefined;
  description: string;
}

export interface DescribedCommand {
  /** `neurons rank` */
  name: string;
  /** `neurons compare <a> <b>` */
  usage: string;
  description: string;
  positionals: DescribedOption[];
  options: DescribedOption[];
  /** Commands, and what they show. */
  examples: [command: string, about: string][];
}

/** Every command as it is declared to yargs, in the order of `--help`. */
export function describeCommands(): DescribedCommand[] {
  const found: DescribedCommand[] = [];
  const adder = (group: string): CommandAdder => ({
    add: (command, description, build) => {
      const examples: DescribedCommand['examples'] = [];
      const words = [...command.matchAll(/[<[]([\w-]+)/g)].map(([, word]) => word!);
      const declared = declaredBy((instance) => build(rememberExamples(instance, examples)) as Argv);
      const name = `${group}${command.split(' ')[0]}`;
      found.push({ name, usage: `${group}${command}`, description, positionals: declared.filter((option) => words.includes(option.name)).map((option) => ({ ...option, ...(command.includes(`${option.name}..`) && { kind: 'words' as const }) })), options: declared.filter((option) => !words.includes(option.name)), examples });
    },
    group: (name, _description, fill) => fill(adder(`${group}${name} `)),
  });
  for (const add of allCommands) add(adder(''));
  return found;
}

/** Options of every command. */
export function describeGlobalOptions(): DescribedOption[] {
  return declaredBy((instance) => {
    addGlobalOptions(instance);
    return instance;
  });
}

/** What yargs keeps of declarations; its types lack it. */
interface Declarations {
  getOptions(): {
    key: object; array: string[]; boolean: string[]; number: string[]; choices: Record<string, string[]>; default: Record<string, unknown>; defaultDescription: Record<string, string | undefined>;
    alias: Record<string, string[]>;
  };
  getDemandedOptions(): object;
  getInternalMethods(): { getUsageInstance(): { getDescriptions(): Record<string, string | undefined> } };
}

function declaredBy(declare: (instance: Argv) => Argv): DescribedOption[] {
  const instance = declare(yargs([]).help(false).version(false)) as unknown as Declarations;
  const { key, array, boolean, number, choices, default: defaults, defaultDescription, alias } = instance.getOptions();
  const descriptions = instance.getInternalMethods().getUsageInstance().getDescriptions();
  const others = new Set(Object.values(alias).flat());
  return Object.keys(key).filter((name) => !others.has(name)).map((name) => ({
    name,
    aliases: alias[name] ?? [],
    kind: boolean.includes(name) ? 'yes or no' : `${number.includes(name) ? 'number' : 'word'}${array.includes(name) ? 's' as const : '' as const}`,
    choices: choices[name] ?? [],
    required: name in instance.getDemandedOptions(),
    default: defaultDescription[name] ?? defaultText(defaults[name]),
    description: descriptions[name] ?? '',
  }));
}

function defaultText(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(' ');
  return String(value);
}

function rememberExamples<T>(instance: Argv<T>, examples: DescribedCommand['examples']): Argv<T> {
  const example = instance.example.bind(instance) as (command: string, about: string) => Argv<T>;
  instance.example = ((command: string, about: string) => {
    examples.push([command, about]);
    return example(command, about);
  }) as typeof instance.example;
  return instance;
}
