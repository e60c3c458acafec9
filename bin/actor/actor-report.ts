import type { ActorChain, TakenSession } from '../../lib/core/lineage/actor-chain';
import type { AskedActor } from '../../lib/core/lineage/asked-actor';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import { inAlphabet } from '../../lib/core/safe-text/in-alphabet';
import { toJsonText } from '../../lib/core/safe-text/printable';
import type { SourceLocations } from '../geoip/source-locations';
import type { Diagnostics } from '../outputs/diagnostics';
import type { AttributedInsight } from '../records/insight';
import type { ActorHistory, FollowedIdentity, RaisedRule } from './actor-history';
import type { Seen, Tally } from './tally';
import { changesJson, targetsJson } from './touched-targets';

/** Values of one kind, and the number of records with others. */
export interface Counted {
  readonly values: readonly Seen[];
  /** Records with values beyond those that are counted individually. */
  readonly uncounted: number;
}

/** Sessions of one role that were obtained in the same way. */
export interface TakenRole {
  /** The roles that lead to it, from the one that the actor assumed itself. */
  readonly path: readonly string[];
  /** The call that gave the credentials. */
  readonly call: string;
  readonly sessions: number;
  /** The times of the first and the last credentials. */
  readonly first: string;
  readonly last: string;
  /** Calls of the sessions. */
  readonly calls: number;
}

/** Alerts of one rule at one severity. */
export interface RaisedAlerts extends RaisedRule {
  readonly seen: Seen;
}

/** The contents of the report on an actor. */
export interface ActorReport {
  readonly asked: AskedActor;
  readonly history: ActorHistory;
  readonly services: Counted;
  readonly roles: readonly TakenRole[];
  readonly sessions: { readonly followed: number; readonly unfollowed: number };
  readonly severities: ReadonlyMap<Severity, number>;
  /** The most severe first. */
  readonly alerts: readonly RaisedAlerts[];
  readonly made: readonly FollowedIdentity[];
  readonly unfollowedMade: number;
  /** In the order of time. */
  readonly insights: readonly AttributedInsight[];
  /** The locations of addresses; undefined if not requested. */
  readonly locations?: SourceLocations | undefined;
}

/** Sorts the counts. */
export function reportOf(
  asked: AskedActor,
  { chain, history, unfollowedMade }: { chain: ActorChain; history: ActorHistory; unfollowedMade: number },
): ActorReport {
  const alerts = alertsOf(history);
  const severities = new Map<Severity, number>();
  for (const { severity, seen } of alerts)
    severities.set(severity, (severities.get(severity) ?? 0) + seen.calls);
  return {
    ...{ asked, history, alerts, severities, unfollowedMade },
    services: countedOf(history.services),
    insights: [...history.insights].sort((one, other) => inAlphabet(one.time, other.time)),
    roles: rolesOf(chain.sessions),
    sessions: { followed: chain.sessions.length, unfollowed: chain.unfollowed },
    made: [...history.made].sort(({ made: one }, { made: other }) => inAlphabet(one.time, other.time)),
  };
}

/** The values of a tally, the most frequent first. */
function countedOf(tally: Tally): Counted {
  return { values: tally.byCalls, uncounted: tally.uncounted };
}

function alertsOf({ alerts, rules }: ActorHistory): readonly RaisedAlerts[] {
  const rank = ({ severity }: RaisedRule) => -SEVERITIES.indexOf(severity);
  return alerts.byCalls
    .flatMap((seen) => {
      const rule = rules.get(seen.value);
      return rule === undefined ? [] : [{ ...rule, seen }];
    })
    .sort((one, other) => rank(one) - rank(other) || other.seen.calls - one.seen.calls);
}

