import type { CommandAdder, CommandEnvironment } from './command.ts';
import { allCommands } from './all-commands.ts';
import { describeCommands, type DescribedOption } from './describe-commands.ts';
import { main } from './main.ts';

interface Call {
  options: Record<string, unknown>;
  environment: CommandEnvironment;
}

/** Runs the command line with commands that are declared as they are, and do nothing but tell how they were called. */
async function called(args: readonly string[]): Promise<{ code: number; calls: Call[]; stderr: string }> {
  const calls: Call[] = [];
  const spying = ({ add, group }: CommandAdder): CommandAdder => ({
    add: (command, description, build) => add(command, description, build, (options, environment) => Promise.resolve(void calls.push({ options, environment }))),
    group: (name, description, fill) => group(name, description, (inner) => fill(spying(inner))),
  });
  let stderr = '';
  const { write } = process.stderr;
  process.stderr.write = (text: string | Uint8Array) => {
    stderr += String(text);
    return true;
  };
  try {
    return { code: await main(args, allCommands.map((addCommands) => (adder: CommandAdder) => addCommands(spying(adder)))), calls, stderr };
  } finally {
    process.stderr.write = write;
  }
}

/** A value that the option takes. */
function valueOf({ kind, choices }: DescribedOption): string {
  return choices[0] ?? (kind.startsWith('number') ? '1' : 'x');
}

const commands = describeCommands().map(({ name, positionals, options }) => {
  const required = options.filter((option) => option.required).flatMap((option) => [`--${option.name}`, valueOf(option)]);
  return [name, [...name.split(' '), ...positionals.map(valueOf), ...required]] as const;
});

test.each(commands)('%s takes the options of every command', async (_, args) => {
  const everywhere = ['--json', '--quiet', '--verbose', '--debug', '--no-color', '--no-cache', '--backend', 'wasm', '--threads', '2', '--device', 'cpu', '--weights', 'fp16', '--include-path', 'a', 'b', '--data-dir', 'c'];
  const { code, calls, stderr } = await called([...args, ...everywhere]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(calls).toHaveLength(1);
  expect(calls[0]!.options).toMatchObject({
    json: true, quiet: true, verbose: true, debug: true, color: false, cache: false, backend: 'wasm', threads: 2, device: 'cpu', weights: 'fp16', includePath: ['a', 'b'], dataDir: 'c',
  });
  expect(calls[0]!.environment.terminal.colours).toBe(false);
});

test.each(commands)('%s refuses what it does not know, in one line', async (_, args) => {
  const { code, calls, stderr } = await called([...args, '--no-such-option']);
  expect({ code, calls, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, calls: [], lines: 1 });
});

test.each([
  [['evaluate', '--model', 'm', '--task', 't', '--prompt', 'p', '--spilt', 'test'], 'Unknown argument: spilt: did you mean --split?'],
  [['evaluate', '--model', 'm', '--task', 't', '--prompt', 'p', '--threads', '0'], '--threads is 0: use a whole number from 1'],
  [['neurons', 'retained', 'a', 'b', '--top', '101'], '--top is 101: use a number above 0, up to 100'],
  [['neurons', 'retained', 'a', 'b', '--top', '0'], '--top is 0: use a number above 0, up to 100'],
  [['neurons', 'compare', 'a', 'b', '--percent', '101'], '--percent is 101: use a number from 0 to 100'],
  [['prompts', 'similarity', 'a', 'b', '--layers', '0', '1'], 'layers -> model'],
  [['neurons', 'null', '--model', 'm', '--task', 't', '--prompt', 'p', '--fdr', '1'], '--fdr is 1: use a number between 0 and 1'],
  [['transfer', '--model', 'm', '--prompts', '--tasks', 't'], '--prompts names nothing'],
  [['tune', '--model', 'm', '--task', 't', '--out', 'x', '--seed', 'one'], '--seed must be a number'],
  [['tune', '--model', 'm', '--task', 't', '--out', 'x', '--out', 'y'], '--out is given twice'],
  [['tune', '--model', 'm', '--task', 't', '--out', `${import.meta.filename}/x`], 'OUT_NOT_WRITABLE'],
  [['plan', 'study.yaml', '--format', 'svg'], 'Invalid values: Argument: format, Given: "svg", Choices: "mermaid", "dot"'],
  [['neurons'], 'say which: skill-neurons neurons <verb>'],
  [['neurons', 'rnak'], 'Did you mean rank?'],
])('%j: %s', async (args, message) => {
  const { code, calls, stderr } = await called(args);
  expect({ code, calls, stderr }).toMatchObject({ code: 2, calls: [], stderr: expect.stringContaining(message) as string });
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
