import type { JsonObject } from '../../json/json-value';
import type { DeployedResource } from '../../settings/deployed-resources';
import { bucketSettings, mfaDeleteSetting } from './bucket-settings';
import { partDriftOf } from './part-drift';
import { policyStatements } from './policy-statements';
import { differencesOf, type Setting, type SettingDifference } from './setting';
import { trailSettings } from './trail-settings';

/** What a resource is now, under the names that CloudFormation gives the properties; `Policy` is a document or its text. */
export interface FoundResource {
  readonly properties: JsonObject;
  readonly policy?: unknown;
  readonly hasMfaDelete?: boolean;
  /** Who is to confirm a subscription, and has not. */
  readonly unconfirmed?: string;
}

const POLICY_CALLS = {
  trail: '',
  bucket: 'PutBucketPolicy and DeleteBucketPolicy',
  key: 'PutKeyPolicy',
  topic: 'SetTopicAttributes, AddPermission and RemovePermission',
  part: '',
} as const;

/** What is not as it was deployed. What the deployment did not know, or did not ask for, is not compared. */
export function driftOf(deployed: DeployedResource, found: FoundResource): readonly SettingDifference[] {
  const { properties, policy, mfaDelete, unknown, part } = deployed;
  if (part !== undefined) return partDriftOf({ ...part, unknown }, properties, found.properties);
  const hasPolicy = policy !== undefined;
  return differencesOf(
    settingsOf(deployed.kind, {
      properties,
      unknown,
      ...(hasPolicy ? { policy } : {}),
      ...(mfaDelete ? { hasMfaDelete: true } : {}),
    }),
    settingsOf(deployed.kind, { ...found, unknown: [], policy: found.policy ?? '' }),
  );
}

function settingsOf(
  kind: DeployedResource['kind'],
  { properties, policy, hasMfaDelete, unknown }: FoundResource & { readonly unknown: readonly string[] },
): readonly Setting[] {
  return [
    ...(kind === 'trail' ? trailSettings(properties, unknown) : []),
    ...(kind === 'bucket' ? bucketSettings(properties, unknown) : []),
    ...(hasMfaDelete === undefined ? [] : [mfaDeleteSetting(hasMfaDelete)]),
    ...(policy === undefined
      ? []
      : [{ name: 'policy', values: policyStatements(policy), changedBy: POLICY_CALLS[kind] }]),
  ];
}
