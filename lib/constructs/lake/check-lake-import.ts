import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { LONE_CATEGORIES } from '../../core/selector/verify/field-rules';
import { checkName } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { EventDataStore } from './event-data-store';
import { checkStorePlace } from './lake-arn';
import type { LakeImportProps } from './lake-import-props';

const DAY_MS = 86_400_000;

/** Throws with what CloudTrail would refuse of an import, and warns of events that would expire at once. */
export function checkLakeImport(scope: Construct, props: LakeImportProps): void {
  checkName('folder', 'key prefix', props.folder);
  checkTimes(props);
  checkStorePlace(scope, 'eventDataStore', props.eventDataStore);
  if (props.eventDataStore instanceof EventDataStore) checkStore(scope, props.eventDataStore, props);
}

function checkTimes({ startTime, endTime }: LakeImportProps): void {
  for (const [property, time] of Object.entries({ startTime, endTime })) {
    if (time !== undefined && Number.isNaN(time.getTime())) throw new Error(`${property} is no valid date`);
  }
  if (startTime === undefined || endTime === undefined || startTime < endTime) return;
  throw new Error(
    `startTime ${startTime.toISOString()} is not before endTime ${endTime.toISOString()}; exchange them`,
  );
}

function checkStore(scope: Construct, store: EventDataStore, { startTime, endTime }: LakeImportProps): void {
  const { node, _category, _managementAccount: owner, _retentionDays: retentionDays } = store;
  if (LONE_CATEGORIES.includes(_category)) {
    throw new Error(
      `eventDataStore: '${node.path}' does not collect events of CloudTrail; imports go to stores of LakeEvents.cloudTrail()`,
    );
  }
  const { account } = Stack.of(scope);
  if (owner !== undefined && isKnownDifference(owner, account)) {
    throw new Error(
      `eventDataStore: '${node.path}' is that of an organization, and only its management account '${owner}' imports; ` +
        `put the import into a stack of that account, not of '${account}'`,
    );
  }
  if (startTime === undefined || endTime === undefined) return;
  const days = Math.ceil((endTime.getTime() - startTime.getTime()) / DAY_MS);
  if (days <= retentionDays) return;
  warnOf(
    scope,
    'expiredImport',
    `the import is of ${days} days, and '${node.path}' keeps events for ${retentionDays} days`,
  );
}
