import { Aspects, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { findExceededLimits } from '../../core/alarm/alarm-limits';
import { AlertTopic, type IAlertTopic } from '../alert/alert-topic';
import { warnOf } from '../preflight/report-finding';
import type { AuditTrail } from '../trail/audit-trail';

/** Fails the synth when all the metric filters that this app puts on the log group are more than it takes. */
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
        (found) => `alarms: ${found}; leave some out, or let the log processor look for them`,
      );
    },
  });
}

/** Warns where Security Hub's controls would fail in spite of their alarms, because of the trail. */
export function checkAlarmedTrail(
  scope: Construct,
  trail: AuditTrail | undefined,
  controls: readonly string[],
): void {
  const resource = trail?.node.findChild('Resource');
  if (!(resource instanceof CfnTrail) || controls.length === 0) return;
  if (resource.isMultiRegionTrail === false) {
    warnOf(scope, 'controlsOfOneRegion', `the trail '${trail?.identity.trailName}' is of one Region`);
  }
  if (controls.includes('CloudWatch.7') && leavesKmsOut(resource)) {
    warnOf(scope, 'controlsWithoutKms', `the trail '${trail?.identity.trailName}' leaves out what KMS does`);
  }
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
      if (!isKnown) warnOf(scope, 'unknownSubscribers', 'the topic of the alarms was made elsewhere');
    },
  });
}

function leavesKmsOut(trail: CfnTrail): boolean {
  const selectors = JSON.stringify(
    Stack.of(trail).resolve([trail.eventSelectors ?? [], trail.advancedEventSelectors ?? []]),
  );
  return /excludeManagementEventSources":\[[^\]]*kms\.amazonaws\.com|"notEquals":\[[^\]]*kms\.amazonaws\.com/i.test(
    selectors,
  );
}
