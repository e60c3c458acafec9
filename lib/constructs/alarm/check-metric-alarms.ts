import { Aspects, Stack } from 'aws-cdk-lib';
import { CfnTrail, type CfnTrailProps } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { findExceededLimits } from '../../core/alarm/alarm-definition';
import { toTrailProperties } from '../../core/selector/to-trail-properties';
import { AlertTopic, type IAlertTopic } from '../alert/alert-topic';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { importOf } from '../trail/app-trails';
import type { IAuditTrail } from '../trail/audit-trail-interface';

/** Metric filters belong to their log group; in another account or Region, its name would refer to a different log group. */
export function checkPlaceOf(scope: Construct, { node, env }: ILogGroup): void {
  const { account, region } = Stack.of(scope);
  if (!isKnownDifference(env.account, account) && !isKnownDifference(env.region, region)) return;
  throw errorAt(
    scope,
    `the log group '${node.path}' is in account '${env.account}' and Region '${env.region}', but the alarms are in '${account}' and '${region}'; put the alarms into a stack of the account and Region of the log group`,
  );
}

/** Fails the synthesis if the metric filters of this app on the log group exceed the quota. */
export function checkFiltersOf(scope: Construct, logGroup: ILogGroup): void {
  scope.node.addValidation({
    validate: () => {
      const name = JSON.stringify(Stack.of(scope).resolve(logGroup.logGroupName));
      const patterns = scope.node.root.node
        .findAll()
        .filter((node) => node instanceof CfnMetricFilter)
        .filter((filter) => JSON.stringify(Stack.of(filter).resolve(filter.logGroupName)) === name)
        .map(({ filterPattern }) => filterPattern);
      return findExceededLimits(patterns).map(
        (found) => `alarms: ${found}; leave some out, or let the log processor evaluate them`,
      );
    },
  });
}

/** Warns if the configuration of the trail makes Security Hub controls fail in spite of their alarms. */
export function checkAlarmedTrail(
  scope: Construct,
  trail: IAuditTrail | undefined,
  controls: readonly string[],
): void {
  const properties = trail === undefined ? undefined : selectingProperties(trail);
  if (trail === undefined || properties === undefined || controls.length === 0) return;
  const { trailName } = trail.identity;
  if (properties.isMultiRegionTrail === false) {
    warnOf(scope, 'controlsOfOneRegion', `the trail '${trailName}' is of one Region`);
  }
  if (controls.includes('CloudWatch.7') && leavesKmsOut(Stack.of(scope).resolve(properties))) {
    warnOf(scope, 'controlsWithoutKms', `the trail '${trailName}' excludes KMS events`);
  }
}

type SelectingProperties = Pick<
  CfnTrailProps,
  'isMultiRegionTrail' | 'eventSelectors' | 'advancedEventSelectors'
>;

/** The settings of the resource, or of an imported trail as far as they are given. */
function selectingProperties(trail: IAuditTrail): SelectingProperties | undefined {
  const resource = trail.node.tryFindChild('Resource');
  if (resource instanceof CfnTrail) {
    const { isMultiRegionTrail, eventSelectors, advancedEventSelectors } = resource;
    return { isMultiRegionTrail, eventSelectors, advancedEventSelectors };
  }
  const { identity, isMultiRegion, selection } = importOf(trail) ?? {};
  if (identity === undefined) return undefined;
  const selectors = selection === undefined ? {} : (toTrailProperties(selection) as SelectingProperties);
  return { ...selectors, isMultiRegionTrail: isMultiRegion };
}

/** Warns if an existing topic has no subscription in this app; `AlertTopic` checks its own. */
export function warnIfNotSubscribed(scope: Construct, alertTopic: IAlertTopic): void {
  if (alertTopic instanceof AlertTopic) return;
  const { topicArn } = alertTopic.topic;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope) return;
      const nodes = scope.node.root.node.findAll();
      const isKnown = nodes.some((one) => one instanceof CfnSubscription && one.topicArn === topicArn);
      if (!isKnown) warnOf(scope, 'unknownSubscribers', 'the topic of the alarms is not created in this app');
    },
  });
}

function leavesKmsOut({ eventSelectors = [], advancedEventSelectors = [] }: SelectingProperties): boolean {
  const selectors = JSON.stringify([eventSelectors, advancedEventSelectors]);
  return /excludeManagementEventSources":\[[^\]]*kms\.amazonaws\.com|"notEquals":\[[^\]]*kms\.amazonaws\.com/i.test(
    selectors,
  );
}
