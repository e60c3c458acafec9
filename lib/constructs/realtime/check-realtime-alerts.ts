import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { BusPatterns } from '../../core/placement/to-bus-patterns';
import { warnOfUnloggedRules } from '../detection/check-placement';
import { checkSharedTable } from '../detection/check-shared-table';
import type { LogProcessor } from '../detection/log-processor';
import { refusalOf, warnInWords, warnOf } from '../preflight/report-finding';
import { refuseAllowingEverybody } from '../rule/refuse-allowing-everybody';
import type { RuleSet } from '../rule/rule-set';
import { warnOfUnheard } from './check-coverage';
import { regionsThatSend } from './sending-regions';

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

/** Fails or warns where the home bus, as deployed, cannot see what its rules look for. */
export function checkRealtimeAlerts(home: RealtimeHome, props: CheckedAlerts): void {
  const { processor, leftOut } = props;
  // Those of the processor's own rules are reported there.
  const reported = processor?._rules._warnings() ?? [];
  for (const warning of home.rules._warnings()) {
    if (!reported.includes(warning)) warnInWords(home, 'ruleWarning', warning);
  }
  refuseAllowingEverybody(home, home.rules, processor?._rules);
  if (processor !== undefined) checkSharedTable(home, 'the realtime alerts are', processor);
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
  warnOfUnheard(home, { organizationId: props.organizationId, trails: processor?._archive.trails ?? [] });
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
