import { Aws, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type CfnLogGroup, type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct, type IDependable } from 'constructs';
import {
  toDeliveryRoleCondition,
  toLogGroupKeyStatement,
  toLogStreamStatements,
} from '../../core/policy/log-group-statements';
import type { TrailIdentity } from '../identity/trail-identity';
import { storeKeyOf } from '../platform/store-key';
import { errorAt } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { describeLogGroup } from '../resource/describe-retention';
import { checkKeyRegion } from '../resource/own-key';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { policyElsewhere } from '../statement/managed-elsewhere';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';
import { importOf } from './app-trails';
import type { IAuditTrail } from './audit-trail-interface';

/**
 * Properties of a new log group of a trail.
 * @stability stable
 */
export interface TrailLogGroupProps {
  /**
   * The retention of the log group; the archive keeps the records in any case.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: RetentionDays;

  /**
   * The key that the records are encrypted with. The statement that CloudWatch Logs needs is added to the policy of a key of
   * this app. The policy of an imported key cannot be changed: synthesis fails with the statement to add, unless
   * `policyManagedElsewhere` is set.
   *
   * @default - `storeEncryption` of `PlatformDefaults`, or a key of CloudWatch Logs
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the key policy already contains the statement that CloudWatch Logs needs.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;

  /**
   * The log group's name.
   *
   * @default - CloudFormation makes one
   */
  readonly logGroupName?: string;

  /**
   * The removal policy of the log group. `DESTROY` is for short-lived test environments.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The log group that a trail also delivers to, one record per log event, within minutes: all Regions and accounts in one log
 * group. Records above 256 KB are not delivered to it; the archive has them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 * @stability stable
 */
export class TrailLogGroup {
  /** A new log group for the trail. It is retained when the stack is deleted, unless `removalPolicy` is set. */
  public static create(props: TrailLogGroupProps = {}): TrailLogGroup {
    return new TrailLogGroup((scope) => createLogGroup(scope, props));
  }

  /** An existing log group, in the trail's home Region and in the account that creates the trail. */
  public static fromLogGroup(logGroup: ILogGroup): TrailLogGroup {
    return new TrailLogGroup(() => logGroup);
  }

  private readonly provide: (scope: Construct) => ILogGroup;

  private constructor(provide: (scope: Construct) => ILogGroup) {
    this.provide = provide;
  }

  /** Creates the required resources as children of the trail. @internal */
  public _bind(trail: Construct, identity: TrailIdentity): TrailLogDelivery {
    const scope = new Construct(trail, 'Logs');
    const logGroup = this.provide(scope);
    checkPlace(scope, logGroup);
    const role = createDeliveryRole(scope, identity);
    return new TrailLogDelivery(logGroup, role, letWrite(role, logGroup, identity));
  }
}

/** A log group, and the role that CloudTrail uses. */
export class TrailLogDelivery {
  constructor(
    readonly logGroup: ILogGroup,
    readonly role: Role,
    /** The dependencies that must be deployed before CloudTrail may write. */
    readonly policies: readonly IDependable[],
  ) {}