function rolesOf(sessions: readonly TakenSession[]): readonly TakenRole[] {
  const roles = new Map<string, TakenRole>();
  for (const session of sessions) {
    const path = pathOf(session);
    const { call, time } = session.link;
    const key = JSON.stringify([call, ...path]);
    const before = roles.get(key) ?? { path, call, sessions: 0, first: time, last: time, calls: 0 };
    roles.set(key, {
      ...before,
      sessions: before.sessions + 1,
      calls: before.calls + session.calls,
      first: time < before.first ? time : before.first,
      last: time > before.last ? time : before.last,
    });
  }
  return [...roles.values()].sort((one, other) => inAlphabet(one.first, other.first));
}

/** A chain in which one role is assumed repeatedly is listed once. */
function pathOf(session: TakenSession): readonly string[] {
  const path: string[] = [];
  for (let at: TakenSession | undefined = session; at !== undefined; at = at.parent)
    if (path[0] !== at.link.target) path.unshift(at.link.target);
  return path;
}

/** The report as one JSON document, which names what could not be read. Lists are complete up to the number of values that are counted individually. */
export function actorJson(report: ActorReport, incompleteness: Diagnostics['incompleteness']): string {
  const { asked, history, roles, sessions, alerts, severities, made, unfollowedMade, locations, insights } =
    report;
  const { records, denied, failed, bySessions, span } = history;
  return `${toJsonText({
    actor: { asked: asked.text, kind: asked.kind },
    ...{ firstSeen: span?.first ?? null, lastSeen: span?.last ?? null },
    ...{ records, recordsOfTakenSessions: bySessions, denied, failed },
    services: listOf(history.services),
    calls: {
      ...listOf(history.calls),
      values: history.calls.byCalls.map(({ value, ...seen }) => {
        const [service = '', call = ''] = value.split(' ');
        return { service, call, ...seen, targets: targetsJson(history.touched.of(value)) };
      }),
    },
    changes: changesJson(history.touched.changes()),
    deniedCalls: listOf(history.denials),
    regions: listOf(history.regions),
    accounts: listOf(history.accounts),
    accessKeys: listOf(history.keys),
    addresses: {
      ...listOf(history.addresses),
      values: history.addresses.byCalls.map((seen) => ({ ...seen, ...locationOf(seen.value, locations) })),
    },
    instancesAtSameAddresses: {
      ...listOf(history.instances),
      values: history.instances.byCalls.map(({ value, ...seen }) => {
        const [instance = '', accessKey = '', address = ''] = value.split(' ');
        return { instance, accessKey, address, ...seen };
      }),
    },
    programs: listOf(history.programs),
    userAgents: listOf(history.agents),
    throughServices: listOf(history.through),
    roles: {
      values: roles.map(({ path, ...role }) => ({
        role: path.at(-1) ?? '',
        through: path.slice(0, -1),
        ...role,
      })),
      unfollowedSessions: sessions.unfollowed,
    },
    alerts: {
      bySeverity: Object.fromEntries(severities),
      byRule: alerts.map(({ seen, ...rule }) => ({ ...rule, alerts: seen.calls, ...timesOf(seen) })),
    },
    insights: { values: insights, others: history.uncountedInsights },
    created: {
      values: made.map(({ made: { kind, name, time }, use, addresses }) => {
        const [used] = use.byCalls;
        return {
          ...{ kind, name, time, calls: used?.calls ?? 0 },
          ...(used === undefined ? {} : timesOf(used)),
          addresses: addresses.byCalls.map(({ value }) => value),
        };
      }),
      unfollowed: unfollowedMade,
    },
    ...incompleteness,
  })}\n`;
}

function listOf(tally: Tally): { readonly values: readonly Seen[]; readonly recordsWithOthers: number } {
  const { values, uncounted } = countedOf(tally);
  return { values, recordsWithOthers: uncounted };
}

function locationOf(address: string, locations: ActorReport['locations']): object {
  const location = locations?.of(address);
  return location === undefined ? {} : { location };
}

function timesOf({ first, last }: Seen): { readonly first: string; readonly last: string } {
  return { first, last };
}
