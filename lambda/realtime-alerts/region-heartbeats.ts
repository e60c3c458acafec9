import {
  SILENT_REGIONS_RULE_ID,
  type SilentRegions,
  toSilentRegionsAlert,
} from '../../lib/core/alert/operational/silent-regions-alert';
import { heartbeatHour, type RegionHeartbeat } from '../../lib/core/record/region-heartbeat';
import type { RegionWatch } from '../../lib/core/settings/message/region-watch';
import { RetryLater } from '../raise/retry-later';
import type { Invocation } from './ports';

const HOUR_MS = 60 * 60 * 1000;

/** A heartbeat may be late, and one may be lost. */
const SILENT_HOURS = 3;

/** Whose heartbeats ended in one of so many hours before: a look that failed is made up for. */
const KNOWN_HOURS = 3;

/** The queue keeps a heartbeat for days, if nothing reads it. */
const REMEMBERED_MS = 8 * 24 * HOUR_MS;

/** Notes that an account's Region was heard of in an hour. */
export async function noteHeartbeat(
  { ports, counts }: Pick<Invocation, 'ports' | 'counts'>,
  { account, region, timeMs }: RegionHeartbeat,
): Promise<void> {
  const expiresAtSeconds = Math.ceil((ports.nowMs() + REMEMBERED_MS) / 1000);
  await ports.putHeartbeat({ hour: heartbeatHour(timeMs), place: `${account}/${region}`, expiresAtSeconds });
  counts.add('Heartbeats');
}

/**
 * Raises an alert for each account with Regions that were heard of, and are no longer:
 *
 *     hours before now   6  5  4 │ 3  2  1 │ 0
 *     heard of           x  x  x │ ─  ─  ─ │ not over yet
 *
 * Who is known is learned from the heartbeats, so that accounts come and go without configuration; a silence that lasts is
 * reported once. Without any heartbeat, their delivery is broken, and the alarm on their absence reports it.
 */
export async function findSilentRegions(invocation: Invocation, { at }: RegionWatch): Promise<void> {
  const { ports, raiser, alertLimit, outOfTime, log } = invocation;
  const silent = await readSilent(ports, Math.floor(Date.parse(at) / HOUR_MS) * HOUR_MS);
  const outcomes = await Promise.allSettled(
    silent.map((regions) =>
      alertLimit(() => {
        if (outOfTime.aborted) throw new RetryLater('the time ran out before an alert was begun');
        return raiser.raise(toSilentRegionsAlert(regions), { name: SILENT_REGIONS_RULE_ID });
      }),
    ),
  );
  log.info('heartbeats of Regions were looked at', { at, silentAccounts: silent.length });
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function readSilent(ports: Invocation['ports'], nowMs: number): Promise<readonly SilentRegions[]> {
  const hours = Array.from({ length: SILENT_HOURS + KNOWN_HOURS }, (_, ago) =>
    heartbeatHour(nowMs - (ago + 1) * HOUR_MS),
  );
  const heard = await Promise.all(hours.map((hour) => ports.readHeartbeats(hour)));
  const later = new Set(heard.slice(0, SILENT_HOURS).flat());
  if (later.size === 0) return [];
  const silent = new Map<string, SilentRegions>();
  for (const [ago, places] of heard.entries()) {
    const lastHour = hours[ago] ?? '';
    for (const place of places.filter((one) => !later.has(one))) {
      later.add(place);
      const [account = '', region = ''] = place.split('/');
      const known = silent.get(`${account} ${lastHour}`)?.regions ?? [];
      silent.set(`${account} ${lastHour}`, { account, lastHour, regions: [...known, region] });
    }
  }
  return [...silent.values()];
}
