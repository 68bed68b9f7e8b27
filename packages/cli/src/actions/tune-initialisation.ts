import { SkillNeuronsError } from '@skill-neurons/core';
import type { Initialisation } from '@skill-neurons/prompt-tuning';
import type { TuneOptions } from '../commands/tune.ts';
import { readPrompt } from '../prompt-source.ts';

/** Which kinds of start each option belongs to. */
const uses = { initScale: ['random'], initFirst: ['vocabulary', 'label-words'], initText: ['text'], initPrompts: ['prompts'] } as const;
const flags = { initScale: '--init-scale', initFirst: '--init-first', initText: '--init-text', initPrompts: '--init-prompts' } as const;

/** How the prompt starts, with the prompts that it starts from. @throws TUNE_INIT */
export async function readInitialisation(options: TuneOptions): Promise<Initialisation> {
  const { init, initScale: scale, initFirst: first, initText, initPrompts } = options;
  for (const name of Object.keys(uses) as (keyof typeof uses)[]) {
    const kinds: readonly string[] = uses[name];
    if (options[name] !== undefined && !kinds.includes(init)) throw mistake(`${flags[name]} has no effect with --init ${init}`, `use it with --init ${kinds.join(' or ')}`);
  }
  switch (init) {
    case 'random':
      return { kind: init, scale };
    case 'uniform':
      return { kind: init };
    case 'vocabulary':
    case 'label-words':
      return { kind: init, first };
    case 'text':
      if (initText === undefined) throw mistake('--init text needs a text', 'add --init-text');
      return { kind: init, text: initText };
    case 'prompts': {
      if (initPrompts === undefined || initPrompts.length === 0) throw mistake('--init prompts needs prompts', 'add --init-prompts');
      const prompts = [];
      for (const path of initPrompts) prompts.push(await readPrompt(path));
      return { kind: init, prompts };
    }
  }
}

function mistake(message: string, hint: string): SkillNeuronsError {
  return new SkillNeuronsError({ code: 'TUNE_INIT', message, hint });
}
