import { fileURLToPath } from 'node:url';

/** A checkpoint in Hugging Face layout that comes with this package. */
export interface DemoModel {
  readonly name: string;
  readonly architecture: 'roberta' | 't5';
  /** Folder with config.json, model.safetensors and tokenizer.json. */
  readonly folder: string;
}

const bundled = (name: string, architecture: DemoModel['architecture']): DemoModel => ({
  name,
  architecture,
  folder: fileURLToPath(new URL(`../models/${name}`, import.meta.url)),
});

/** The bundled checkpoints. They are tiny and know a small synthetic world only. */
export const demoModels: readonly DemoModel[] = [bundled('tiny-roberta', 'roberta'), bundled('tiny-t5', 't5')];