  /** The ARN in the form that CloudTrail requires, including all streams. */
  get logGroupArn(): string {
    return `${arnOf(this.logGroup)}:*`;
  }
}

function createLogGroup(scope: Construct, props: TrailLogGroupProps): LogGroup {
  const { encryptionKey } = props;
  checkKeyRegion(scope, encryptionKey, 'log group');
  const group = new LogGroup(scope, 'Group', {
    logGroupName: props.logGroupName,
    retention: props.retention ?? RetentionDays.ONE_YEAR,
    encryptionKey: encryptionKey ?? storeKeyOf(scope),
    removalPolicy: props.removalPolicy,
  });
  describeLogGroup(group, 'TrailLogGroup');
  if (encryptionKey !== undefined) letLogsUse(group, encryptionKey, props);
  return group;
}

/**
 * The log group references the key, so the key policy identifies the log group by the name that CloudFormation will generate.
 */
function letLogsUse(group: LogGroup, key: IKey, props: TrailLogGroupProps): void {
  const { region, account, partition } = Stack.of(group);
  const name = props.logGroupName ?? generatedName(group);
  const arn = `arn:${partition}:logs:${region}:${account}:log-group:${name}`;
  const statement = toLogGroupKeyStatement(`logs.${region}.${Aws.URL_SUFFIX}`, arn);
  const elsewhere = policyElsewhere(key);
  if (elsewhere !== undefined && props.policyManagedElsewhere === undefined) {
    elsewhere.statements.push(toPolicyStatement(statement));
    return;
  }
  const owner = {
    scope: group,
    noun: 'key',
    needer: 'CloudWatch Logs',
    arn: key.keyArn,
    add: key.addToResourcePolicy.bind(key),
    managedElsewhere: props.policyManagedElsewhere ?? false,
  };
  requireStatements(owner, [statement]);
}

/**
 * The stack's name, the logical id and random letters; none is shortened, because a name may have 512 characters.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
function generatedName(group: LogGroup): string {
  const { logicalId } = group.node.defaultChild as CfnLogGroup;
  return `${Stack.of(group).stackName}-${logicalId}-*`;
}

function checkPlace(scope: Construct, { env }: ILogGroup): void {
  const { account, region } = Stack.of(scope);
  const isElsewhere = isKnownDifference(env.account, account) || isKnownDifference(env.region, region);
  if (!isElsewhere) return;
  const found = `cloudWatchLogs: the log group is in '${env.account}' and '${env.region}', the trail is created in '${account}' and '${region}'`;
  throw refusalOf('logGroupElsewhere', found);
}

/** Trusts CloudTrail on behalf of this trail only. */
function createDeliveryRole(scope: Construct, identity: TrailIdentity): Role {
  const role = new Role(scope, 'Role', {
    description: `Lets CloudTrail write the records of the trail ${identity.trailName} to CloudWatch Logs`,
    assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com', {
      conditions: toDeliveryRoleCondition(identity._toCoordinates()),
    }),
  });
  acknowledgeWildcards(role, {
    'logs:CreateLogStream': 'CloudTrail numbers the streams, and names those of an organization by account',
    'logs:PutLogEvents': 'CloudTrail numbers the streams, and names those of an organization by account',
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone, and is created and deleted with it',
  });
  return role;
}

/** Allows the role to create and write the streams of this trail; returns the policies. */
function letWrite(role: Role, logGroup: ILogGroup, identity: TrailIdentity): readonly IDependable[] {
  const statements = toLogStreamStatements(arnOf(logGroup), identity._toCoordinates());
  return statements.flatMap(
    (statement) => role.addToPrincipalPolicy(toPolicyStatement(statement)).policyDependable ?? [],
  );
}

/** Without `:*`, which the CDK appends to some log group ARNs. */
function arnOf({ logGroupName, env }: ILogGroup): string {
  return `arn:${Aws.PARTITION}:logs:${env.region}:${env.account}:log-group:${logGroupName}`;
}

/**
 * A metric of the trail's log group. Created here, because the metric of the CDK's log group has a name that does not exist in
 * CloudWatch.
 */
export function logMetricOf(trail: IAuditTrail, metricName: string, props: MetricOptions): Metric {
  const { logGroup } = trail;
  if (logGroup === undefined) {
    const { trailName } = importOf(trail) ?? trail.identity;
    throw errorAt(
      trail,
      `the trail '${trailName}' has no log group, so there is no metric; ${LOG_GROUP_PROPERTIES}`,
    );
  }
  const dimensionsMap = { LogGroupName: logGroup.logGroupName };
  const shape = { namespace: 'AWS/Logs', metricName, dimensionsMap, statistic: 'Sum' };
  return new Metric({ ...shape, ...props }).attachTo(trail);
}

/** The property that sets the log group of a trail, for messages. */
export const LOG_GROUP_PROPERTIES =
  'set cloudWatchLogs, or give the logGroup of an imported trail to AuditTrail.fromTrailAttributes';
