import { renderTarget } from '../../lib/core/alert/from-record/render-targets';
import { ACCOUNT } from '../../lib/core/fact/targets/target';
import { targetsOf } from '../../lib/core/fact/targets/targets-of';
import { inCallOrder, partOfTarget } from '../../lib/core/lineage/call-order';
import type { CloudTrailRecord } from '../../lib/core/record/record';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';
import { changesNothing } from '../../lib/core/scan/change/change';
import { MAX_TEXT, type Seen, type Sight, Tally } from './tally';

/** The maximum number of calls whose targets are counted. */
const MAX_CALLS = 5_000;

/** The maximum number of targets of one call that are counted individually. */
const MAX_TARGETS = 100;

/** The maximum number of targets of all calls, of which each is a few hundred bytes. */
const MAX_ALL = 100_000;

type Target = ReturnType<typeof targetsOf>[number];

/** What a call acted on, and how often. */
export interface TouchedTarget {
  readonly target: Target;
  readonly seen: Seen;
}

/** Calls of one name on one target that changed something, or were to. */
export interface TouchingCall extends TouchedTarget {
  readonly call: string;
}

interface CallTargets {
  readonly call: string;
  readonly changes: boolean;
  readonly tally: Tally;
}

/** The targets of each call, in bounded memory. */
export class TouchedTargets {
  private readonly calls = new Map<string, CallTargets>();
  private readonly targets = new Map<string, Target>();

  /** @param key service and call */
  add(key: string, record: CloudTrailRecord, sight: Sight): void {
    const call = key.slice(key.indexOf(' ') + 1);
    const known = this.calls.get(key);
    if (known === undefined && this.calls.size >= MAX_CALLS) return;
    const targets = known ?? { call, changes: !changesNothing(record), tally: new Tally(MAX_TARGETS) };
    this.calls.set(key, targets);
    for (const target of targetsOf(record)) {
      const text = `${target.type} ${target.arn ?? target.name}`.slice(0, MAX_TEXT);
      if (!this.targets.has(text)) {
        if (this.targets.size >= MAX_ALL) continue;
        this.targets.set(text, target);
      }
      targets.tally.add(text, sight);
    }
  }

  /** The targets of a call, the most frequent first, and the number of times that it had others. */
  of(key: string): { readonly values: readonly TouchedTarget[]; readonly others: number } {
    const tally = this.calls.get(key)?.tally ?? new Tally();
    return { values: tally.byCalls.flatMap((seen) => this.targetOf(seen)), others: tally.uncounted };
  }

  /** Each change on each target in the order of its last time, and how many more there were. */
  changes(): { readonly values: readonly TouchingCall[]; readonly others: number } {
    const all = [...this.calls.values()].filter(({ changes }) => changes);
    const values = all
      .flatMap(({ call, tally }) =>
        tally.byCalls.flatMap((seen) => this.targetOf(seen).map((one) => ({ call, ...one }))),
      )
      .sort((one, other) => inAlphabet(one.call, other.call) || inAlphabet(one.seen.value, other.seen.value));
    const ordered = inCallOrder(values, {
      timeMs: ({ seen }) => timeMs(seen.last),
      parts: ({ call, target, seen }) => [partOfTarget(call, target, seen.calls > seen.denied + seen.failed)],
    });
    return { values: ordered, others: all.reduce((sum, { tally }) => sum + tally.uncounted, 0) };
  }

  private targetOf(seen: Seen): readonly TouchedTarget[] {
    const target = this.targets.get(seen.value);
    return target === undefined ? [] : [{ target, seen }];
  }
}

function timeMs(time: string): number {
  const at = Date.parse(time);
  return Number.isNaN(at) ? 0 : at;
}

/** The maximum number of targets of a call that a report lists, and of changes. */
const MAX_LISTED = { targets: 10, changes: 100 };

/** The targets of a call as JSON. */
export function targetsJson({ values, others }: ReturnType<TouchedTargets['of']>): object {
  const listed = values.slice(0, MAX_LISTED.targets).map(({ target, seen: { calls, first, last } }) => {
    return { ...target, calls, first, last };
  });
  return { values: listed, notListed: values.length - listed.length, recordsWithOthers: others };
}

/** The last changes as JSON, in the order of time. */
export function changesJson({ values, others }: ReturnType<TouchedTargets['changes']>): object {
  const listed = values.slice(-MAX_LISTED.changes).map(({ call, target, seen: { value: _, ...seen } }) => {
    return { call, target, ...seen };
  });
  return { values: listed, before: values.length - listed.length, recordsWithOthers: others };
}

/** The first targets of a call in words, in one line; empty if it acted on none, or on the account alone. */
export function targetsInWords({ values, others }: ReturnType<TouchedTargets['of']>, most: number): string {
  const named = values.filter(({ target }) => target.type !== ACCOUNT);
  const more = named.length - most;
  const words = named.slice(0, most).map(({ target }) => renderTarget(target));
  const rest = others > 0 ? ['and others'] : more > 0 ? [`+${more}`] : [];
  return [...words, ...rest].join(', ');
}
