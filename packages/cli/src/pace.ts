/** Seconds of work that the rate is taken over, and the least before one is told. */
const window = 20;
const patience = 0.5;

/** How fast a piece of work goes: steps per second over the last twenty seconds, and what that leaves to wait. */
export class Pace {
  private points: { seconds: number; done: number }[] = [];
  private label = '';

  /** Steps per second; undefined until enough has happened. A new label, or a step back, begins anew. */
  rate(label: string, done: number, seconds: number): number | undefined {
    if (label !== this.label || done < (this.points.at(-1)?.done ?? 0)) this.points = [];
    this.label = label;
    this.points.push({ seconds, done });
    while (this.points.length > 2 && this.points[1]!.seconds < seconds - window) this.points.shift();
    const first = this.points[0]!;
    const elapsed = seconds - first.seconds;
    return elapsed < patience || done === first.done ? undefined : (done - first.done) / elapsed;
  }
}

/** 12.3 s, 45 s, 3 min or 2.5 h. */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
