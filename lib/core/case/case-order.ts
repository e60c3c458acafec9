import { inAlphabet } from '../safe-text/in-alphabet';
import type { CaseAlert } from './case-alert';
import type { CaseHistory } from './case-history';
import type { CaseLink } from './case-links';

interface WithAlerts {
  readonly alerts: readonly CaseAlert[];
}

interface WithHistory {
  readonly history: CaseHistory;
}

interface WithMembers {
  readonly members: readonly { readonly node: string }[];
}

const RANKS = ['critical', 'high', 'medium', 'low', 'informational'];

/** The most severe first, then by time. */
export function byRank(one: CaseAlert, other: CaseAlert): number {
  const rank = RANKS.indexOf(one.severity) - RANKS.indexOf(other.severity);
  return (
    rank ||
    Number(one.hasFailed) - Number(other.hasFailed) ||
    inAlphabet(one.eventTime, other.eventTime) ||
    inAlphabet(one.id, other.id)
  );
}

/** The group with the most severe alert first. */
export function bySeverity({ alerts: [one] }: WithAlerts, { alerts: [other] }: WithAlerts): number {
  if (one === undefined || other === undefined) return one === undefined ? 1 : -1;
  return byRank(one, other);
}

/** The earliest first. */
export function byTime(one: CaseLink, other: CaseLink): number {
  return inAlphabet(one.time, other.time);
}

/** The one of the earliest record first. */
export function byFirst({ history: one }: WithHistory, { history: other }: WithHistory): number {
  return inAlphabet(one.times.all[0]?.first.time ?? '~', other.times.all[0]?.first.time ?? '~');
}

/** The members of groups. */
export function nodesOf(groups: readonly WithMembers[]): ReadonlySet<string> {
  return new Set(groups.flatMap(({ members }) => members.map(({ node }) => node)));
}
