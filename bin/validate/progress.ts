import { parseDigestKey } from '../../lib/core/digest/archive-folder';
import type { Finding } from '../../lib/core/digest/finding';
import type { TimeRange } from '../cli/time-range';
import { durationText } from '../outputs/text-layout';

/** How far a validation is: it goes from folder to folder, and in each from its first digest file to its last. */
export class ValidationProgress {
  private files = 0;
  private doneFolders = 0;
  private firstMs: number | undefined;
  private reachedMs: number | undefined;

  constructor(
    private readonly folders: number,
    private readonly range: TimeRange,
    private readonly fromMs: number,
  ) {}

  add(findings: readonly Finding[], isLast: boolean): void {
    this.files += findings.length;
    for (const { kind, key } of findings) {
      const listed = kind === 'digest' ? parseDigestKey(key) : undefined;
      if (listed?.kind !== 'chained') continue;
      this.firstMs ??= listed.endTimeMs;
      this.reachedMs = Math.max(this.reachedMs ?? 0, listed.endTimeMs);
    }
    if (!isLast) return;
    this.doneFolders += 1;
    this.reachedMs = undefined;
  }

  /** Such as `12,000 files, 830/s, account and Region 3 of 40, about 5 min left`. */
  render(nowMs: number): string {
    const seconds = Math.max((nowMs - this.fromMs) / 1000, 0.001);
    const place = `account and Region ${Math.min(this.doneFolders + 1, this.folders)} of ${this.folders}`;
    const words = [`${count(this.files)} files`, `${count(this.files / seconds)}/s`, place];
    const share = this.share();
    return [
      ...words,
      ...(share > 0.01 ? [`about ${durationText((seconds * (1 - share)) / share)} left`] : []),
    ].join(', ');
  }

  private share(): number {
    const startMs = this.range.startMs ?? this.firstMs;
    const within =
      startMs === undefined || this.reachedMs === undefined
        ? 0
        : Math.min(1, Math.max(0, (this.reachedMs - startMs) / (this.range.endMs - startMs)));
    return this.folders === 0 ? 1 : Math.min(1, (this.doneFolders + within) / this.folders);
  }
}

function count(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
