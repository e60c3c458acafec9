import { Aspects, Names, Resource, Stack, Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct, IConstruct } from 'constructs';
import { describeSelection } from '../../core/review/metadata/describe-selection';
import { categoryOfSelector, type Selection } from '../../core/selector/selection';
import { checkBounds } from '../preflight/check-bounds';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { namingTokens, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf, refusalOf, warnOf } from '../preflight/report-finding';
import { describeResource, setDefaultChild } from '../resource/describe-resource';
import { checkSelection } from '../selection/check-selection';
import { EventSelection } from '../selection/event-selection';
import { nameSelectors } from '../selection/to-selector-value';
import { findAppTrails, knownOr } from '../trail/app-trails';
import { createTelemetryRule, type TelemetryRule } from './telemetry-rule';
import { checkRegionList, warnOfPartition } from './unified-scope';

/** Properties of `UnifiedIngestion`. */
export interface UnifiedIngestionProps {
  /**
   * The rule's name: 1 to 100 letters, digits and hyphens.
   *
   * @default - a name derived from the construct's path
   */
  readonly ruleName?: string;

  /**
   * The events that CloudWatch ingests: management and data events. Network activity events and Insights are not supported, and
   * `includingArchive()` has no effect: CloudWatch delivers to no bucket.
   *
   * @default EventSelection.managementEvents()
   */
  readonly eventSelection?: EventSelection;

  /**
   * The account that administers CloudWatch for the organization: the management account, or the member account that is
   * registered as delegated administrator of `observabilityadmin.amazonaws.com`. It must be the stack's account, and the rule
   * applies to every account of the organization. Each account keeps its own events; `UnifiedCentralization` copies them to
   * one.
   *
   * @default - the rule is for the account of the stack alone
   */
  readonly organizationAdministratorAccount?: string;

  /**
   * Whether the rule is replicated to every Region that supports such rules, including Regions that are enabled later. A rule
   * is changed and deleted in the Region of its stack. CloudFormation replaces the rule when this changes: change `ruleName` as
   * well.
   *
   * @default - true, unless regions are given
   */
  readonly allRegions?: boolean;

  /**
   * The Regions that the rule is replicated to, in addition to that of the stack.
   *
   * @default - what `allRegions` says
   */
  readonly regions?: string[];

  /**
   * The retention of the events in the log groups of every account and Region. CloudWatch sets it when it creates a log group;
   * the retention of an existing log group is not changed.
   *
   * @default RetentionDays.TEN_YEARS - the longest that a rule takes
   */
  readonly retention?: RetentionDays;
}

/** Of `RetentionInDays`. @see https://docs.aws.amazon.com/cloudwatch/latest/observabilityadmin/API_TelemetryDestinationConfiguration.html */
const MAX_RETENTION_DAYS = 3653;

const rules = new WeakMap<IConstruct, TelemetryRule>();

/** The log groups that CloudWatch manages, by category of events. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/telemetry-config-rules.html */
const LOG_GROUPS: Readonly<Record<string, string>> = {
  Management: 'aws/cloudtrail/managementevents',
  Data: 'aws/cloudtrail/dataevents',
};

/**
 * Delivers CloudTrail events to CloudWatch Logs without a trail: with a telemetry rule, CloudWatch ingests them from CloudTrail
 * in each account and Region. AWS recommends this as the successor of CloudTrail Lake.
 *
 * It does not replace a trail as evidence: there are no digests, and principals that may delete a log group can delete its
 * events. Before the rule is deployed, telemetry evaluation must be enabled and, for an organization, trusted access for
 * CloudWatch.
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

  /** The log groups that CloudWatch creates for the events, in each account and Region. They are not resources of a stack. */
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

/**
 * Warns, after all constructs have been added, of a rule without a trail in the app, and of a trail whose events are also
 * delivered to CloudWatch Logs.
 */
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

