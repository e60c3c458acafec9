import pLimit from 'p-limit';
import {
  type Condition,
  isLasting,
  type OpenCondition,
  problemsOf,
  readConditions,
  updateConditions,
} from '../../lib/core/delivery/condition';
import { hoursMissed, isSilent, MIN_SILENCE_MS, readRhythm } from '../../lib/core/delivery/region-rhythm';
import { isDueAt } from '../../lib/core/delivery/register/register';
import { isJsonObject } from '../../lib/core/json/json-value';
import { checkHeartbeats } from './check-heartbeats';
import { explainedRegions } from './check-trails';
import { type FollowedRegion, followRegion, hasDigestSince } from './follow-region';
import { type Invocation, LOOKED_HOURS, readState, writeState } from './ports';
import { raiseEnded, raiseProblems } from './raise-problems';

/** The maximum number of Regions that are listed concurrently. */
const AT_ONCE = 8;

const SILENCES = ['account-silent', 'region-silent', 'logs-stopped'] as const;

/** So many hours without a file in which some usually come, where digest files have stopped as well. */
const MISSED_WITH_DIGESTS = 3;

/** And where there are no digest files, or they still come: more than a long weekend with a holiday has. */
const MISSED_ALONE = 36;

/** An account's Region with what is known of it. */
interface Place extends FollowedRegion {
  readonly region: string;
  readonly hasDigests: boolean;
}

/**
 * Looks for the newest files of an account, learns how long each of its Regions usually pauses, and raises an alert when the
 * account, or a Region of it, has stopped, or has no realtime rules. A Region whose digest files still come is idle, and not
 * silent.
 *
 * @param folder what the keys of the account's files begin with; also the name of its state
 */
export async function lookAtAccount(
  invocation: Invocation,
  { folder, at }: { readonly folder: string; readonly at: string },
): Promise<void> {
  const { ports, counts } = invocation;
  const state = await readState(invocation, folder, LOOKED_HOURS);
  const nowMs = ports.nowMs();
  const places = await followRegions(invocation, folder, state.members.regions);
  const open = readConditions(state.members.open, SILENCES);
  const isExplained = await explainedRegions(invocation, {
    ...{ accountId: accountOf(folder), isOfOrganization: isOfOrganization(folder) },
  });
  const found = await findSilence(invocation, folder, { places, isExplained });
  // While no Region delivers, the alert on the account stands for its Regions: none of them has recovered.
  const isAccountSilent = found.some(({ kind }) => kind === 'account-silent');
  const isUnknown = ({ region }: Pick<Condition, 'region'>) =>
    region === ''
      ? places.every((place) => isExplained(place.region))
      : isAccountSilent || isExplained(region);
  const isRight = ({ region, sinceMs }: OpenCondition) => {
    const its = places.filter((place) => region === '' || region === place.region);
    const account = accountOf(folder);
    // that digest files come again is no delivery
    const hasDelivered = ({ rhythm }: Place) =>
      (rhythm?.lastMs ?? 0) > Math.min(sinceMs, nowMs - MIN_SILENCE_MS);
    const isEnded = (place: Place) =>
      !isDueAt(invocation.registers, { account, region: place.region }, nowMs);
    return its.some(hasDelivered) || (its.length > 0 && its.every(isEnded));
  };
  const after = updateConditions(open, found, { nowMs, isUnknown, isRight });
  const regions = Object.fromEntries(
    places.flatMap(({ region, rhythm }) => (rhythm === undefined ? [] : [[region, rhythm]])),
  );
  const deliveries = Object.fromEntries(places.map(({ region, rhythm }) => [region, rhythm?.lastMs ?? 0]));
  const heartbeats = await checkHeartbeats(invocation, {
    ...{ accountId: accountOf(folder), at, deliveries, earlier: state.members.unheard },
  });
  await raiseEnded(invocation, open);
  await writeState(invocation, state, { regions, open: after });
  counts.add('OpenConditions', after.filter(isLasting).length + heartbeats.uncounted);
  await raiseProblems(invocation, problemsOf([...after, ...heartbeats.open], nowMs));
  counts.add('Accounts');
}

async function followRegions(
  invocation: Invocation,
  folder: string,
  known: unknown,
): Promise<readonly Place[]> {
  const { ports } = invocation;
  const before = isJsonObject(known) ? known : {};
  const [logs, digests] = await Promise.all([
    regionsIn(ports.listFolders(`${folder}CloudTrail/`)),
    regionsIn(ports.listFolders(`${folder}CloudTrail-Digest/`)),
  ]);
  const limit = pLimit(AT_ONCE);
  return Promise.all(
    [...new Set([...logs, ...digests, ...Object.keys(before)])].map((region) =>
      limit(async () => {
        const keyPrefix = `${folder}CloudTrail/${region}/`;
        const followed = await followRegion(invocation, keyPrefix, readRhythm(before[region]));
        return { ...followed, region, hasDigests: digests.includes(region) };
      }),
    ),
  );
}

