import { Aws, Duration, Names, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import type { IAlarm, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Grant, type IGrantable, type IRole, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnBucket, IBucket, LifecycleRule, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EXTERNAL_ALARMS } from '../../core/alarm/pipeline/message-alarms';
import {
  toDigestSignerStatements,
  toNobodyDeletesStatement,
  toOnlyWritersStatement,
} from '../../core/policy/external-events-statements';
import { toSigningKeyStatements } from '../../core/policy/key-statements';
import { SIGN_DIGESTS_ENVIRONMENT } from '../../core/settings/sign-digests-settings';
import type { IAlertTopic } from '../alert/alert-topic';
import { checkTopicRegion } from '../alert/check-topic-region';
import { ArchiveLifecycle } from '../archive/archive-lifecycle';
import { createEvidenceBucket, logRequests } from '../archive/evidence-bucket';
import { LogArchive } from '../archive/log-archive';
import type { ILogArchive } from '../archive/log-archive-interface';
import { signWith } from '../archive/signing-key-of';
import { TrailKey } from '../archive/trail-key';
import { TrailIdentity } from '../identity/trail-identity';
import { withDefaults } from '../platform/platform-defaults';
import { checkBounds } from '../preflight/check-bounds';
import { errorAt, within } from '../preflight/construct-error';
import { setDefaultChild } from '../resource/describe-resource';
import { describeBucket } from '../resource/describe-retention';
import { createOwnKey } from '../resource/own-key';
import { MAX_AGE, type StreamAttributes, streamMetric } from '../sink/delivery-stream';
import { acknowledgeControls } from '../statement/acknowledge';
import { toPolicyStatement } from '../statement/policy-length';
import { type FunctionOptions, memoryBounds } from '../worker/function-options';
import { createJobFunction, type JobFunction } from '../worker/job-function';
import {
  createPipelineAlarm,
  deadLettersMetric,
  errorsMetric,
  type WatchedMetric,
  watchDeadLetters,
} from '../worker/worker-alarms';
import { createDeadLetterQueue } from '../worker/worker-queue';
import { checkSources } from './check-sources';
import { createExternalStream, sendToStream } from './external-stream';

/** The prefix before `AWSLogs/`: files of CloudTrail never have it by chance. */
const KEY_PREFIX = 'external';

/** In place of a trail's name in the names of digest files. */
const TRAIL_NAME = 'external-events';

/** Properties of `ExternalEvents`. */
export interface ExternalEventsProps extends FunctionOptions {
  /**
   * The sources whose events are accepted, such as `shop.example.com`: about ten, as their pattern may have 2,048 characters. Each is the `Source` of a `PutEvents` request, and
   * the `eventSource` of the event in it. Names of AWS services are refused.
   */
  readonly sources: string[];

  /** The topic that the alarms notify. Alerts come from a `LogProcessor` of `archive`, which has its own topic. */
  readonly alertTopic: IAlertTopic;

  /**
   * The event bus that applications send to, in the same account and Region.
   *
   * @default - the default bus of the account
   */
  readonly eventBus?: IEventBus;

  /**
   * Locks every file for a retention period. Decide before the first deployment, as for `LogArchive`.
   *
   * @default - files are not locked; their versions are kept all the same
   */
  readonly objectLock?: ObjectLockRetention;

  /**
   * The lifecycle of the files.
   *
   * @default ArchiveLifecycle.intelligentTiering()
   */
  readonly lifecycleRules?: LifecycleRule[];

  /**
   * The removal policy of the bucket, its access logs, the keys and the log groups.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Receives events from outside AWS, such as those of your own applications, and keeps them as log files in the form and layout of
 * CloudTrail, with signed digest files: rules, queries and `trailwatch validate` read them as they read those of a trail.
 *
 * `PutEvents` → rule → Amazon Data Firehose → bucket. EventBridge keeps the source of a request and the account of its sender, so a
 * sender with `grantPutEvents` cannot write in the name of another source. Events of these sources in another form go to a
 * dead-letter queue with an alarm. Each hour a function signs a digest file with a key in KMS that it alone may sign with.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Role } from 'aws-cdk-lib/aws-iam';
 * import { type AlertTopic, ExternalEvents, LogProcessor, Rule, RuleSet } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const alertTopic: AlertTopic;
 * declare const shop: Role;
 * const events = new ExternalEvents(stack, 'Events', { sources: ['shop.example.com'], alertTopic });
 * events.grantPutEvents(shop, 'shop.example.com');
 * const rules = RuleSet.fromRules(Rule.fromSigmaFile('rules/order-canceled.yml'));
 * new LogProcessor(stack, 'EventRules', { archive: events.archive, alertTopic, rules });
 */
export class ExternalEvents extends Construct {
  /** The files as an archive, for `LogProcessor`, `IntegrityMonitor` and readers. No trail delivers to it. */
  public readonly archive: ILogArchive;

  /** The bucket. */
  public readonly bucket: IBucket;

  /** The key that signs digest files: `aws kms get-public-key` gives the public key to `trailwatch validate --public-keys`. */
  public readonly signingKey: IKey;

  /** Events that were refused or could not be delivered. */
  public readonly deadLetterQueue: IQueue;

  /** The function that signs digest files. */
  public readonly lambdaFunction: IFunction;

  /** The alarms. */
  public readonly alarms: IAlarm[];

  private readonly eventBus: IEventBus;
  private readonly sources: readonly string[];

  constructor(scope: Construct, id: string, props: ExternalEventsProps) {
    super(scope, id);
    within(this, () => {
      checkSources(props.sources);
      checkBounds([memoryBounds(props)]);
    });
    checkTopicRegion(this, props.alertTopic);
    const { sources } = props;
    this.sources = sources;
    this.eventBus = props.eventBus ?? EventBus.fromEventBusName(this, 'Bus', 'default');
    this.deadLetterQueue = createDeadLetterQueue(this, props);
    const { bucket, key } = this.createBucket(props);
    this.bucket = bucket;
    this.archive = this.toArchive(bucket, key);
    const folder = { bucket, keyPrefix: KEY_PREFIX };
    const stream = createExternalStream(this, withDefaults(this, props), folder);
    const { eventBus, deadLetterQueue } = this;
    sendToStream(this, { sources, eventBus, deadLetterQueue, stream });
    this.signingKey = this.createSigningKey(props);
    signWith(this.archive, this.signingKey);
    const signer = this.createSigner(props, key);
    this.lambdaFunction = signer.lambdaFunction;
    this.protect([stream.writer, signer.role]);
    this.alarms = this.createAlarms(props, stream);
  }

  /**
   * Grants permission to send events of one source, or of all of them. A request with an event of another source is denied as a whole.
   *
   * For a principal of another account, the policy of the bus must also allow it.
   */
  public grantPutEvents(grantee: IGrantable, source?: string): Grant {
    if (source !== undefined && !this.sources.includes(source)) {
      const names = this.sources.map((name) => `'${name}'`).join(', ');
      throw errorAt(this, `source '${source}' is not one of sources: ${names}`);
    }
    return Grant.addToPrincipal({
      grantee,
      actions: ['events:PutEvents'],
      resourceArns: [this.eventBus.eventBusArn],
      conditions: {
        'ForAllValues:StringEquals': { 'events:source': source === undefined ? this.sources : [source] },
        Null: { 'events:source': 'false' },
      },
    });
  }

  /** Invocations of the function that signs digest files which failed. */
  public metricErrors(props?: MetricOptions): Metric {
    return errorsMetric(this, props);
  }

  /** Events that were refused or could not be delivered. */
  public metricDeadLetters(props?: MetricOptions): Metric {
    return deadLettersMetric(this, props);
  }

  private createBucket(props: ExternalEventsProps) {
    const { objectLock, removalPolicy = RemovalPolicy.RETAIN } = props;
    const key = createOwnKey(this, 'Key', {
      description: 'Encrypts events from outside AWS in S3',
      removalPolicy,
    });
    const bucket = createEvidenceBucket(this, {
      ...{ encryptionKey: key, objectLock, removalPolicy },
      lifecycleRules: props.lifecycleRules ?? ArchiveLifecycle.intelligentTiering(),
    });
    setDefaultChild(this, bucket);
    describeBucket(bucket, 'ExternalEvents');
    logRequests(this, bucket, { prefix: 'events/', removalPolicy });
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    acknowledgeControls(bucket, {
      S3BucketReplicationEnabled: 'the applications that send the events can keep them as well',
    });
    return { bucket, key };
  }

  /** The statements of CloudTrail are in neither policy: no trail has this name, and none may write here. */
  private toArchive(bucket: IBucket, key: IKey): ILogArchive {
    const { account: ownerAccount, region: homeRegion } = Stack.of(this);
    const trails = [TrailIdentity.account({ trailName: TRAIL_NAME, homeRegion, ownerAccount })];
    const policyManagedElsewhere = true;
    const encryptionKey = TrailKey.fromKey(this, 'ArchiveKey', { key, trails, policyManagedElsewhere });
    return LogArchive.fromBucket(this, 'Archive', {
      ...{ bucket, trails, keyPrefix: KEY_PREFIX, encryptionKey, policyManagedElsewhere },
    });
  }

  private createSigningKey({ removalPolicy = RemovalPolicy.RETAIN }: ExternalEventsProps): Key {
    return new Key(this, 'SigningKey', {
      alias: `trailwatch/${Names.uniqueResourceName(this, { maxLength: 120 })}-digests`,
      description: 'Signs digest files of events from outside AWS',
      ...{ keySpec: KeySpec.RSA_3072, keyUsage: KeyUsage.SIGN_VERIFY, removalPolicy },
      policy: new PolicyDocument(),
    });
  }

  private createSigner(props: ExternalEventsProps, encryptionKey: IKey): JobFunction {
    const scope = new Construct(this, 'Digests');
    const { account: accountId, region } = Stack.of(this);
    const { bucketArn, bucketName } = this.bucket;
    const signingKeyArn = this.signingKey.keyArn;
    const place = { accountId, region, keyPrefix: KEY_PREFIX, signingKeyArn };
    const signer = createJobFunction(scope, {
      ...{ options: props, bundle: 'sign-digests', deadLetterQueue: this.deadLetterQueue },
      description: 'signs digest files of events from outside AWS',
      memorySize: props.memorySize ?? Size.mebibytes(512),
      timeout: Duration.minutes(15),
      environment: SIGN_DIGESTS_ENVIRONMENT.encode({ ...place, bucketName, trailName: TRAIL_NAME }),
      statements: toDigestSignerStatements({
        ...{ ...place, bucketArn, encryptionKeyArn: encryptionKey.keyArn },
        s3Service: `s3.${region}.${Aws.URL_SUFFIX}`,
      }),
      wildcards: {
        's3:GetObject': 'Firehose names the log files, and each hour has another digest file',
        's3:PutObject': 'each hour has another digest file',
      },
      logContents: 'names of files, and no events',
      services: 'S3 and KMS',
      controls: { LambdaConcurrency: 'it is called once an hour, and two invocations do no harm' },
    });
    for (const statement of toSigningKeyStatements(accountId, signer.role.roleArn))
      this.signingKey.addToResourcePolicy(toPolicyStatement(statement));
    new Rule(scope, 'Schedule', {
      description: 'Starts the signing of digest files of events from outside AWS',
      schedule: Schedule.cron({ minute: '15' }),
      targets: [new LambdaFunction(signer.lambdaFunction)],
    });
    return signer;
  }

  private protect(writers: readonly IRole[]): void {
    const { bucketArn } = this.bucket;
    const roleArns = writers.map(({ roleArn }) => roleArn);
    const place = { bucketArn, keyPrefix: KEY_PREFIX };
    for (const statement of [toOnlyWritersStatement(place, roleArns), toNobodyDeletesStatement(place)])
      this.bucket.addToResourcePolicy(toPolicyStatement(statement));
  }

  private createAlarms(props: ExternalEventsProps, { deliveryStreamName }: StreamAttributes): IAlarm[] {
    const { DeadLettersAlarm, LateAlarm, UnsignedAlarm } = EXTERNAL_ALARMS;
    const watches: readonly WatchedMetric[] = [
      watchDeadLetters(this.deadLetterQueue, DeadLettersAlarm),
      {
        ...{ id: 'LateAlarm', about: LateAlarm, threshold: MAX_AGE.toSeconds(), periods: 2 },
        metric: streamMetric(deliveryStreamName)('DeliveryToS3.DataFreshness', 'Maximum'),
      },
      {
        ...{ id: 'UnsignedAlarm', about: UnsignedAlarm, threshold: 1, periods: 1 },
        metric: (period) => this.lambdaFunction.metricErrors({ period }),
      },
    ];
    return watches.map((watch) => createPipelineAlarm(this, watch, props));
  }
}
