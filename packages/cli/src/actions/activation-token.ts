import { SkillNeuronsError } from '@skill-neurons/core';
import type { Session } from '../session.ts';

/** The token before which a prompt's activated neurons are looked at: `<s>` or `[CLS]` for a masked LM, `<extra_id_0>` for T5, or its end of text. */
export function activationToken({ backbone, tokenizer }: Session): number {
  const { bos, eos } = tokenizer.special;
  const token = backbone.family === 'masked-lm' ? bos : (tokenizer.idOf('<extra_id_0>') ?? eos);
  if (token !== undefined) return token;
  throw new SkillNeuronsError({ code: 'PROMPT_SIMILARITY', message: 'the tokenizer has no token to stand for a text', hint: 'use a model with <s> or </s>' });
}
