import { Aspects, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BusPatterns } from '../../core/placement/to-bus-patterns';
import { warnOfUnloggedRules } from '../detection/check-placement';
import { checkSharedTable } from '../detection/check-shared-table';
import type { LogProcessor } from '../detection/log-processor';
import type { TrailIdentity } from '../identity/trail-identity';
import { partitionOfRegion } from '../preflight/check-partition';
import { refusalOf, warnInWords, warnOf } from '../preflight/report-finding';
import { noteRules } from '../rule/known-rules';
import { refuseAllowingEverybody } from '../rule/refuse-allowing-everybody';
import type { RuleSet } from '../rule/rule-set';
import { regionsThatSend } from './management-regions';
import { type RealtimeAlertsStackSet, stackSetsThatSend } from './realtime-alerts-stack-set';

interface CheckedAlerts {
  readonly processor?: LogProcessor;
  readonly organizationId?: string;
  readonly accounts?: readonly string[];
  readonly leftOut: BusPatterns['leftOut'];
}

interface RealtimeHome extends IConstruct {
  readonly busArn: string;
  readonly rules: RuleSet;
}

const MAX_RULES_SHOWN = 3;

/** Throws or warns if the home bus, as deployed, cannot receive events that its rules need. */
export function checkRealtimeAlerts(home: RealtimeHome, props: CheckedAlerts): void {
  const { processor, leftOut } = props;
  // Findings of the processor's own rules are reported on the processor.
  const reported = processor?._rules._warnings() ?? [];
  for (const warning of home.rules._warnings()) {
    if (!reported.includes(warning)) warnInWords(home, 'ruleWarning', warning);
  }
  noteRules(home, home.rules);
  refuseAllowingEverybody(home, home.rules, processor?._rules);
  if (processor !== undefined) checkSharedTable(home, 'the realtime alerts are', processor);
  warnOfUnseenRules(home, leftOut, processor);
  if (processor === undefined && home.rules.correlations.length > 0) {
    warnOf(
      home,
      'correlationsOffTheBus',
      `rules has ${home.rules.correlations.length} correlations, but there is no processor`,
    );
  }
  if (processor !== undefined) warnOfUnloggedRules(home, home.rules, processor._archive);
  refuseForeignRegions(home, props);
  refuseRejectedMembers(home, props);
  warnOfUnheard(home, { organizationId: props.organizationId, trails: processor?._archive.trails ?? [] });
}

/** One warning for the rules that no route evaluates; the processor's own rules are excluded. */
function warnOfUnseenRules(
  home: IConstruct,
  leftOut: BusPatterns['leftOut'],
  processor: LogProcessor | undefined,
): void {
  const processed = processor?._rules.rules.map(({ ruleId }) => ruleId) ?? [];
  const unseen = leftOut.filter(({ rule }) => !processed.includes(rule.id));
  if (unseen.length === 0) return;
  const shown = unseen.slice(0, MAX_RULES_SHOWN).map(({ rule, reason }) => `'${rule.name}': ${reason}`);
  const more = unseen.length - shown.length;
  const rest = more === 0 ? '' : `; and ${more} more, which rules.placement() lists`;
  warnInWords(
    home,
    'ruleNotOnEventBus',
    `no event pattern can express ${shown.join('; ')}${rest}; let the log processor evaluate ${unseen.length === 1 ? 'it' : 'them'}`,
  );
}

function refuseForeignRegions(home: RealtimeHome, { organizationId, accounts = [] }: CheckedAlerts): void {
  const own = Stack.of(home).account;
  home.node.addValidation({
    validate: () =>
      regionsThatSend(home, home.busArn)
        .map((region) => Stack.of(region).account)
        .filter((account) => organizationId === undefined && account !== own && !accounts.includes(account))
        .filter((account) => !Token.isUnresolved(account) && !Token.isUnresolved(own))
        .map(
          (account) =>
            refusalOf('busRejectsAccount', `a RealtimeAlertsRegion is in account '${account}'`).message,
        ),
  });
}

/** The stacks of members also send events, which are rejected if the bus policy allows no member. */
function refuseRejectedMembers(home: RealtimeHome, { organizationId, accounts = [] }: CheckedAlerts): void {
  if (organizationId !== undefined) return;
  const allowed = [Stack.of(home).account, ...accounts];
  home.node.addValidation({
    validate: () =>
      stackSetsThatSend(home, home.busArn).flatMap(({ node, _accounts }) => {
        const rejected = (_accounts ?? []).filter(
          (account) => ![account, ...allowed].some(Token.isUnresolved) && !allowed.includes(account),
        );
        if (_accounts === undefined ? accounts.length > 0 : rejected.length === 0) return [];
        const whose = _accounts === undefined ? 'the members of an organization' : rejected.join(', ');
        return [refusalOf('busRejectsAccount', `'${node.path}' sends events of ${whose}`).message];
      }),
  });
}

/** A home bus, and the accounts whose events it should receive. */
interface CoveredHome extends IConstruct {
  readonly busArn: string;
}

/** The accounts. */
interface Coverage {
  readonly organizationId?: string;
  /** The trails of the archive that the processor with the home bus reads. */
  readonly trails: readonly TrailIdentity[];
}

/** The Region of the events of IAM, the root user and other global services, by partition. */
const GLOBAL_REGIONS: ReadonlyMap<string | undefined, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-cn', 'cn-north-1'],
]);

/**
 * Warns of accounts and Regions whose events are not sent to the home bus. Evaluated after all constructs have been added: the
 * senders are created after the home bus.
 */
function warnOfUnheard(home: CoveredHome, coverage: Coverage): void {
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

/** The Regions from which the app sends events, by account. */
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
      `only events of ${[...new Set(regions)].join(', ')} reach the home bus from ${nameOf(account)}`,
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
      ? `the home bus accepts events of the organization '${organizationId}'`
      : `the trail '${trail.trailName}' logs an organization`;
  warnOf(home, 'memberEventsNotForwarded', `${what}, but only ${senders} sends events`);
}

/** A part that is created after a StackSet that already covers its Region. */
function warnOfSecondRegions(home: CoveredHome): void {
  const places = regionsThatSend(home, home.busArn).map((part) => {
    const { account, region } = Stack.of(part);
    return `${region} of ${nameOf(account)}`;
  });
  const twice = places.filter((place, index) => places.indexOf(place) !== index);
  if (twice.length === 0 || places.some(Token.isUnresolved)) return;
  warnOf(home, 'forwardedTwice', `the home bus gets events twice from ${[...new Set(twice)].join(', ')}`);
}

/** The account of a StackSet is the management account, unless `isDelegatedAdministrator` is set. */
function managementAccountOf(stackSet: RealtimeAlertsStackSet): string | undefined {
  return stackSet.isDelegatedAdministrator ? undefined : Stack.of(stackSet).account;
}

function nameOf(account: string): string {
  return Token.isUnresolved(account) ? "the stack's account" : `account '${account}'`;
}