async function regionsIn(folders: AsyncIterable<string>): Promise<readonly string[]> {
  const regions: string[] = [];
  for await (const folder of folders) regions.push(folder.split('/').at(-2) ?? '');
  return regions;
}

async function findSilence(
  invocation: Invocation,
  folder: string,
  {
    places,
    isExplained,
  }: { readonly places: readonly Place[]; readonly isExplained: (region: string) => boolean },
): Promise<readonly Condition[]> {
  const nowMs = invocation.ports.nowMs();
  const account = accountOf(folder);
  const silent = places
    .filter(({ region }) => !isExplained(region))
    .filter(({ region }) => isDueAt(invocation.registers, { account, region }, nowMs))
    .flatMap((place) => withoutLogs(place, nowMs));
  if (silent.length === 0) return [];
  const sinceMs = nowMs - MIN_SILENCE_MS;
  const limit = pLimit(AT_ONCE);
  const digestsCome = (some: readonly Place[]) =>
    Promise.all(
      some.map(({ region, hasDigests }) =>
        limit(
          async () =>
            hasDigests && hasDigestSince(invocation, `${folder}CloudTrail-Digest/${region}/`, sinceMs),
        ),
      ),
    );
  const come = await digestsCome(silent);
  const stopped = silent.filter((_place, index) => come[index] === false);
  const unlogged = silent
    .filter(({ missed }, index) => come[index] === true && missed >= MISSED_ALONE)
    .map((place) => toCondition('logs-stopped', folder, place));
  if (stopped.length === 0) return unlogged;
  const others = places.filter(({ region }) => !stopped.some((one) => one.region === region));
  const isAlive =
    others.some((place) => !place.isComplete || mayLive(place, nowMs)) ||
    (await digestsCome(others)).some(Boolean);
  const newestMs = Math.max(...places.map(({ rhythm }) => rhythm?.lastMs ?? 0));
  if (!isAlive) return [toCondition('account-silent', folder, { region: '', rhythm: { lastMs: newestMs } })];
  return [...stopped.map((place) => toCondition('region-silent', folder, place)), ...unlogged];
}

/** A Region that pauses longer than ever, or did not log in hours in which it usually does. */
function withoutLogs(place: Place, nowMs: number): readonly (Place & { readonly missed: number })[] {
  const { rhythm, isComplete, hasDigests } = place;
  if (!isComplete || rhythm === undefined) return [];
  const missed = hoursMissed(rhythm, nowMs);
  const isOver = isSilent(rhythm, nowMs) || missed >= (hasDigests ? MISSED_WITH_DIGESTS : MISSED_ALONE);
  return isOver ? [{ ...place, missed }] : [];
}

/** Whether a Region delivered lately; without digest files, it is not known to have stopped before it pauses longer than ever. */
function mayLive({ rhythm, hasDigests }: Place, nowMs: number): boolean {
  if (rhythm === undefined) return false;
  const { lastMs, longestMs, earlierMs } = rhythm;
  const pauseMs = hasDigests ? 0 : Math.max(longestMs, earlierMs);
  return nowMs - lastMs < Math.max(MIN_SILENCE_MS, pauseMs);
}

/** The folder is named: an account that joins an organization, or its trail, goes on in another one. */
function toCondition(
  kind: (typeof SILENCES)[number],
  folder: string,
  { region, rhythm }: { readonly region: string; readonly rhythm?: { readonly lastMs: number } },
): Condition {
  const accountId = accountOf(folder);
  const text = `no log file in ${folder} since ${new Date(rhythm?.lastMs ?? 0).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}Z`;
  return { kind, subject: accountId, accountId, region, text };
}

const ORGANIZATION = /\/o-[a-z0-9]{10,32}\/$/;
const ACCOUNT = /\/\d{12}\/$/;

/**
 * What the keys of each account begin with: of those whose folder is in the archive, and of those that were ever looked at, so that one
 * whose files are all gone is missed.
 */
export async function accountFolders({
  ports,
  settings,
}: Pick<Invocation, 'ports' | 'settings'>): Promise<readonly string[]> {
  const folders = new Set<string>();
  for await (const name of ports.listProgress()) if (ACCOUNT.test(`/${name}`)) folders.add(name);
  for await (const folder of ports.listFolders(settings.root)) {
    if (ACCOUNT.test(folder)) folders.add(folder);
    if (!ORGANIZATION.test(folder)) continue;
    for await (const inner of ports.listFolders(folder)) if (ACCOUNT.test(inner)) folders.add(inner);
  }
  return [...folders];
}

/** The account of such a folder. */
export function accountOf(folder: string): string {
  return folder.split('/').at(-2) ?? '';
}

/** Whether trails of an organization deliver there. */
export function isOfOrganization(folder: string): boolean {
  return ORGANIZATION.test(folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1));
}
