/** A mistake in the command itself. */
export class UsageError extends Error {}
