import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { categoryOfSelector, type Selection } from '../../core/selector/selection';
import { checkRegionHere } from '../identity/check-region';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { partitionOfRegion } from '../preflight/check-partition';
import { isKnownDifference } from '../preflight/known-difference';
import { noteOf, refusalOf, warnOf } from '../preflight/report-finding';
import { checkSelection } from '../selection/check-selection';
import type { UnifiedIngestionProps } from './unified-ingestion-props';

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
  checkPlace(scope);
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
  if (regions === undefined || Token.isUnresolved(regions)) return;
  if (allRegions === true) throw new Error('allRegions is true, and regions are given; remove one of them');
  if (regions.length === 0) {
    throw new Error(
      'regions is empty; name a Region, or set allRegions: false for the Region of the stack alone',
    );
  }
  for (const region of regions) checkRegionHere(scope, 'regions', region);
  const repeated = regions.find((region, index) => regions.indexOf(region) !== index);
  if (repeated !== undefined) throw new Error(`regions has '${repeated}' twice; name it once`);
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

/** Partitions for which CloudFormation has the type of the rule. */
const PARTITIONS_WITHOUT = ['aws-cn', 'aws-us-gov'];

function checkPlace(scope: Construct): void {
  const { region } = Stack.of(scope);
  const partition = partitionOfRegion(region);
  if (partition === undefined || !PARTITIONS_WITHOUT.includes(partition)) return;
  warnOf(scope, 'unifiedPartition', `the stack is deployed to '${region}'`);
}
