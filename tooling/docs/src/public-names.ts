import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The names that a module of ours exports, types included, by its text: `export *` of its own files is followed. */
export function publicNames(file: string): Set<string> {
  const text = readFileSync(file, 'utf8');
  const names = [...text.matchAll(/^export (?:declare )?(?:async )?(?:abstract )?(?:function\*?|const|class|interface|type|let|enum) (\w+)/gm)].map(([, name]) => name!);
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list]) => list!.split(',')).map((name) => name.trim().replace(/^type /, '').replace(/^\w+ as /, ''));
  const stars = [...text.matchAll(/^export (?:type )?\* from '(\.[^']+)'/gm)].flatMap(([, path]) => [...publicNames(join(dirname(file), path!))]);
  return new Set([...names, ...listed, ...stars].filter((name) => name !== ''));
}
