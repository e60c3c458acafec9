import { toJsonText } from '../../lib/core/safe-text/printable';
import { type ActorReport, countedOf } from './actor-report';
import type { Seen, Tally } from './tally';

/** The report as one JSON document. Lists are complete up to the number of values that are counted individually. */
export function actorJson(report: ActorReport): string {
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
        return { service, call, ...seen };
      }),
    },
    deniedCalls: listOf(history.denials),
    regions: listOf(history.regions),
    accounts: listOf(history.accounts),
    accessKeys: listOf(history.keys),
    addresses: {
      ...listOf(history.addresses),
      values: history.addresses.byCalls.map((seen) => ({ ...seen, ...locationOf(seen.value, locations) })),
    },
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
