import { setImmediate } from 'node:timers/promises';
import { SkillNeuronsError, type OnProgress } from '@skill-neurons/core';
import { forFamily } from './task-family.ts';
import { resolveLabelWords } from './label-words.ts';
import { hasMask, parseTemplate, type TemplatePiece } from './template.ts';
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
 * joined. What is too long is cut at the end, but a final `{eos}` stays (Su et al. 2022: `tokens[:230] + </s>`). With a `{mask}`
 * fields are cut instead, the last one first, so that the mask and the text around it stay; a label word of several pieces that is
 * scored whole takes as many masks, for all classes the most that any has.
 *
 * @throws TASK_NO_FAMILY, TEMPLATE_SYNTAX, TEMPLATE_TOKEN when the tokenizer lacks a special token, ENCODE_MAX_LENGTH;
 *   the function throws DATA_MISSING_FIELD
 */
export function createEncoder(options: EncodeOptions): (example: Example) => EncodedExample {
  const { task, family, tokenizer } = options;
  const limit = effectiveMaxLength(options);
  if (!Number.isInteger(limit) || limit < 1) {
    throw noRoom(task, limit);
  }
  const pieces = parseTemplate(forFamily(task, family, 'templates'));
  const masked = hasMask(pieces);
  const masks = masked ? Math.max(...resolveLabelWords(task, family, tokenizer).ids.map((tokens) => [tokens].flat().length)) : 0;
  const fixed = pieces.map((piece, i) => fixedIds(piece, task, tokenizer, masks, pieces[i + 1]));
  if (masked && fixed.flatMap((ids) => ids ?? []).length > limit) throw noRoom(task, limit);
  const endsWithEos = pieces.at(-1)?.kind === 'eos';
  return (example) => {
    const parts = pieces.map((piece, i) => fixed[i] ?? fieldIds(piece as FieldPiece, example, task, tokenizer));
    if (masked) cutFields(parts, limit, (i) => fixed[i] === undefined);
    const ids: number[] = [];
    for (const part of parts) for (const id of part) ids.push(id);
    if (ids.length > limit) {
      ids.length = limit;
      if (endsWithEos) ids[limit - 1] = tokenizer.special.eos!;
    }
    const encoded: EncodedExample = { id: example.id, ids: Int32Array.from(ids), label: example.label };
    if (example.group !== undefined) encoded.group = example.group;
    if (example.originalId !== undefined) encoded.originalId = example.originalId;
    if (masked) encoded.maskPositions = maskPlaces(pieces, parts);
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

/** Shortens fields, the last one first, until all parts fit. */
function cutFields(parts: (readonly number[])[], limit: number, isField: (i: number) => boolean): void {
  let excess = parts.reduce((sum, { length }) => sum + length, 0) - limit;
  for (let i = parts.length - 1; i >= 0 && excess > 0; i--) {
    if (!isField(i)) continue;
    const kept = Math.max(0, parts[i]!.length - excess);
    excess -= parts[i]!.length - kept;
    parts[i] = parts[i]!.slice(0, kept);
  }
}

function maskPlaces(pieces: readonly TemplatePiece[], parts: readonly (readonly number[])[]): number[] {
  const at = pieces.findIndex(({ kind }) => kind === 'mask');
  const first = parts.slice(0, at).reduce((sum, { length }) => sum + length, 0);
  return parts[at]!.map((_, i) => first + i);
}

function noRoom(task: Task, limit: number): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'ENCODE_MAX_LENGTH', message: `no text fits into ${limit} tokens`, where: task.name, hint: 'use a shorter prompt or a model with more positions' });
}

/** The ids of a piece that is the same for every example, undefined for a field. A mask takes the spaces before it, as in RoBERTa's tokenizer. */
function fixedIds(piece: TemplatePiece, task: Task, tokenizer: Tokenizer, masks: number, next: TemplatePiece | undefined): readonly number[] | undefined {
  if (piece.kind === 'field') return undefined;
  if (piece.kind === 'literal') return tokenizer.encode(next?.kind === 'mask' ? piece.text.trimEnd() : piece.text);
  const id = tokenizer.special[piece.kind];
  if (id === undefined) {
    throw new SkillNeuronsError({ code: 'TEMPLATE_TOKEN', message: `the template uses {${piece.kind}} but the tokenizer has no such token`, where: task.file, hint: 'T5 tokenizers have only {eos}; check that the model belongs to this family' });
  }
  return piece.kind === 'mask' ? new Array<number>(masks).fill(id) : [id];
}

function fieldIds(piece: FieldPiece, example: Example, task: Task, tokenizer: Tokenizer): readonly number[] {
  const text = Object.hasOwn(example.fields, piece.name) ? example.fields[piece.name] : undefined;
  if (text === undefined) {
    throw new SkillNeuronsError({ code: 'DATA_MISSING_FIELD', message: `the example has no field "${piece.name}"`, where: `${task.name}, example ${example.id}`, hint: `the template needs it; the example has ${Object.keys(example.fields).join(', ') || 'none'}` });
  }
  const ids = tokenizer.encode(text);
  return piece.limit === undefined ? ids : ids.slice(0, piece.limit);
}
