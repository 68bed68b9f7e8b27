type Role = 'bos' | 'eos' | 'pad' | 'mask' | 'unknown';

/** The names under which a tokenizer's configuration gives each role, best first. */
const configKeys: Record<Role, readonly string[]> = {
  bos: ['cls_token', 'bos_token'],
  eos: ['eos_token', 'sep_token'],
  pad: ['pad_token'],
  mask: ['mask_token'],
  unknown: ['unk_token'],
};

/** What the tokens of each role are called in the RoBERTa, BERT and T5 families. */
const knownTokens: Record<Role, readonly string[]> = {
  bos: ['<s>', '[CLS]'],
  eos: ['</s>', '[SEP]'],
  pad: ['<pad>', '[PAD]'],
  mask: ['<mask>', '[MASK]'],
  unknown: ['<unk>', '[UNK]'],
};

/**
 * Finds the special tokens: as the configuration files name them, else by their usual names among the special added
 * tokens. A role that the configuration files leave out, though they name others, has no token (T5 has no bos).
 */
export function findSpecialTokens(configurations: readonly Readonly<Record<string, unknown>>[], added: ReadonlyMap<string, number>): Partial<Record<Role, number>> {
  const named = (role: Role) => configurations.flatMap((configuration) => configKeys[role].map((key) => tokenText(configuration[key]))).find((text) => text !== undefined);
  const configured = (Object.keys(configKeys) as Role[]).some((role) => named(role) !== undefined);
  const found: Partial<Record<Role, number>> = {};
  for (const role of Object.keys(configKeys) as Role[]) {
    const name = named(role);
    const token = name ?? (configured ? undefined : knownTokens[role].find((text) => added.has(text)));
    const id = token === undefined ? undefined : added.get(token);
    if (id !== undefined) found[role] = id;
  }
  return found;
}

/** A token is written as a string or as an object with its content. */
function tokenText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const content = (value as { content?: unknown } | null | undefined)?.content;
  return typeof content === 'string' ? content : undefined;
}
