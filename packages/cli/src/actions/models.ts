import { demoModels } from '@skill-neurons/demo-models';
import { locateModel } from '@skill-neurons/experiments';
import { loadBackbone, useBackend } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { InspectModelOptions, ListModelsOptions } from '../commands/models.ts';
import { textTable } from '../text-table.ts';

export async function listModels(_options: ListModelsOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const rows = demoModels.map(({ name, architecture, folder }) => [name, architecture, folder]);
  terminal.result(demoModels, textTable(['model', 'architecture', 'folder'], rows));
}

export async function inspectModel({ model, backend, threads }: InspectModelOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const folder = locateModel(model);
  await useBackend(backend, { threads });
  const backbone = await loadBackbone(folder);
  const { architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint } = backbone;
  const facts = { folder, architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint };
  const spaces = neuronSpaces.map(({ stack, layers, width }) => `${stack} ${layers} x ${width}`).join(', ');
  terminal.result(
    facts,
    `${folder}\n${architecture} (${family}), hidden size ${hiddenSize}, vocabulary ${vocabularySize}, ${parameters} parameters\nFFN neurons: ${spaces}\nfingerprint ${fingerprint}`,
  );
  backbone.dispose();
}
