import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { findNamedQuery, NAMED_QUERIES } from '../../core/query/named-queries';
import type { NamedQuery } from '../../core/query/named-query';
import { createPrivateBucket } from '../archive/evidence-bucket';
import type { ILogArchive } from '../archive/log-archive-interface';
import { signingKeyOf } from '../archive/signing-key-of';
import { isKnownLate } from '../preflight/preflight-check';
import { describeBucket } from '../resource/describe-retention';
import { givenOrOwnKey } from '../resource/own-key';
import { markWrittenByRoles } from '../resource/written-buckets';
import { acknowledge, acknowledgeControls } from '../statement/acknowledge';
import type { LogTableProps } from './log-table-props';

const KEEP_DAYS = 30;

/** The key of results: the given one, or a new one. */
export function resultsKey(scope: Construct, props: LogTableProps): IKey {
  return givenOrOwnKey(scope, props, {
    ...{ id: 'ResultsKey', noun: 'results bucket' },
    description: 'Encrypts the results of queries over CloudTrail log files',
  });
}

/** The bucket for results, which expire. */
export function createResultsBucket(
  scope: Construct,
  encryptionKey: IKey,
  { resultsExpiration, removalPolicy = RemovalPolicy.RETAIN }: LogTableProps,
): Bucket {
  const bucket = createPrivateBucket(scope, 'Results', {
    ...{ encryptionKey, removalPolicy },
    lifecycleRules: [
      {
        id: 'Expire',
        expiration: resultsExpiration ?? Duration.days(KEEP_DAYS),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  describeBucket(bucket, 'LogTable');
  markWrittenByRoles(bucket);
  const copies = 'results are copies that expire; the archive is the evidence';
  acknowledge(bucket, { id: 'AwsSolutions-S1', reason: copies });
  acknowledgeControls(bucket, {
    S3BucketLoggingEnabled: copies,
    S3BucketReplicationEnabled: copies,
    S3BucketVersioningEnabled: copies,
  });
  return bucket;
}

/** The saved queries, by name. Throws on an unknown name. */
export function savedQueriesOf({ savedQueries, archive }: LogTableProps): readonly NamedQuery[] {
  const known = NAMED_QUERIES.filter((query) => !isOfOtherEvents(archive, query));
  if (savedQueries === undefined) return known;
  for (const name of savedQueries) {
    if (isKnownLate(name)) {
      throw new Error('savedQueries has a name that is known only at deployment; give the names as text');
    }
    const found = findNamedQuery(name);
    if ('problem' in found) throw new Error(`savedQueries: ${found.problem}`);
    checkIsOfEvents('savedQueries', archive, found.query);
  }
  return known.filter(({ name }) => savedQueries.includes(name));
}

function isOfOtherEvents(archive: ILogArchive, { ofInsights = false }: NamedQuery): boolean {
  return ofInsights && signingKeyOf(archive) !== undefined;
}

/** Throws if a query reads events of CloudTrail Insights, and the archive is of events from outside AWS. */
export function checkIsOfEvents(property: string, archive: ILogArchive, query: NamedQuery): void {
  if (isOfOtherEvents(archive, query))
    throw new Error(
      `${property}: '${query.name}' reads events of CloudTrail Insights, and '${archive.node.path}' has events from outside AWS; name another query`,
    );
}

/** The construct id of a saved query: `role-chains` is `QueryRoleChains`. */
export function toSavedQueryId({ name }: NamedQuery): string {
  return `query-${name}`.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
