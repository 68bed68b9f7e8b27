import { parseTemplate, templateFields } from './template.ts';

test('placeholders, limits, special tokens, literals and doubled braces', () => {
  expect(parseTemplate('{bos}a {{b}} {text|128}{eos}')).toEqual([
    { kind: 'bos' },
    { kind: 'literal', text: 'a {b} ' },
    { kind: 'field', name: 'text', limit: 128 },
    { kind: 'eos' },
  ]);
  expect(templateFields(parseTemplate('{a}{b|3}{a}'))).toEqual(['a', 'b']);
});

test.each([
  ['{text', 'character 1: this { is never closed'],
  ['text}', 'character 5: this } closes nothing'],
  ['{}', 'character 1: {} is neither'],
  ['x{a|0}', 'character 2: {a|0} is neither'],
  ['{a|b}', 'character 1: {a|b} is neither'],
  ['{a-b}', 'character 1: {a-b} is neither'],
  ['{eos|2}', 'character 1: {eos} is one token'],
])('refuses %s', (template, reason) => {
  expect(() => parseTemplate(template)).toThrow(expect.objectContaining({ code: 'TEMPLATE_SYNTAX', message: expect.stringContaining(reason) }));
});
