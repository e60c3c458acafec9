import type { Condition } from '../../lib/core/delivery/condition';
import { unheardRegions } from '../../lib/core/delivery/unheard-regions';
import { heartbeatHour } from '../../lib/core/record/region-heartbeat';
import { type RealtimeCoverage, readRealtimeCoverage } from '../../lib/core/settings/message/region-watch';
import { DEPLOYED } from './check-drift';
import { type Invocation, readState } from './ports';

const HOUR_MS = 60 * 60 * 1000;

/** The hour that is not over yet, and three before it: a heartbeat may be late, and one may be lost. */
const HOURS_LOOKED_AT = 4;

/** A Region without a log file for a day is idle. */
const DELIVERING_MS = 24 * HOUR_MS;

/** When the last log file of a Region came, as far as one is known. */
export interface LastDelivery {
  readonly region: string;
  readonly lastMs: number;
}

/**
 * The Regions of an account that deliver log files and send no heartbeats to the home bus, although the app has realtime
 * rules for them. Undefined if nothing can be known: where the home Region itself is not heard of, the way of the heartbeats is
 * broken, which the alarm of the realtime alerts on their absence says.
 */
export async function findUnheard(
  invocation: Invocation,
  accountId: string,
  deliveries: readonly LastDelivery[],
): Promise<readonly Condition[] | undefined> {
  const { members } = await readState(invocation, DEPLOYED);
  const coverage = readRealtimeCoverage(members.realtime);
  if (coverage === undefined) return [];
  const sinceMs = invocation.ports.nowMs() - DELIVERING_MS;
  const delivering = deliveries.filter(({ lastMs }) => lastMs > sinceMs).map(({ region }) => region);
  if (delivering.length === 0) return [];
  if (!(await isHomeHeard(invocation, coverage))) return undefined;
  const heard = await regionsHeard(invocation, accountId);
  return unheardRegions(coverage, { accountId, delivering, heard }).map((region) => ({
    ...{ kind: 'realtime-missing', subject: accountId, accountId, region },
    text: 'log files are delivered, and no heartbeat comes to the home bus',
  }));
}

async function isHomeHeard(invocation: Invocation, { home }: RealtimeCoverage): Promise<boolean> {
  const [account = '', region = ''] = home.split('/');
  return (await regionsHeard(invocation, account)).includes(region);
}

async function regionsHeard({ ports }: Invocation, account: string): Promise<readonly string[]> {
  const hours = Array.from({ length: HOURS_LOOKED_AT }, (_, ago) =>
    heartbeatHour(ports.nowMs() - ago * HOUR_MS),
  );
  return (await Promise.all(hours.map((hour) => ports.readHeartbeats(hour, account)))).flat();
}
