import type { Task } from '@skill-neurons/data';
import { collectActivationMoments } from '@skill-neurons/neurons';
import type { ActivationMoments, Replacement } from '@skill-neurons/neurons';
import { batchesOf } from '@skill-neurons/prompt-tuning';
import type { CommandEnvironment } from '../command.ts';
import type { SuppressNeuronsOptions } from '../commands/neurons-suppress.ts';
import type { Session } from '../session.ts';
import type { NamedPrompt } from './suppress-rankings.ts';

/** What suppressed neurons give instead of their activations, by the options of a command. */
export class SuppressReplacement {
  private readonly known = new Map<string, ActivationMoments>();
  private readonly options: SuppressNeuronsOptions;
  private readonly environment: CommandEnvironment;
  private readonly session: Session;

  constructor(options: SuppressNeuronsOptions, environment: CommandEnvironment, session: Session) {
    this.options = options;
    this.environment = environment;
    this.session = session;
  }

  /** How neurons behave with this very prompt, where that is needed. */
  async moments(task: Task, { name, prompt }: NamedPrompt, forControls: boolean): Promise<ActivationMoments | undefined> {
    const { replace, baselineSplit, baselineLimit, batchSize, stack } = this.options;
    if (replace === 'zero' && !forControls) return undefined;
    const key = JSON.stringify([task.name, name]);
    const known = this.known.get(key);
    if (known) return known;
    const rows = await this.session.split(task, baselineSplit, { virtualTokens: prompt.virtualTokens, limit: baselineLimit });
    const moments = await collectActivationMoments({
      backbone: this.session.backbone, prompt, stack,
      batches: batchesOf(rows, { batchSize }),
      columns: rows.labelWords.ids,
      onProgress: this.environment.terminal.progress,
      signal: this.environment.signal,
    });
    this.known.set(key, moments);
    return moments;
  }

  /** @param moments of the prompt; there for all but zero */
  of(moments: ActivationMoments | undefined): Replacement {
    const { replace, noiseScale, seed } = this.options;
    if (replace === 'zero') return { kind: 'zero' };
    return replace === 'mean' ? { kind: 'mean', moments: moments! } : { kind: 'gaussian', moments: moments!, scale: noiseScale, seed };
  }
}
