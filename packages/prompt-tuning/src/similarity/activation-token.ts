import { SkillNeuronsError } from '@skill-neurons/core';
import type { Tokenizer } from '@skill-neurons/data';
import type { Backbone } from '@skill-neurons/runtime';

/** The token before which a prompt's activated neurons are looked at: `<s>` or `[CLS]` for a masked LM, `<extra_id_0>` for T5, or its end of text. @throws PROMPT_SIMILARITY */
export function activationToken({ backbone, tokenizer }: { backbone: Pick<Backbone, 'family'>; tokenizer: Pick<Tokenizer, 'special' | 'idOf'> }): number {
  const { bos, eos } = tokenizer.special;
  const token = backbone.family === 'masked-lm' ? bos : (tokenizer.idOf('<extra_id_0>') ?? eos);
  if (token !== undefined) return token;
  throw new SkillNeuronsError({ code: 'PROMPT_SIMILARITY', message: 'the tokenizer has no token to stand for a text', hint: 'use a model with <s> or </s>' });
}
