/** Whether words on a stream get colours: as asked for, else NO_COLOR (https://no-color.org), FORCE_COLOR, and whether it is a terminal. */
export function wantsColour(stream: { isTTY?: boolean }, asked: boolean | undefined, env: NodeJS.ProcessEnv = process.env): boolean {
  if (asked !== undefined) return asked;
  if (env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

const codes = { red: [31, 39], green: [32, 39], yellow: [33, 39], struck: [9, 29] } as const;

export type Colour = keyof typeof codes;

export function paint(text: string, ...colours: readonly Colour[]): string {
  return colours.reduce((painted, colour) => `\x1b[${codes[colour][0]}m${painted}\x1b[${codes[colour][1]}m`, text);
}
