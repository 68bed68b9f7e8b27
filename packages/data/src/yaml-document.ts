import { stat } from 'node:fs/promises';
import { readTextFile, SkillNeuronsError } from '@skill-neurons/core';
import { LineCounter, parseDocument } from 'yaml';

/** A YAML file as plain data, and the line of each of its keys. */
export interface YamlDocument {
  file: string;
  data: Readonly<Record<string, unknown>>;
  /** Line of the deepest part of this path that the file has. */
  lineOf(path: readonly PropertyKey[]): number;
}

const maxBytes = 1024 * 1024;

/** What a file is, for messages, and the code of its errors. */
export interface YamlKind {
  what: string;
  code: string;
}

const taskFile: YamlKind = { what: 'task file', code: 'TASK_SYNTAX' };

/**
 * Reads a YAML file that holds one mapping. Only plain data: no custom tags, no duplicate keys, a bounded number of aliases.
 * @throws FILE_READ, TASK_SYNTAX (or the code of another kind of file) with file and line
 */
export async function readYamlDocument(file: string, kind: YamlKind = taskFile): Promise<YamlDocument> {
  const syntaxError = syntaxErrorOf(kind);
  const size = await stat(file).then(({ size }) => size, () => 0);
  if (size > maxBytes) throw syntaxError(file, `it has ${size} bytes, more than the ${maxBytes} that a ${kind.what} may have`);
  const text = await readTextFile(file, kind.what);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw syntaxError(`${file}:${lines.linePos(problem.pos[0]).line}`, problem.message);
  const data = toPlainData(() => document.toJS({ maxAliasCount: 100 }) as unknown, (reason, cause) => syntaxError(file, reason, cause));
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw syntaxError(file, 'it holds no mapping (key: value)');
  return {
    file,
    data: data as Readonly<Record<string, unknown>>,
    lineOf(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const node = document.getIn(path.slice(0, depth).map(yamlKey), true) as { range?: [number, number, number] | null } | undefined;
        if (node?.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
  };
}

const yamlKey = (key: PropertyKey) => (typeof key === 'symbol' ? String(key) : key);

function toPlainData(convert: () => unknown, error: (reason: string, cause: unknown) => SkillNeuronsError): unknown {
  try {
    return convert();
  } catch (cause) {
    throw error(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const syntaxErrorOf = ({ code }: YamlKind) => (where: string, reason: string, cause?: unknown) =>
  new SkillNeuronsError({ code, message: `this is not a YAML file that can be read: ${reason}`, where, hint: 'check quotes, indentation and braces; a template with braces needs quotes', cause });
