import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Architecture, ICodeSigningConfig, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** Thresholds of the alarms on a function and its queue. */
export interface WorkerAlarmThresholds {
  /**
   * Number of messages in the dead-letter queue.
   *
   * @default 1
   */
  readonly deadLetters?: number;

  /**
   * Age of the oldest message in the queue, in two periods of five minutes in a row.
   *
   * @default - 15 minutes for `LogProcessor`, 5 for `RealtimeAlerts`, 30 for `AlarmContext`, an hour for `IntegrityMonitor`
   */
  readonly oldestMessageAge?: Duration;

  /**
   * Number of failed invocations, in two periods of five minutes in a row.
   *
   * @default 1
   */
  readonly errors?: number;

  /**
   * Number of throttled invocations, in three periods of five minutes in a row.
   *
   * @default 1
   */
  readonly throttles?: number;
}

/** Options of the function, queue, table, log group and alarms of constructs that work from a queue. */
export interface WorkerOptions {
  /**
   * The memory of the function, at least 256 MiB. CPU grows with it.
   *
   * @default - 1024 MiB for `LogProcessor` and `IntegrityMonitor`, 512 MiB for `RealtimeAlerts` and `AlarmContext`
   */
  readonly memorySize?: Size;

  /**
   * The instruction set of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * The VPC that the function runs in. It needs a NAT gateway, or interface endpoints for the services that the function
   * calls.
   *
   * @default - none
   */
  readonly vpc?: IVpc;

  /**
   * The subnets of the function. Requires `vpc`.
   *
   * @default - private subnets
   */
  readonly vpcSubnets?: SubnetSelection;

  /**
   * The security groups of the function. Requires `vpc`.
   *
   * @default - a new one
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * The key that encrypts the environment variables of the function. They hold names and numbers, no secrets.
   *
   * @default - a key of Lambda's own
   */
  readonly environmentEncryption?: IKey;

  /**
   * The code-signing configuration of the function. The code is an asset of the CDK bootstrap bucket, so your pipeline has
   * to sign it.
   *
   * @default - code is not signed
   */
  readonly codeSigningConfig?: ICodeSigningConfig;

  /**
   * The permissions boundary of the function's role.
   *
   * @default - none, or the boundary that is set on the scope
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * How long the function's log is kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * X-Ray tracing of the function.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;

  /**
   * The URL of the folder of runbooks that the alarms link to: a copy of `docs/runbooks`, for example.
   *
   * @default - the runbooks in the repository of trailwatch
   */
  readonly runbooks?: string;

  /**
   * Thresholds of the alarms on the function and its queue.
   *
   * @default - see `WorkerAlarmThresholds`
   */
  readonly alarmThresholds?: WorkerAlarmThresholds;

  /**
   * Actions of the alarms on the function and its queue, besides the alert topic.
   *
   * @default - the alert topic alone
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * Whether to create a dashboard.
   *
   * @default - true for `IntegrityMonitor`, otherwise false
   */
  readonly dashboard?: boolean;

  /**
   * What happens to the table and the log group when they are removed from the stack. `DESTROY` is meant for stacks that
   * live for a test: alerts that were sent are sent again after it.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
