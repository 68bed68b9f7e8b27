import { demoModels } from '@skill-neurons/demo-models';
import { locateModel } from '@skill-neurons/experiments';
import { loadBackbone, useBackend } from '@skill-neurons/runtime';
import type { CommandAdder } from '../command.ts';
import { textTable } from '../text-table.ts';

export function addModelsCommands(commands: CommandAdder): void {
  commands.group('models', 'list or inspect models', ({ add }) => {
    add(
      'list',
      'bundled models',
      (yargs) => yargs,
      async (_, { terminal }) => {
        const rows = Object.entries(demoModels()).map(([name, folder]) => ({ name, folder }));
        terminal.result(rows, textTable(['model', 'folder'], rows.map((row) => [row.name, row.folder])));
        return undefined;
      },
    );
    add(
      'inspect <model>',
      'architecture, sizes and fingerprint of a checkpoint',
      (yargs) => yargs.positional('model', { type: 'string', demandOption: true }).example('$0 models inspect tiny-t5', ''),
      async ({ model, backend, threads }, { terminal }) => {
        await useBackend(backend, threads === undefined ? {} : { threads });
        const backbone = await loadBackbone(locateModel(model));
        const { architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint, folder } = backbone;
        const facts = { folder, architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint };
        const spaces = neuronSpaces.map(({ stack, layers, width }) => `${stack} ${layers} x ${width}`).join(', ');
        terminal.result(facts, `${folder}\n${architecture} (${family}), hidden size ${hiddenSize}, vocabulary ${vocabularySize}, ${parameters} parameters\nFFN neurons: ${spaces}\nfingerprint ${fingerprint}`);
        backbone.dispose();
        return undefined;
      },
    );
  });
}
