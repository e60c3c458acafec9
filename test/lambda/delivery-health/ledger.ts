import { DAY_MS, HOUR_MS, MINUTE_MS } from './world';

/** What can be wrong; `part` tells settings of a resource apart. */
export interface Place {
  readonly kind: string;
  readonly subject: string;
  readonly region: string;
  readonly part: string;
}

/** How long something must last before it is reported, as docs/delivery.md says. */
const LASTING_MS: Readonly<Record<string, number>> = {
  ...{ 'region-unlogged': DAY_MS, 'subscription-unconfirmed': DAY_MS },
  ...{ 'status-refused': HOUR_MS, 'settings-refused': HOUR_MS },
  ...{ 'bucket-drift': 14 * MINUTE_MS, 'part-drift': 14 * MINUTE_MS },
};

/** What is wrong since when, as checks find it, and how often each was to be told. */
export class Ledger {
  readonly open = new Map<string, { readonly place: Place; readonly sinceMs: number; isTold: boolean }>();
  readonly told: string[] = [];

  /** A check found this; what it could not look at is as it was. */
  checked(wrong: readonly Place[], isUnknown: (place: Place) => boolean, nowMs: number): void {
    const found = new Map(wrong.map((place) => [JSON.stringify(place), place]));
    for (const [name, { place }] of this.open) {
      if (!found.has(name) && !isUnknown(place)) this.open.delete(name);
    }
    for (const [name, place] of found) {
      if (!this.open.has(name)) this.open.set(name, { place, sinceMs: nowMs, isTold: false });
    }
    for (const one of this.open.values()) {
      const { kind, subject, region } = one.place;
      if (one.isTold || nowMs - one.sinceMs < (LASTING_MS[kind] ?? 0)) continue;
      one.isTold = true;
      this.told.push(`${kind} ${subject} ${region}`.trim());
    }
  }
}