/** Fails the synthesis if another rule of the app ingests events of the same category in the same account and Region. */
function keepRulesApart(scope: IConstruct, rule: TelemetryRule): void {
  rules.set(scope, rule);
  scope.node.addValidation({
    validate: () => {
      const first = scope.node.root.node
        .findAll()
        .find((node) => node === scope || doesConflict(node, scope));
      if (first === undefined || first === scope) return [];
      const found = `'${first.node.path}' and '${scope.node.path}' take events of the same category in the same account and Region`;
      return [refusalOf('unifiedRulesConflict', found).message];
    },
  });
}

/** An organization rule and an account rule have different scopes, and the former takes precedence. */
function doesConflict(node: IConstruct, other: IConstruct): boolean {
  const [one, two] = [rules.get(node), rules.get(other)];
  if (one === undefined || two === undefined || one.isOfOrganization !== two.isOfOrganization) return false;
  if (!isSameAccount(Stack.of(node), Stack.of(other))) return false;
  const [regions, otherRegions] = [regionsOf(node, one), regionsOf(other, two)];
  const meet =
    regions === 'all' || otherRegions === 'all' || regions.some((region) => otherRegions.includes(region));
  const categories = categoriesOf(one);
  return meet && categoriesOf(two).some((category) => categories.includes(category));
}

/** Whether two stacks are deployed to the same account, as far as known. */
function isSameAccount(one: Stack, other: Stack): boolean {
  return one === other || (!Token.isUnresolved(one.account) && one.account === other.account);
}

function regionsOf(node: IConstruct, { regions }: TelemetryRule): 'all' | readonly string[] {
  return regions === 'all' ? regions : [Stack.of(node).region, ...regions];
}

function categoriesOf({ selection: { advanced = [] } }: TelemetryRule): readonly (string | undefined)[] {
  return advanced.map(categoryOfSelector);
}

/** Throws if CloudWatch would reject a rule, and warns of settings that are probably unintended. */
function checkUnifiedIngestion(scope: Construct, selection: Selection, props: UnifiedIngestionProps): void {
  checkName('ruleName', 'telemetry rule name', props.ruleName);
  checkBounds([
    { property: 'retention', value: props.retention, least: 1, most: MAX_RETENTION_DAYS, unit: ' days' },
  ]);
  checkCategories(selection);
  checkSelection(scope, selection);
  checkRegions(scope, props);
  checkAdministrator(scope, props);
  warnOfPartition(scope);
}

function checkCategories({ advanced = [], basic, insights, aggregations }: Selection): void {
  const others = [
    ...(basic === undefined ? [] : ['basic selectors']),
    ...(advanced.some((selector) => categoryOfSelector(selector) === 'NetworkActivity')
      ? ['network activity events']
      : []),
    ...(insights === undefined ? [] : ['Insights']),
    ...(aggregations === undefined ? [] : ['aggregation']),
  ];
  if (others.length > 0) throw refusalOf('unifiedEvents', `eventSelection has ${others.join(', ')}`);
}

function checkRegions(scope: Construct, { allRegions, regions }: UnifiedIngestionProps): void {
  if (regions === undefined) return;
  if (allRegions === true)
    throw new Error('allRegions is true, but regions are also given; remove one of them');
  checkRegionList(scope, 'regions', regions);
}

/** A member account other than the delegated administrator cannot create the rule. */
function checkAdministrator(
  scope: Construct,
  { organizationAdministratorAccount: administrator }: UnifiedIngestionProps,
): void {
  checkName('organizationAdministratorAccount', 'account id', administrator);
  if (administrator === undefined) {
    noteOf(scope, 'telemetryEvaluation', 'the rule is for one account');
    return;
  }
  const { account } = Stack.of(scope);
  if (isKnownDifference(account, administrator)) {
    const found = `organizationAdministratorAccount is '${administrator}', but the stack is in account '${account}'`;
    throw refusalOf('unifiedAdministrator', found);
  }
  noteOf(scope, 'organizationTelemetryEvaluation', 'the rule is for the accounts of an organization');
}
