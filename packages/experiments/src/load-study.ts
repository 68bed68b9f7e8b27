import { stat } from 'node:fs/promises';
import { SkillNeuronsError, readTextFile } from '@skill-neurons/core';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { studySchema, type Study } from './study-schema.ts';

const maxBytes = 1024 * 1024;

/**
 * Reads and validates a study file. Plain data only: no custom tags, few aliases, a bounded size.
 * @param overrides `key.of.field=value`, the value as YAML
 * @throws STUDY_YAML, STUDY_INVALID with file and line, or with the override that is wrong; STUDY_OVERRIDE
 */
export async function loadStudy(path: string, overrides: readonly string[] = []): Promise<Study> {
  const size = (await stat(path).catch(() => null))?.size ?? 0;
  if (size > maxBytes) throw syntaxError(path, `it has ${size} bytes, more than the ${maxBytes} that a study file may have`);
  const lines = new LineCounter();
  const document = parseDocument(await readTextFile(path, 'study file'), { lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw syntaxError(`${path}:${lines.linePos(problem.pos[0]).line}`, problem.message.split('\n')[0] ?? 'not valid YAML', problem);
  const set = overrides.map((override) => applyOverride(document, override));
  return parseStudy(plainData(document, path), (place) => {
    const override = set.find((keys) => keys.every((key, i) => String(place[i]) === key) || place.every((key, i) => String(key) === keys[i]));
    return override === undefined ? `${path}:${lineOf(document, lines, place)}` : `--set ${override.join('.')}`;
  });
}

/** @param where the place of a field, from its path */
export function parseStudy(value: unknown, where: (path: readonly PropertyKey[]) => string): Study {
  const result = studySchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  // A key too many is named by the mapping around it; the line of the key itself helps more.
  const place = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  throw new SkillNeuronsError({
    code: 'STUDY_INVALID',
    message: `${issue.path.join('.') || 'the study'}: ${issue.message}`,
    where: where(place),
    hint: 'see `skill-neurons run --help` for a study file',
  });
}

/** Fields that the literature calls by another name. */
const shortNames: Readonly<Record<string, string>> = { 'prompt.length': 'tuning.virtualTokens' };

/** Writes one override into the document and returns its keys. */
function applyOverride(document: Document, override: string): string[] {
  const [, key, text] = /^([^=]+)=(.*)$/s.exec(override) ?? [];
  if (key === undefined || text === undefined) throw overrideError(`"${override}" is not key=value`);
  const value = parseDocument(text, { prettyErrors: false });
  if (value.errors.length > 0) throw overrideError(`the value of "${key}" is not YAML: ${value.errors[0]!.message}`);
  const keys = (shortNames[key.trim()] ?? key).split('.').map((part) => part.trim());
  try {
    document.setIn(keys, value.toJS({ maxAliasCount: 100 }));
  } catch (cause) {
    // The path leads through a plain value.
    throw overrideError(`"${key}" is not a field: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return keys;
}

function overrideError(message: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'STUDY_OVERRIDE', message, where: '--set', hint: 'for example --set tuning.steps=50 or --set tasks=[sst2]' });
}

/** Line of the deepest part of the path that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as { range?: [number, number, number] | null } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function plainData(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw syntaxError(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function syntaxError(where: string, message: string, cause?: unknown): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'STUDY_YAML', message, where, hint: 'mend the YAML at this line', cause });
}
