import { createHash } from 'node:crypto';
import { z } from 'zod';

export const manifestName = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** File names of an artifact: plain names, so that a manifest from elsewhere cannot point out of its folder. */
const fileName = z.string().regex(/^(?!\.{1,2}$)[^/\\\0]+$/);

export const manifestSchema = z.object({
  schema: z.literal('skill-neurons/manifest@1'),
  key: sha256,
  kind: z.string(),
  label: z.string(),
  parameters: z.unknown(),
  /** What else decided the result: model fingerprint, settings, digests of the data. */
  identity: z.unknown(),
  /** The jobs whose artifacts were read, and the digest of what was in them. */
  inputs: z.record(z.string(), z.object({ key: sha256, content: sha256 })),
  files: z.record(fileName, z.object({ bytes: z.number().int().min(0), sha256 })),
  /** Version of the packages and of this kind of job. */
  code: z.object({ package: z.string(), kind: z.number() }),
  environment: z.record(z.string(), z.string()),
  /** Wall-clock seconds of the run that finished. */
  seconds: z.number(),
  /** Peak memory of the process that ran the job, in bytes. */
  memory: z.number(),
});

/** What a finished job leaves beside its files. Only `seconds`, `memory` and `environment` differ between two runs of a job. */
export type Manifest = z.infer<typeof manifestSchema>;

/** The text of a manifest, with a checksum of its own at the end. */
export function writeManifest(manifest: Manifest): string {
  const ordered = manifestSchema.parse(manifest);
  return `${JSON.stringify({ ...ordered, checksum: checksumOf(ordered) }, null, 2)}\n`;
}

/** The manifest in a text, or null where anything in it was changed or is missing. */
export function parseManifest(text: string): Manifest | null {
  try {
    const value = JSON.parse(text) as { checksum?: unknown };
    const parsed = manifestSchema.safeParse(value);
    return parsed.success && value.checksum === checksumOf(parsed.data) ? parsed.data : null;
  } catch {
    return null;
  }
}

function checksumOf(manifest: Manifest): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}

/** Digest of what a job wrote, without the circumstances. */
export function contentDigest({ files }: Pick<Manifest, 'files'>): string {
  const sorted = Object.keys(files).sort().map((name) => [name, files[name]!.bytes, files[name]!.sha256]);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
