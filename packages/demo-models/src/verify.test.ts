import { cp, mkdtemp, rm, stat, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoModels } from './demo-models.ts';
import { verifyDemoModel } from './verify.ts';

test.each(demoModels.map((model) => [model.name, model] as const))('%s is whole and small', async (_name, model) => {
  await verifyDemoModel(model);
  expect((await stat(join(model.folder, 'model.safetensors'))).size).toBeLessThan(5.5 * 2 ** 20);
});

test('a changed or missing file is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-model-'));
  try {
    const copy = { ...demoModels[0]!, folder };
    await cp(demoModels[0]!.folder, folder, { recursive: true });
    await appendFile(join(folder, 'config.json'), ' ');
    await expect(verifyDemoModel(copy)).rejects.toMatchObject({ code: 'DEMO_MODEL_DAMAGED', where: join(folder, 'config.json') });
    await rm(join(folder, 'config.json'));
    await expect(verifyDemoModel(copy)).rejects.toMatchObject({ code: 'DEMO_MODEL_DAMAGED', where: join(folder, 'config.json') });
  } finally {
    await rm(folder, { recursive: true });
  }
});
