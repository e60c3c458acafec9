import { Arn, ArnFormat, Duration, type RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { BucketReference, IBucket, IBucketRef, LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import {
  type QueryResults,
  toQueryResultsKeyStatement,
  toQueryResultsStatements,
} from '../../core/policy/lake/lake-statements';
import { createEvidenceBucket, logRequests } from '../archive/evidence-bucket';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { describeBucket } from '../resource/describe-retention';
import { removeParts } from '../resource/generated-name';
import { givenOrOwnKey } from '../resource/own-key';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';
import type { IEventDataStore } from './event-data-store-props';

/** Properties of `QueryResultsBucket`. */
export interface QueryResultsBucketProps {
  /**
   * The stores whose query results may be saved here.
   *
   * @default - every store of the account and Region
   */
  readonly eventDataStores?: IEventDataStore[];

  /**
   * The account that owns the stores, if it differs: the stores of an organization belong to its management account.
   *
   * @default - the account of the stack
   */
  readonly ownerAccount?: string;

  /**
   * The bucket's name.
   *
   * @default - CloudFormation makes one
   */
  readonly bucketName?: string;

  /**
   * The key that results are encrypted with. The statement that CloudTrail needs is added to the policy of a key of this app.
   * The policy of an imported key cannot be changed: synthesis fails with the statement to add, unless
   * `keyPolicyManagedElsewhere` is set.
   *
   * @default - a new key
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the key policy already contains the statement that CloudTrail needs.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;

  /**
   * The time after which results and sign files are deleted.
   *
   * @default - results are kept
   */
  readonly expireAfter?: Duration;

  /**
   * The bucket for the server access logs. Its policy must allow S3 to write, and it must be in the same account and Region.
   *
   * @default - a bucket of its own, whose files expire after a year
   */
  readonly serverAccessLogsBucket?: IBucket;

  /**
   * The removal policy of the bucket, its access logs and its key. `DESTROY` is for short-lived test environments.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * A bucket for the results of queries on event data stores, with the policy that CloudTrail requires: private, versioned,
 * encrypted with a KMS key, TLS 1.2 or later only. CloudTrail adds a sign file to each result; `trailwatch lake results verify` uses
 * it to verify that nothing was changed.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/s3-bucket-policy-lake-query-results.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type IEventDataStore, QueryResultsBucket } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const store: IEventDataStore;
 * new QueryResultsBucket(stack, 'Results', { eventDataStores: [store] });
 */
export class QueryResultsBucket extends Resource implements IBucketRef {
  /** The bucket. */
  public readonly bucket: IBucket;

  /** The key that results are encrypted with. */
  public readonly encryptionKey: IKey;

  /** The bucket for the server access logs. */
  public readonly serverAccessLogsBucket: IBucket;

  constructor(scope: Construct, id: string, props: QueryResultsBucketProps = {}) {
    super(scope, id);
    within(this, () => checkProps(props));
    this.encryptionKey = givenOrOwnKey(this, props, {
      noun: 'results bucket',
      description: 'Encrypts results of queries on event data stores',
    });
    const results = this.toResults(props);
    this.letCloudTrailEncrypt(results, props);
    const bucket = within(this, () =>
      createEvidenceBucket(this, {
        bucketName: props.bucketName,
        encryptionKey: this.encryptionKey,
        lifecycleRules: toLifecycleRules(props.expireAfter),
        policyRemedy: 'leave out eventDataStores, so that results of every store of the account are accepted',
        ...(props.removalPolicy === undefined ? {} : { removalPolicy: props.removalPolicy }),
      }),
    );
    describeBucket(bucket, 'QueryResultsBucket');
    acknowledgeControls(bucket, {
      S3BucketReplicationEnabled: 'queries can be run again; the events themselves are in the store',
    });
    this.bucket = bucket;
    setDefaultChild(this, bucket);
    this.serverAccessLogsBucket = within(this, () =>
      logRequests(this, bucket, { ...props, target: props.serverAccessLogsBucket, prefix: 'results/' }),
    );
    for (const statement of toQueryResultsStatements({ ...results, bucketArn: bucket.bucketArn })) {
      bucket.addToResourcePolicy(toPolicyStatement(statement));
    }
  }

  public get bucketRef(): BucketReference {
    return this.bucket.bucketRef;
  }

  /** Applies to the bucket, its access logs and their policies, and to the key unless it is given. */
  public override applyRemovalPolicy(policy: RemovalPolicy): void {
    removeParts(this, policy);
  }

  /** The destination of a query: `DeliveryS3Uri` of StartQuery. */
  public deliveryUri(prefix?: string): string {
    return `s3://${this.bucket.bucketName}${prefix === undefined ? '' : `/${prefix}`}`;
  }

  /** Grants permission to list and read results and sign files, and to decrypt them. */
  public grantRead(grantee: IGrantable): Grant {
    return this.bucket.grantRead(grantee);
  }

  private letCloudTrailEncrypt(
    results: Omit<QueryResults, 'bucketArn'>,
    props: QueryResultsBucketProps,
  ): void {
    const key = this.encryptionKey;
    const owner = {
      ...{ scope: this, noun: 'key', arn: key.keyArn, remedy: 'keyPolicyManagedElsewhere: true' },
      managedElsewhere: props.keyPolicyManagedElsewhere ?? false,
      add: key.addToResourcePolicy.bind(key),
    };
    const { region } = results.stores;
    const regions = (results.storeArns ?? []).map((arn) => literalPartOf(arn, 'region') ?? region);
    requireStatements(owner, [
      toQueryResultsKeyStatement(results.stores, regions.length === 0 ? [region] : [...new Set(regions)]),
    ]);
  }

  private toResults({
    eventDataStores,
    ownerAccount,
  }: QueryResultsBucketProps): Omit<QueryResults, 'bucketArn'> {
    const { partition, region, account } = Stack.of(this);
    const stores = { partition, region, account: ownerAccount ?? account };
    if (eventDataStores === undefined) return { stores };
    within(this, () => checkOwner(eventDataStores, stores.account));
    return { stores, storeArns: eventDataStores.map(({ eventDataStoreArn }) => eventDataStoreArn) };
  }
}

function checkProps(props: QueryResultsBucketProps): void {
  const { bucketName, ownerAccount, eventDataStores, expireAfter } = props;
  checkBounds([timeBound('expireAfter', expireAfter, { unit: 'days', least: 1, most: 36_500 })]);
  checkName('bucketName', 'bucket name', bucketName);
  checkName('ownerAccount', 'account id', ownerAccount);
  if (eventDataStores?.length !== 0) return;
  throw new Error('eventDataStores is empty, so no result could be saved; name a store, or leave it out');
}

/** CloudTrail passes the account of the store in each request, and the policy compares it. */
function checkOwner(stores: readonly IEventDataStore[], owner: string): void {
  for (const { eventDataStoreArn } of stores) {
    const account = literalPartOf(eventDataStoreArn, 'account');
    if (account === undefined || Token.isUnresolved(owner) || account === owner) continue;
    throw new Error(
      `eventDataStores: the store '${eventDataStoreArn}' is in account '${account}', but results are accepted from account ` +
        `'${owner}' only; set ownerAccount: '${account}', and make a bucket for each owner`,
    );
  }
}

/** A part of an ARN that is known at synthesis. */
function literalPartOf(arn: string, part: 'account' | 'region'): string | undefined {
  return Token.isUnresolved(arn) ? undefined : Arn.split(arn, ArnFormat.SLASH_RESOURCE_NAME)[part];
}

function toLifecycleRules(expireAfter: Duration | undefined): LifecycleRule[] {
  const unfinished = { id: 'AbortUploads', abortIncompleteMultipartUploadAfter: Duration.days(7) };
  if (expireAfter === undefined) return [unfinished];
  const noncurrentVersionExpiration = Duration.days(1);
  return [unfinished, { id: 'Expire', expiration: expireAfter, noncurrentVersionExpiration }];
}
