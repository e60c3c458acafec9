import type { Severity } from '../../lib/core/rule/rule';
import type { ActorReport } from './actor-report';
import { inAlphabet, type Tally } from './tally';

/** Something of an actor that was there for the first time. */
export interface Moment {
  readonly time: string;
  readonly what: string;
  readonly severity?: Severity;
}

/** What was new of an actor, in the order of time: Regions, addresses, keys, roles, alerts, and what it made. */
export function momentsOf({ history, roles, alerts, made }: ActorReport): readonly Moment[] {
  const moments: readonly Moment[] = [
    ...firstsOf('Region', history.regions),
    ...firstsOf('account', history.accounts),
    ...firstsOf('address', history.addresses),
    ...firstsOf('access key', history.keys),
    ...roles.map(({ path, call, first }) => ({ time: first, what: `${call} ${path.join(' → ')}` })),
    ...alerts.map(({ severity, title, seen }) => ({ time: seen.first, what: title, severity })),
    ...made.map(({ made: { kind, name, time } }) => ({ time, what: `created ${kind} ${name}` })),
  ];
  return [...moments].sort(
    (one, other) => inAlphabet(one.time, other.time) || inAlphabet(one.what, other.what),
  );
}

function firstsOf(kind: string, tally: Tally): readonly Moment[] {
  return tally.byFirst.map(({ value, first }) => ({ time: first, what: `${kind} ${value}` }));
}
