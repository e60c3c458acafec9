import { Aspects, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { partitionOfRegion } from '../preflight/check-partition';
import { warnOf } from '../preflight/report-finding';
import { type RealtimeAlertsStackSet, stackSetsThatSend } from './realtime-alerts-stack-set';
import { regionsThatSend } from './sending-regions';

/** A home bus, and whose events should come to it. */
export interface CoveredHome extends IConstruct {
  readonly busArn: string;
}

/** Which accounts are meant. */
export interface Coverage {
  readonly organizationId?: string;
  /** The trails of the archive that the processor beside the home bus reads. */
  readonly trails: readonly TrailIdentity[];
}

/** Where events of IAM, of the root user and of other global services come, by partition. */
const GLOBAL_REGIONS: ReadonlyMap<string | undefined, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
]);

/** Warns of accounts and Regions whose events do not come to the home bus. Asked when the app is whole: their parts come after the home. */
export function warnOfUnheard(home: CoveredHome, coverage: Coverage): void {
  Aspects.of(home).add({
    visit: (node) => {
      if (node !== home) return;
      warnOfGlobalEvents(home);
      warnOfManagementAccount(home, coverage);
      warnOfMembers(home, coverage);
      warnOfSecondRegions(home);
    },
  });
}

/** The Regions that send from an account of the app, by account. */
function heardByAccount(home: CoveredHome): ReadonlyMap<string, readonly string[]> {
  const heard = new Map<string, readonly string[]>();
  for (const part of regionsThatSend(home, home.busArn)) {
    const { account, region } = Stack.of(part);
    heard.set(account, [...(heard.get(account) ?? []), region]);
  }
  const stackSets = stackSetsThatSend(home, home.busArn);
  for (const account of stackSets.flatMap(({ _accounts = [] }) => _accounts)) {
    if (!heard.has(account)) heard.set(account, []);
  }
  for (const stackSet of stackSets) {
    for (const [account, regions] of heard) {
      if (stackSet._covers(account)) heard.set(account, [...regions, ...stackSet.regions]);
    }
  }
  return heard;
}

function warnOfGlobalEvents(home: CoveredHome): void {
  const missing = [...heardByAccount(home)].filter(([, regions]) => {
    const [first = ''] = regions;
    if (regions.some(Token.isUnresolved)) return false;
    const global = GLOBAL_REGIONS.get(partitionOfRegion(first));
    return global !== undefined && !regions.includes(global);
  });
  if (missing.length === 0) return;
  const found = missing.map(
    ([account, regions]) =>
      `events of ${[...new Set(regions)].join(', ')} only come to the home bus from ${nameOf(account)}`,
  );
  warnOf(home, 'globalEventsElsewhere', found.join(', '));
}

/** A service-managed StackSet has no stack in the management account. */
function warnOfManagementAccount(home: CoveredHome, { trails }: Coverage): void {
  const stackSets = stackSetsThatSend(home, home.busArn).filter(({ _accounts }) => _accounts === undefined);
  if (stackSets.length === 0) return;
  const owner = trails.find(({ isOrganizationTrail }) => isOrganizationTrail)?.ownerAccount;
  const management = stackSets.map(managementAccountOf).find((account) => account !== undefined) ?? owner;
  if (management === undefined || Token.isUnresolved(management)) return;
  const heard = heardByAccount(home).get(management) ?? [];
  const missing = [...new Set(stackSets.flatMap(({ regions }) => regions))].filter(
    (region) => !heard.includes(region),
  );
  if (missing.length === 0 || missing.some(Token.isUnresolved)) return;
  warnOf(
    home,
    'managementAccountNotForwarded',
    `the management account '${management}' sends no events of ${missing.join(', ')}`,
  );
}

function warnOfMembers(home: CoveredHome, { organizationId, trails }: Coverage): void {
  if (stackSetsThatSend(home, home.busArn).length > 0) return;
  const trail = trails.find(({ isOrganizationTrail }) => isOrganizationTrail);
  if (trail === undefined && organizationId === undefined) return;
  const senders = [...heardByAccount(home).keys()].map(nameOf).join(', ');
  const what =
    trail === undefined
      ? `the home bus takes events of the organization '${organizationId}'`
      : `the trail '${trail.trailName}' logs an organization`;
  warnOf(home, 'memberEventsNotForwarded', `${what}, and only ${senders} sends events`);
}

/** A part that is created after a StackSet that covered its Region already. */
function warnOfSecondRegions(home: CoveredHome): void {
  const places = regionsThatSend(home, home.busArn).map((part) => {
    const { account, region } = Stack.of(part);
    return `${region} of ${nameOf(account)}`;
  });
  const twice = places.filter((place, index) => places.indexOf(place) !== index);
  if (twice.length === 0 || places.some(Token.isUnresolved)) return;
  warnOf(home, 'forwardedTwice', `events come to the home bus twice from ${[...new Set(twice)].join(', ')}`);
}

/** The account of a StackSet is the management account, unless it says that it is a delegated administrator's. */
function managementAccountOf(stackSet: RealtimeAlertsStackSet): string | undefined {
  return stackSet.isDelegatedAdministrator ? undefined : Stack.of(stackSet).account;
}

function nameOf(account: string): string {
  return Token.isUnresolved(account) ? "the stack's account" : `account '${account}'`;
}
