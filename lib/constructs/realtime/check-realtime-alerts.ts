import { Aspects, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BusPatterns } from '../../core/placement/to-bus-patterns';
import { warnOfUnloggedRules } from '../detection/check-placement';
import type { LogProcessor } from '../detection/log-processor';
import { refusalOf, warnInWords, warnOf } from '../preflight/report-finding';
import type { RuleSet } from '../rule/rule-set';
import { RealtimeAlertsRegion } from './realtime-alerts-region';
import { RealtimeAlertsStackSet } from './realtime-alerts-stack-set';

/** What is checked of realtime alerts. */
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

/** Where events of IAM, of the root user and of other global services come. */
const GLOBAL_REGION = 'us-east-1';

/** Fails or warns where the home bus, as deployed, cannot see what its rules look for. */
export function checkRealtimeAlerts(home: RealtimeHome, props: CheckedAlerts): void {
  const { processor, leftOut } = props;
  checkSameEnvironment(home, processor);
  warnOfUnseenRules(home, leftOut, processor);
  if (processor === undefined && home.rules.correlations.length > 0) {
    warnOf(
      home,
      'correlationsOffTheBus',
      `rules holds ${home.rules.correlations.length} correlations, and there is no processor`,
    );
  }
  if (processor !== undefined) warnOfUnloggedRules(home, home.rules, processor._archive);
  refuseForeignRegions(home, props);
  warnWhenWhole(home, props);
}

/** One warning for the rules that no route looks for; those of the processor are its own. */
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
    `no event pattern can say ${shown.join('; ')}${rest}; let the log processor look for ${unseen.length === 1 ? 'it' : 'them'}`,
  );
}

/** They share a table; a role of another account could not use it, and a function elsewhere would be slow to. */
function checkSameEnvironment(home: IConstruct, processor: LogProcessor | undefined): void {
  if (processor === undefined) return;
  const [here, there] = [Stack.of(home), Stack.of(processor)];
  const differs = (['account', 'region'] as const).find(
    (part) =>
      here[part] !== there[part] && !Token.isUnresolved(here[part]) && !Token.isUnresolved(there[part]),
  );
  if (differs === undefined) return;
  throw new Error(
    `processor: the realtime alerts are in ${differs} '${here[differs]}', the processor in '${there[differs]}'; ` +
      'they share a table, so put them into stacks of one account and Region',
  );
}

function refuseForeignRegions(home: RealtimeHome, { organizationId, accounts = [] }: CheckedAlerts): void {
  const own = Stack.of(home).account;
  home.node.addValidation({
    validate: () =>
      regionsOf(home)
        .map((region) => Stack.of(region).account)
        .filter((account) => organizationId === undefined && account !== own && !accounts.includes(account))
        .filter((account) => !Token.isUnresolved(account) && !Token.isUnresolved(own))
        .map(
          (account) =>
            refusalOf('busRejectsAccount', `a RealtimeAlertsRegion is in account '${account}'`).message,
        ),
  });
}

/** Asked when the app is whole: the parts of other Regions come after the home. */
function warnWhenWhole(home: RealtimeHome, { processor, organizationId }: CheckedAlerts): void {
  Aspects.of(home).add({
    visit: (node) => {
      if (node !== home) return;
      const stackSets = stackSetsOf(home);
      const heard = [
        ...regionsOf(home).map((region) => Stack.of(region).region),
        ...stackSets.flatMap(({ regions }) => regions),
      ];
      if (!heard.includes(GLOBAL_REGION) && !heard.some((region) => Token.isUnresolved(region))) {
        warnOf(
          home,
          'globalEventsElsewhere',
          `events of ${[...new Set(heard)].join(', ')} only come to the home bus`,
        );
      }
      const trail = processor?._archive.trails.find(({ isOrganizationTrail }) => isOrganizationTrail);
      if (trail !== undefined && organizationId === undefined && stackSets.length === 0) {
        warnOf(home, 'memberEventsNotForwarded', `the trail '${trail.trailName}' logs an organization`);
      }
    },
  });
}

function regionsOf(home: RealtimeHome): readonly RealtimeAlertsRegion[] {
  return home.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsRegion => node instanceof RealtimeAlertsRegion)
    .filter(({ busArn }) => busArn === home.busArn);
}

function stackSetsOf(home: RealtimeHome): readonly RealtimeAlertsStackSet[] {
  return home.node.root.node
    .findAll()
    .filter((node): node is RealtimeAlertsStackSet => node instanceof RealtimeAlertsStackSet)
    .filter(({ busArn }) => busArn === home.busArn);
}
