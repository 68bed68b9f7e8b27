import type { Argv } from 'yargs';
import type { CommandAdder, OptionsOf } from '../command.ts';

const buildList = (yargs: Argv<object>) => yargs.example('$0 models list', '');
const buildInspect = (yargs: Argv<object>) => yargs.positional('model', { type: 'string', demandOption: true }).example('$0 models inspect tiny-t5', '');

export type ListModelsOptions = OptionsOf<typeof buildList>;
export type InspectModelOptions = OptionsOf<typeof buildInspect>;

export function addModelsCommands({ group }: CommandAdder): void {
  group('models', 'list or inspect models', ({ add }) => {
    add('list', 'bundled models', buildList, async (options, environment) => (await import('../actions/models.ts')).listModels(options, environment));
    add('inspect <model>', 'architecture, sizes and fingerprint of a checkpoint', buildInspect, async (options, environment) =>
      (await import('../actions/models.ts')).inspectModel(options, environment),
    );
  });
}
