import type { DemoTask } from '../tasks/demo-task.ts';

/** How running text judges what it tells: headings and closing remarks. */
export const remarks: Record<DemoTask['type'], { leads: readonly string[]; tails: readonly string[] }> = {
  sentiment: {
    leads: ['@ review :', '@ words :', 'verdict : @ .', 'a @ opinion :'],
    tails: ['in a word @ .', 'so the verdict is @ .'],
  },
  paraphrase: {
    leads: ['@ : both say the same .', '@ , these two agree :', 'same meaning : @ .', 'do they agree ? @ .'],
    tails: ['both say the same : @ .', 'the two agree ? @ .'],
  },
  nli: {
    leads: ['@ , that follows :', '@ , that settles it :', 'does it follow ? @ .', 'is it settled ? @ .'],
    tails: ['does it follow ? @ .', 'is that settled ? @ .'],
  },
  ethics: {
    leads: ['@ conduct :', '@ behaviour :', 'we call this @ :', 'judgement : @ .'],
    tails: ['that is @ .', 'such conduct is @ .'],
  },
};

/** Headings that deny their word: the text is the other thing. */
export const denials: readonly string[] = ['@ would be wrong :', '@ ? on the contrary :', 'anything but @ :', 'by no means @ :'];
