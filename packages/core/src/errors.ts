/** Who can mend it: the user's own input, the machine (backend, disk, network), or us. */
export type ErrorKind = 'user' | 'environment' | 'internal';

/** What an error says: what happened, where, and what to do. */
export interface SkillNeuronsErrorOptions {
  /** Stable, greppable identifier, e.g. `DATA_UNKNOWN_LABEL`. Never changes once released. */
  code: string;
  /** What went wrong, in one line, without the place. */
  message: string;
  /** File, line, field or tensor name: where it went wrong. */
  where?: string | undefined;
  /** What the reader can do about it. */
  hint?: string;
  kind?: ErrorKind;
  cause?: unknown;
}

const marker = Symbol.for('skill-neurons.error');

/** The one error class of the skill-neurons packages: a stable code, a place and a hint. */
export class SkillNeuronsError extends Error {
  readonly code: string;
  readonly where: string | undefined;
  readonly hint: string | undefined;
  readonly kind: ErrorKind;
  readonly [marker] = true;

  constructor({ code, message, where, hint, kind = 'user', cause }: SkillNeuronsErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SkillNeuronsError';
    this.code = code;
    this.where = where;
    this.hint = hint;
    this.kind = kind;
  }

  /** `place: what - hint` on one line, as the CLI prints it; names from files cannot steer the terminal. */
  get oneLine(): string {
    const place = this.where === undefined ? '' : `${this.where}: `;
    const advice = this.hint === undefined ? '' : ` - ${this.hint}`;
    return `${place}${this.message}${advice}`.replace(/\s*\n\s*/g, ' ').replace(/\p{Cc}/gu, '\ufffd');
  }
}

/** True for a {@link SkillNeuronsError} of any copy of this package that is loaded. */
export function isSkillNeuronsError(value: unknown): value is SkillNeuronsError {
  return typeof value === 'object' && value !== null && (value as { [marker]?: boolean })[marker] === true;
}
