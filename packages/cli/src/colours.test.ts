import { paint, wantsColour } from './colours.ts';

const terminal = { isTTY: true };

test.each<[string, object, boolean | undefined, Record<string, string>, boolean]>([
  ['a terminal', terminal, undefined, {}, true],
  ['a pipe', {}, undefined, {}, false],
  ['a terminal that can do nothing', terminal, undefined, { TERM: 'dumb' }, false],
  ['NO_COLOR', terminal, undefined, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR, which does not count', terminal, undefined, { NO_COLOR: '' }, true],
  ['FORCE_COLOR in a pipe', {}, undefined, { FORCE_COLOR: '1' }, true],
  ['FORCE_COLOR=0', terminal, undefined, { FORCE_COLOR: '0' }, false],
  ['NO_COLOR against FORCE_COLOR', terminal, undefined, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['--color against NO_COLOR', {}, true, { NO_COLOR: '1' }, true],
  ['--no-color against FORCE_COLOR', terminal, false, { FORCE_COLOR: '1' }, false],
])('%s', (_, stream, asked, env, expected) => {
  expect(wantsColour(stream, asked, env)).toBe(expected);
});

test('colours end where they began', () => {
  expect(paint('x', 'struck', 'red')).toBe('\x1b[31m\x1b[9mx\x1b[29m\x1b[39m');
});
