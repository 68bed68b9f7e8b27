import { SkillNeuronsError } from '@skill-neurons/core';

/** A part of a template, in order of the input. */
export type TemplatePiece = { kind: 'bos' } | { kind: 'eos' } | { kind: 'mask' } | { kind: 'literal'; text: string } | { kind: 'field'; name: string; limit?: number };

const placeholder = /^([A-Za-z_][A-Za-z0-9_]*)(?:\|([1-9][0-9]{0,5}))?$/;

/**
 * Reads a template such as `{bos}{question|64}{eos}{sentence}{eos}`: `{field}` is the text of a field, `{field|N}` at
 * most its first N tokens, `{bos}`, `{eos}` and `{mask}` special tokens, anything else literal text, `{{` and `}}` braces.
 *
 * @throws TEMPLATE_SYNTAX naming the character
 */
export function parseTemplate(text: string): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') pieces.push({ kind: 'literal', text: literal });
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if ((character === '{' || character === '}') && text[i + 1] === character) {
      literal += character;
      i++;
    } else if (character === '{') {
      const end = text.indexOf('}', i);
      if (end < 0) throw syntaxError(text, i, 'this { is never closed');
      flush();
      pieces.push(parsePlaceholder(text, i, text.slice(i + 1, end)));
      i = end;
    } else if (character === '}') {
      throw syntaxError(text, i, 'this } closes nothing');
    } else {
      literal += character;
    }
  }
  flush();
  if (pieces.filter(({ kind }) => kind === 'mask').length > 1) throw syntaxError(text, text.lastIndexOf('{mask}'), 'a second {mask}');
  return pieces;
}

/** Whether the mask stands within the text. */
export const hasMask = (pieces: readonly TemplatePiece[]): boolean => pieces.some(({ kind }) => kind === 'mask');

/** Names of the fields that a template uses. */
export function templateFields(pieces: readonly TemplatePiece[]): string[] {
  return [...new Set(pieces.flatMap((piece) => (piece.kind === 'field' ? [piece.name] : [])))];
}

function parsePlaceholder(text: string, start: number, content: string): TemplatePiece {
  const match = placeholder.exec(content);
  if (match === null) throw syntaxError(text, start, `{${content}} is neither {field} nor {field|N}`);
  const [, name = '', limit] = match;
  if (name === 'bos' || name === 'eos' || name === 'mask') {
    if (limit !== undefined) throw syntaxError(text, start, `{${name}} is one token and takes no limit`);
    return { kind: name };
  }
  return limit === undefined ? { kind: 'field', name } : { kind: 'field', name, limit: Number(limit) };
}

function syntaxError(template: string, position: number, reason: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TEMPLATE_SYNTAX', message: `in the template ${JSON.stringify(template)}, character ${position + 1}: ${reason}`, hint: 'write {field}, {field|128}, {bos}, {eos} or one {mask}; double a brace that is meant as text' });
}
