import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { checkRegionHere } from '../identity/check-region';
import { checkName } from '../preflight/check-name';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf } from '../preflight/report-finding';
import type { UnifiedCentralizationProps } from './unified-centralization-props';
import { checkRegionList, warnOfPartition } from './unified-scope';

/** Throws with what CloudWatch would refuse of a centralization rule. */
export function checkUnifiedCentralization(scope: Construct, props: UnifiedCentralizationProps): void {
  const { destinationAccount, destinationRegion = Stack.of(scope).region, backup } = props;
  checkName('ruleName', 'telemetry rule name', props.ruleName);
  checkName('destinationAccount', 'account id', destinationAccount);
  checkName('logGroupNamePattern', 'log group name pattern', props.logGroupNamePattern);
  checkRegionList(scope, 'sourceRegions', props.sourceRegions);
  checkRegionHere(scope, 'destinationRegion', destinationRegion);
  if (backup !== undefined) checkRegionHere(scope, 'backup.region', backup.region);
  if (backup?.region === destinationRegion) {
    throw new Error(`backup.region '${backup.region}' is destinationRegion; choose another Region`);
  }
  checkKeys(props, destinationRegion);
  warnOfPartition(scope);
  noteOf(scope, 'cloudWatchAccess', 'the rule copies the events of an organization');
}

function checkKeys(props: UnifiedCentralizationProps, destinationRegion: string): void {
  const { encryptionKey, backup } = props;
  checkKey('encryptionKey', encryptionKey, { ...props, region: destinationRegion });
  if (backup === undefined) return;
  checkKey('backup.encryptionKey', backup.encryptionKey, { ...props, region: backup.region });
  if ((encryptionKey === undefined) === (backup.encryptionKey === undefined)) return;
  const [without, other] =
    encryptionKey === undefined
      ? ['encryptionKey', 'backup.encryptionKey']
      : ['backup.encryptionKey', 'encryptionKey'];
  throw new Error(`${other} is set, and ${without} is not; set both, or neither`);
}

function checkKey(
  property: string,
  key: IKey | undefined,
  place: { readonly destinationAccount: string; readonly region: string },
): void {
  if (key === undefined) return;
  const { account, region } = key.env;
  if (!isKnownDifference(account, place.destinationAccount) && !isKnownDifference(region, place.region))
    return;
  throw new Error(
    `${property} is a key of account '${account}' and Region '${region}', and encrypts log groups of '${place.destinationAccount}' and ` +
      `'${place.region}'; use a key of theirs`,
  );
}
