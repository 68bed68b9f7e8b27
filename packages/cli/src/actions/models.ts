import { demoModels } from '@skill-neurons/demo-models';
import { locateModel } from '@skill-neurons/experiments/names';
import { listCached } from '@skill-neurons/hub';
import { inspectCheckpoint, loadBackbone, readConfig, useBackend } from '@skill-neurons/runtime';
import type { CommandEnvironment } from '../command.ts';
import type { InspectModelOptions, ListModelsOptions } from '../commands/models.ts';
import { plainText } from '../plain-text.ts';
import { describeBytes } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { precisions } from '../weight-precision.ts';

export async function listModels(_options: ListModelsOptions, { terminal }: CommandEnvironment): Promise<undefined> {
  const bundled = demoModels.map((model) => ({ ...model, source: 'bundled' }));
  const cached = (await listCached('model')).map(({ repo, ...revision }) => ({ name: repo, source: 'hub cache', ...revision }));
  const rows = [
    ...bundled.map(({ name, source, folder }) => [name, source, '', '', folder]),
    ...cached.map(({ name, source, refs, commit, bytes, folder }) => [name, source, refs.join(', ') || commit.slice(0, 12), describeBytes(bytes), folder]),
  ];
  terminal.result([...bundled, ...cached], textTable(['model', 'source', 'revision', 'size', 'folder'], rows));
}

export async function inspectModel({ model, backend, threads, device, weights }: InspectModelOptions, { terminal, signal }: CommandEnvironment): Promise<undefined> {
  const folder = await locateModel(model, { onProgress: terminal.progress, onNote: (note) => terminal.note(note), signal });
  await useBackend(backend, { threads, device });
  const backbone = await loadBackbone(folder, { precision: precisions[weights] });
  const { architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint } = backbone;
  const { unused } = await inspectCheckpoint(folder, await readConfig(folder));
  const facts = { folder, architecture, family, hiddenSize, vocabularySize, parameters, neuronSpaces, fingerprint, unused };
  const spaces = neuronSpaces.map(({ stack, layers, width }) => `${stack} ${layers} x ${width}`).join(', ');
  terminal.result(
    facts,
    `${folder}\n${architecture} (${family}), hidden size ${hiddenSize}, vocabulary ${vocabularySize}, ${parameters} parameters\nFFN neurons: ${spaces}\nfingerprint ${fingerprint}${unused.length === 0 ? '' : `\nunused tensors: ${plainText(unused.join(', '))}`}`,
  );
  backbone.dispose();
}
