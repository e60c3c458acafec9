import { Size } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Bound } from '../preflight/check-bounds';

/** A workgroup, and where it writes. */
export interface WorkGroupParts {
  readonly name: string;
  readonly description: string;
  readonly results: IBucket;
  /** The beginning of the keys of results. */
  readonly prefix: string;
  readonly encryptionKey: IKey;
  readonly maxScan?: Size;
}

/** Athena takes no lower limit. @see https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroupConfiguration.html */
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

/** A workgroup whose settings no query can change: where results are, the key of them, and the limit. */
export function createWorkGroup(scope: Construct, parts: WorkGroupParts): CfnWorkGroup {
  const { results, prefix, maxScan = Size.tebibytes(1) } = parts;
  return new CfnWorkGroup(scope, 'WorkGroup', {
    name: parts.name,
    description: parts.description,
    state: 'ENABLED',
    // Otherwise the history of queries keeps it from being deleted.
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
