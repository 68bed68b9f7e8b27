import { setImmediate } from 'node:timers/promises';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { forFamily } from './task-family.ts';
import { parseTemplate, type TemplatePiece } from './template.ts';
import type { EncodedExample, Example, ModelFamily, Task, Tokenizer } from './types.ts';

export interface EncodeOptions {
  task: Task;
  family: ModelFamily;
  tokenizer: Tokenizer;
  /** Longest input in tokens that the model takes behind its prompt; the task's own `max_length` may be shorter. */
  maxLength: number;
}

/** The longest input in tokens for a task: its own limit or the model's, whichever is shorter. */
export function effectiveMaxLength({ task, family, maxLength }: Pick<EncodeOptions, 'task' | 'family' | 'maxLength'>): number {
  return Math.min(maxLength, task.maxLength[family] ?? Infinity);
}

/**
 * Makes the function that applies a task's template: each field and literal is tokenized on its own and the ids are
 * joined. What is too long is cut at the end, but a final `{eos}` stays (Su et al. 2022: `tokens[:230] + </s>`).
 *
 * @throws TASK_NO_FAMILY, TEMPLATE_SYNTAX, TEMPLATE_TOKEN when the tokenizer lacks a special token, ENCODE_MAX_LENGTH;
 *   the function throws DATA_MISSING_FIELD
 */
export function createEncoder(options: EncodeOptions): (example: Example) => EncodedExample {
  const { task, family, tokenizer } = options;
  const limit = effectiveMaxLength(options);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new SkillNeuronsError({ code: 'ENCODE_MAX_LENGTH', message: `no text fits into ${limit} tokens`, where: task.name, hint: 'use a shorter prompt or a model with more positions' });
  }
  const pieces = parseTemplate(forFamily(task, family, 'templates'));
  const fixed = pieces.map((piece) => fixedIds(piece, task, tokenizer));
  const endsWithEos = pieces.at(-1)?.kind === 'eos';
  return (example) => {
    const ids: number[] = [];
    pieces.forEach((piece, i) => {
      const pieceIds = fixed[i] ?? fieldIds(piece as FieldPiece, example, task, tokenizer);
      for (const id of pieceIds) ids.push(id);
    });
    if (ids.length > limit) {
      ids.length = limit;
      if (endsWithEos) ids[limit - 1] = tokenizer.special.eos!;
    }
    const encoded: EncodedExample = { id: example.id, ids: Int32Array.from(ids), label: example.label };
    if (example.group !== undefined) encoded.group = example.group;
    if (example.originalId !== undefined) encoded.originalId = example.originalId;
    return encoded;
  };
}

/** Applies the template to every example, see {@link createEncoder}. Lets other work run now and then. */
export async function encodeExamples(options: EncodeOptions & { examples: readonly Example[]; onProgress?: OnProgress; signal?: AbortSignal }): Promise<EncodedExample[]> {
  const { examples, onProgress, signal, task } = options;
  const encode = createEncoder(options);
  const encoded: EncodedExample[] = [];
  for (const example of examples) {
    encoded.push(encode(example));
    if (encoded.length % 256 !== 0 && encoded.length !== examples.length) continue;
    onProgress?.({ label: `tokenize ${task.name}`, done: encoded.length, total: examples.length });
    await setImmediate();
    signal?.throwIfAborted();
  }
  return encoded;
}

type FieldPiece = TemplatePiece & { kind: 'field' };

/** The ids of a piece that is the same for every example, undefined for a field. */
function fixedIds(piece: TemplatePiece, task: Task, tokenizer: Tokenizer): readonly number[] | undefined {
  if (piece.kind === 'field') return undefined;
  if (piece.kind === 'literal') return tokenizer.encode(piece.text);
  const id = tokenizer.special[piece.kind];
  if (id === undefined) {
    throw new SkillNeuronsError({ code: 'TEMPLATE_TOKEN', message: `the template uses {${piece.kind}} but the tokenizer has no such token`, where: task.file, hint: 'T5 tokenizers have only {eos}; check that the model belongs to this family' });
  }
  return [id];
}

function fieldIds(piece: FieldPiece, example: Example, task: Task, tokenizer: Tokenizer): readonly number[] {
  const text = Object.hasOwn(example.fields, piece.name) ? example.fields[piece.name] : undefined;
  if (text === undefined) {
    throw new SkillNeuronsError({ code: 'DATA_MISSING_FIELD', message: `the example has no field "${piece.name}"`, where: `${task.name}, example ${example.id}`, hint: `the template needs it; the example has ${Object.keys(example.fields).join(', ') || 'none'}` });
  }
  const ids = tokenizer.encode(text);
  return piece.limit === undefined ? ids : ids.slice(0, piece.limit);
}
