import { Aspects, Names, Resource, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { categoryOfSelector } from '../../core/selector/selection';
import { describeSelection } from '../../core/template-metadata/describe-selection';
import { keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { warnOf } from '../preflight/report-finding';
import { describeResource, namingTokens, setDefaultChild } from '../resource/describe-resource';
import { EventSelection } from '../selection/event-selection';
import { nameSelectors } from '../selection/to-selector-value';
import { findAppTrails, knownOr } from '../trail/app-trails';
import { checkUnifiedIngestion } from './check-unified-ingestion';
import { keepRulesApart } from './rules-apart';
import { createTelemetryRule, type TelemetryRule } from './telemetry-rule';
import type { UnifiedIngestionProps } from './unified-ingestion-props';

/** The log groups that CloudWatch manages, by category of events. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/telemetry-config-rules.html */
const LOG_GROUPS: Readonly<Record<string, string>> = {
  Management: 'aws/cloudtrail/managementevents',
  Data: 'aws/cloudtrail/dataevents',
};

/**
 * Events of CloudTrail in CloudWatch Logs without a trail: a telemetry rule makes CloudWatch take them from CloudTrail in each
 * account and Region. AWS names this as the successor of CloudTrail Lake.
 *
 * It takes no trail's place as evidence: there are no digests, and whoever may delete a log group deletes its events. Before the rule
 * is deployed, telemetry evaluation must be on, and for an organization trusted access of CloudWatch, too.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/telemetry-config-rules.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { RetentionDays } from 'aws-cdk-lib/aws-logs';
 * import { DataEventType, EventSelection, UnifiedIngestion } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * new UnifiedIngestion(stack, 'Management');
 * new UnifiedIngestion(stack, 'Data', {
 *   eventSelection: EventSelection.dataEvents(DataEventType.S3_OBJECT).writeOnly(),
 *   retention: RetentionDays.THREE_MONTHS,
 * });
 */
export class UnifiedIngestion extends Resource {
  /** The rule's name. */
  public readonly ruleName: string;

  /** The ARN of the rule in the Region of the stack. */
  public readonly ruleArn: string;

  /** The log groups that CloudWatch creates for the events, in each account and Region. No stack has them as resources. */
  public readonly logGroupNames: string[];

  constructor(scope: Construct, id: string, props: UnifiedIngestionProps = {}) {
    super(scope, id);
    const { eventSelection = EventSelection.managementEvents() } = props;
    const selection = nameSelectors(eventSelection._toSelection());
    within(this, () => checkUnifiedIngestion(this, selection, props));
    const rule: TelemetryRule = {
      ruleName: props.ruleName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' }),
      isOfOrganization: props.organizationAdministratorAccount !== undefined,
      selection,
      retentionInDays: props.retention ?? RetentionDays.TEN_YEARS,
      regions: props.regions ?? ((props.allRegions ?? true) ? 'all' : []),
    };
    this.ruleName = rule.ruleName;
    keepNameUnique(this, { kind: 'telemetry rule', name: rule.ruleName, property: 'ruleName' });
    keepRulesApart(this, rule);
    warnAmongTrails(this);
    const resource = createTelemetryRule(this, rule);
    setDefaultChild(this, resource);
    describeResource(resource, () => ({
      construct: 'UnifiedIngestion',
      Selectors: describeSelection(namingTokens(this, selection)),
      Retention: [['Log events', `expire after ${rule.retentionInDays} days`]],
    }));
    this.ruleArn = resource.attrRuleArn;
    const categories = (selection.advanced ?? []).map((selector) => categoryOfSelector(selector) ?? '');
    this.logGroupNames = [...new Set(categories)].flatMap((category) => LOG_GROUPS[category] ?? []);
  }
}

/** Warns, once the app is whole, of a rule without a trail beside it, and of a trail whose events CloudWatch Logs takes as well. */
function warnAmongTrails(scope: Construct): void {
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const trails = findAppTrails(scope);
      if (trails.length === 0)
        warnOf(scope, 'unifiedWithoutTrail', 'no trail of the app logs the events, too');
      const account = knownOr(Stack.of(scope).account, Stack.of(scope));
      const second = trails.find(({ logGroupAccount }) => logGroupAccount === account);
      if (second !== undefined) {
        warnOf(
          scope,
          'unifiedSecondCopy',
          `the trail '${second.name}' delivers events to a log group of the same account`,
        );
      }
    },
  });
}
