import { SkillNeuronsError } from './errors.ts';

test('an error is one line in which nothing steers the terminal', () => {
  const error = new SkillNeuronsError({ code: 'X', message: 'tensor "\u001b[2Jgone\r\u009b" is\n  missing', where: 'a\u0007.bin', hint: 'look' });
  expect(error.oneLine).toBe('a\ufffd.bin: tensor "\ufffd[2Jgone\ufffd\ufffd" is missing - look');
});
