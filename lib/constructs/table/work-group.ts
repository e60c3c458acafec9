import { Size } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Bound } from '../preflight/check-bounds';

/** A workgroup, and its output location. */
export interface WorkGroupParts {
  readonly name: string;
  readonly description: string;
  readonly results: IBucket;
  /** The key prefix of results. */
  readonly prefix: string;
  readonly encryptionKey: IKey;
  readonly maxScan?: Size;
}

/** The minimum limit of Athena. @see https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
const MIN_SCAN_BYTES = 10_000_000;

/** The bounds of the limit on what one query scans. */
export function scanBounds({ maxScan }: { readonly maxScan?: Size }): Bound {
  const value = maxScan?.toBytes();
  return {
    property: 'maxScan',
    value,
    least: MIN_SCAN_BYTES,
    most: Number.MAX_SAFE_INTEGER,
    unit: ' bytes',
  };
}

/** A workgroup whose settings queries cannot override: the location and the key of results, and the scan limit. */
export function createWorkGroup(scope: Construct, parts: WorkGroupParts): CfnWorkGroup {
  const { results, prefix, maxScan = Size.tebibytes(1) } = parts;
  return new CfnWorkGroup(scope, 'WorkGroup', {
    name: parts.name,
    description: parts.description,
    state: 'ENABLED',
    // Otherwise the query history prevents its deletion.
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      requesterPaysEnabled: false,
      bytesScannedCutoffPerQuery: maxScan.toBytes(),
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: results.s3UrlForObject(prefix),
        expectedBucketOwner: results.env.account,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: parts.encryptionKey.keyArn },
      },
    },
  });
}
