import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { categoryOfSelector, type Selection } from '../../core/selector/selection';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf, refusalOf } from '../preflight/report-finding';
import { checkSelection } from '../selection/check-selection';
import type { UnifiedIngestionProps } from './unified-ingestion-props';
import { checkRegionList, warnOfPartition } from './unified-scope';

/** Of `RetentionInDays`. @see https://docs.aws.amazon.com/cloudwatch/latest/observabilityadmin/API_TelemetryDestinationConfiguration.html */
const MAX_RETENTION_DAYS = 3653;

/** Throws with what CloudWatch would refuse of a rule, and warns of what is hardly meant. */
export function checkUnifiedIngestion(
  scope: Construct,
  selection: Selection,
  props: UnifiedIngestionProps,
): void {
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
  if (allRegions === true) throw new Error('allRegions is true, and regions are given; remove one of them');
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
    const found = `organizationAdministratorAccount is '${administrator}', and the stack is one of account '${account}'`;
    throw refusalOf('unifiedAdministrator', found);
  }
  noteOf(scope, 'organizationTelemetryEvaluation', 'the rule is for the accounts of an organization');
}
