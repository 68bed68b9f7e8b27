let nextNumber = 0;

/** Values that a session host keeps, by number. */
export class HeldValues {
  readonly number = nextNumber++;
}
