import { SkillNeuronsError } from '@skill-neurons/core';

/** Makes the error of a file that is not what torch.save writes; parsers are given one that knows the file. */
export type Invalid = (message: string, cause?: unknown) => SkillNeuronsError;

export const invalidTorchFile =
  (path: string): Invalid =>
  (message, cause) =>
    new SkillNeuronsError({ code: 'TORCH_FILE_INVALID', message, where: path, hint: 'this is not a sound file of torch.save; get it again from its source', cause });

/** A pickle that wants more than tensors in dictionaries. Nothing of it has been executed. */
export function refused(path: string, message: string): SkillNeuronsError {
  return new SkillNeuronsError({
    code: 'TORCH_PICKLE_REFUSED',
    message,
    where: path,
    hint: 'only tensors in dictionaries and lists are read; if you trust the file, save its tensors alone: torch.save(module.state_dict(), path)',
  });
}
