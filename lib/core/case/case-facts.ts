import type { FileFinding } from '../digest/finding';
import { grouped } from '../keyed/grouped';
import type { CaseAlerts } from './case';
import type { CaseGroup } from './case-groups';
import { type Ending, keyOfThing, keysThatEnd, type LastingThing } from './lasting-things';

/** What a case is made with, beside its records. */
export interface CaseSurroundings {
  /** Calls that end something, whoever made them. */
  readonly endings: readonly Ending[];
  /** The Regions that the names of the log files say were read; empty if they say none. */
  readonly regions: readonly string[];
  /** The options that leave records out, such as `--region eu-west-1`. */
  readonly filters: readonly string[];
  /** The paths that were read, as arguments of a shell. */
  readonly paths: readonly string[];
  /** What was left out, by its name. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** The verdict on each log file that was checked. */
  readonly verdicts: ReadonlyMap<string, FileFinding>;
}

/** A thing, and the record that ended it. */
export interface EndedThing {
  readonly thing: LastingThing;
  readonly endedBy?: string;
  readonly used?: boolean;
}

/** All that the parts of a case are derived from. */
export interface CaseFacts {
  readonly group: CaseGroup;
  readonly things: readonly EndedThing[];
  readonly alerts: readonly CaseAlerts[];
  readonly around: CaseSurroundings;
}

/** Each thing once, in the order of time, with the first later call that ended it, by whomever. */
export function thingsOf({ history, members }: CaseGroup, endings: readonly Ending[]): readonly EndedThing[] {
  return withEnds(history.things, endings).map((one) => {
    const [name] = one.thing.parts;
    const used =
      one.thing.kind.name === 'access key'
        ? { used: members.some(({ history: own }) => own.keys.has(name ?? '')) }
        : {};
    return { ...one, ...used };
  });
}

/** The same of any things: each once, as it was made last. */
export function withEnds<T extends LastingThing>(
  made: readonly T[],
  endings: readonly Ending[],
): readonly { readonly thing: T; readonly endedBy?: string }[] {
  const things = new Map<string, T>();
  for (const thing of [...made].sort((one, other) => (one.time < other.time ? -1 : 1)))
    things.set(keyOfThing(thing), thing);
  const endedBy = new Map<LastingThing, string>();
  const byKey = grouped(
    [...things.values()].flatMap((thing) => keysThatEnd(thing).map((key) => [key, thing] as const)),
  );
  for (const { keys, time, eventID } of endings)
    for (const thing of keys.flatMap((key) => byKey.get(key) ?? []))
      if (time >= thing.time && eventID !== thing.eventID) endedBy.set(thing, eventID);
  return [...things.values()].map((thing) => {
    const by = endedBy.get(thing);
    return { thing, ...(by === undefined ? {} : { endedBy: by }) };
  });
}

/** The names of a thing in words; what a rule of a security group lets through is left out. */
export function nameOfThing({ parts }: LastingThing): string {
  return parts.filter((part) => !part.startsWith('{')).join(' ');
}
