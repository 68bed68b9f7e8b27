import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readJsonFile, SkillNeuronsError } from '@skill-neurons/core';
import { z } from 'zod';

const cell = z.number().min(0).max(100).nullable();

const publishedSchema = z.object({
  schema: z.literal('skill-neurons/published@1'),
  title: z.string(),
  /** Paper, file and commit. */
  source: z.string(),
  notes: z.array(z.string()),
  model: z.object({ name: z.string(), architecture: z.enum(['roberta', 'bert', 't5']), hiddenSize: z.number().int().positive() }),
  /** Targets that are not scored by accuracy. */
  notAccuracy: z.array(z.string()),
  unit: z.literal('percent'),
  /** Accuracy by target, then by source; null where none was published. */
  targets: z.record(z.string(), z.record(z.string(), cell)),
});

/** A published table of accuracies, rows targets and columns sources. */
export type PublishedTable = z.infer<typeof publishedSchema> & { name: string };

const folder = fileURLToPath(new URL('../../data/published/', import.meta.url));

/** Names of the tables that come with this package. */
export async function publishedNames(): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.json')).map((file) => file.replace(/\.json$/, '')).sort();
}

/** A table that comes with this package, or the file of one's own. @throws COMPARE_TABLE, FILE_READ, FILE_JSON */
export async function loadPublished(nameOrFile: string): Promise<PublishedTable> {
  const known = await publishedNames();
  const file = known.includes(nameOrFile) ? `${folder}${nameOrFile}.json` : nameOrFile;
  const parsed = publishedSchema.safeParse(await readJsonFile(file, 'table'));
  if (parsed.success) return { name: nameOrFile, ...parsed.data };
  const [issue] = parsed.error.issues;
  throw new SkillNeuronsError({ code: 'COMPARE_TABLE', message: `no table of published accuracies: ${issue!.path.join('.')}: ${issue!.message}`, where: file, hint: `use a results.json or one of ${known.join(', ')}` });
}

/** The name of a task without what says only where its files come from: `SST2` and `sst2-hub` are one. */
export function plainTaskName(name: string): string {
  return name.toLowerCase().replace(/-hub$/, '').replace(/-released$/, '');
}
