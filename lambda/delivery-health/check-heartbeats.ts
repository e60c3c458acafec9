import {
  type Condition,
  isLasting,
  type OpenCondition,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import { unheardRegions } from '../../lib/core/delivery/region-rhythm';
import { isJsonObject, type Json } from '../../lib/core/json/json-value';
import { heartbeatHour } from '../../lib/core/record/region-heartbeat';
import { type RealtimeCoverage, readRealtimeCoverage } from '../../lib/core/settings/message/region-watch';
import { RetryLater } from '../raise/retry-later';
import { CHECKED_HOURS, DEPLOYED, type Invocation, LOOKED_HOURS, readState, writeState } from './ports';
import { raiseEnded } from './raise-problems';

const HOUR_MS = 60 * 60 * 1000;

/** The hour that is not over yet, and three before it: a heartbeat may be late, and one may be lost. */
const HOURS_LOOKED_AT = 4;

/** A Region without a log file for a day is idle. */
const DELIVERING_MS = 24 * HOUR_MS;

/** The maximum number of attempts: an account has a folder of its own, and one of each organization that it was in. */
const MAX_TRIES = 5;

/** When the last log file of each Region came, as far as one is known. */
type Deliveries = Readonly<Record<string, number>>;

/** A folder of an account, now that it was looked at. */
interface LookedAtFolder {
  readonly accountId: string;
  /** The time of the check of all accounts that this look belongs to. */
  readonly at: string;
  readonly deliveries: Deliveries;
  /** The conditions in the state of the folder, where an earlier release kept them. */
  readonly earlier: Json | undefined;
}

/** The conditions of an account, and how many of them no look of the same check has counted. */
interface CheckedHeartbeats {
  readonly open: readonly OpenCondition[];
  readonly uncounted: number;
}

/**
 * The Regions of an account without realtime rules, now that one of its folders was looked at. They are those of the account, whichever
 * of its folders they deliver to, so that they are in one state. If the home Region itself sends no heartbeats, nothing
 * is known of the others. The alarm on missing heartbeats reports that at once, but not if they are deleted from the table.
 */
export async function checkHeartbeats(
  invocation: Invocation,
  looked: LookedAtFolder,
  tries = MAX_TRIES,
): Promise<CheckedHeartbeats> {
  const { accountId, at, earlier } = looked;
  const nowMs = invocation.ports.nowMs();
  const state = await readState(invocation, `heartbeats ${accountId}`, LOOKED_HOURS);
  const deliveries = latestOf(state.members.deliveries, looked.deliveries, nowMs - DELIVERING_MS);
  const known = readConditions(state.members.open ?? earlier, ['realtime-missing']);
  const { found, heard, silentHome } = await findUnheard(invocation, accountId, {
    ...{ delivering: Object.keys(deliveries), open: known },
  });
  const isUnknown = ({ region }: Pick<Condition, 'region'>) =>
    silentHome !== undefined && silentHome !== `${accountId}/${region}`;
  // That a Region delivers no log files any more, or is not to have rules, is no heartbeat.
  const isRight = ({ region }: Pick<Condition, 'region'>) => heard.includes(region);
  const open = updateConditions(known, found, { nowMs, isUnknown, isRight });
  await raiseEnded(invocation, known);
  const before = countedAt(at, state.members.counted);
  const counted = { at, count: Math.max(before, open.filter(isLasting).length) };
  try {
    await writeState(invocation, state, { deliveries, open, counted });
  } catch (error) {
    if (!(error instanceof RetryLater) || tries <= 1) throw error;
    return checkHeartbeats(invocation, looked, tries - 1);
  }
  return { open, uncounted: counted.count - before };
}

/** How many conditions looks of the same check at other folders of the account have counted. */
function countedAt(at: string, counted: Json | undefined): number {
  return isJsonObject(counted) && counted.at === at && typeof counted.count === 'number' ? counted.count : 0;
}

/** The deliveries since a time to any folder, as far as they are known. */
function latestOf(known: Json | undefined, added: Deliveries, sinceMs: number): Deliveries {
  const all = [...Object.entries(isJsonObject(known) ? known : {}), ...Object.entries(added)];
  const latest: Record<string, number> = {};
  for (const [region, lastMs] of all)
    if (typeof lastMs === 'number' && lastMs > Math.max(sinceMs, latest[region] ?? 0))
      latest[region] = lastMs;
  return latest;
}

/** The Regions of an account without heartbeats, and the place of the home bus if it sends none either. */
interface SilentRegions {
  readonly found: readonly Condition[];
  /** The Regions that send heartbeats; none while the home bus sends none. */
  readonly heard: readonly string[];
  /** `<account>/<Region>` */
  readonly silentHome?: string;
}

/**
 * The Regions of an account that deliver log files and send no heartbeats to the home bus, although the app has realtime
 * rules for them; only the home Region where it is not heard of.
 */
async function findUnheard(
  invocation: Invocation,
  accountId: string,
  { delivering, open }: { readonly delivering: readonly string[]; readonly open: readonly OpenCondition[] },
): Promise<SilentRegions> {
  const { members } = await readState(invocation, DEPLOYED, CHECKED_HOURS);
  const coverage = readRealtimeCoverage(members.realtime);
  if (coverage === undefined || delivering.length + open.length === 0) return { found: [], heard: [] };
  const { home } = coverage;
  const isHeard = await isHomeHeard(invocation, coverage);
  const heard = isHeard ? await regionsHeard(invocation, accountId) : [];
  const found = unheardRegions(coverage, { accountId, delivering, heard })
    .filter((region) => isHeard || home === `${accountId}/${region}`)
    .map((region) => toUnheard(accountId, region));
  return isHeard ? { found, heard } : { found, heard, silentHome: home };
}

function toUnheard(accountId: string, region: string): Condition {
  const text = 'log files arrive, but no heartbeat reaches the home bus';
  return { kind: 'realtime-missing', subject: accountId, accountId, region, text };
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
