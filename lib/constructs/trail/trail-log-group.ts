import { Aws, type RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { checkKeyRegion } from '../preflight/check-key-region';
import { isKnownDifference } from '../preflight/preflight-check';
import { refusalOf } from '../preflight/report-finding';
import { describeLogGroup } from '../resource/describe-retention';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { policyElsewhere } from '../statement/managed-elsewhere';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';

/** What a new log group of a trail is like. */
export interface TrailLogGroupProps {
  /**
   * How long records are kept there; the archive keeps them anyway.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: RetentionDays;

  /**
   * The key that the records are encrypted with. A key of this app gets the statement added that CloudWatch Logs
   * needs; an imported one cannot, and synth then fails with the statement to add, unless `policyManagedElsewhere`
   * is set.
   *
   * @default - `storeEncryption` of `PlatformDefaults`, or a key of CloudWatch Logs
   */
  readonly encryptionKey?: IKey;

  /**
   * Says that the key's policy already holds what CloudWatch Logs needs.
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
   * What happens to the log group when it is removed from the stack. `DESTROY` is for environments that live for a test.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The log group that a trail delivers to as well, a record an event, within minutes: all Regions and accounts in
 * one. Records above 256 KB do not come here; the archive has them.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
 */
export class TrailLogGroup {
  /** A log group of the trail's own. It is retained when the stack is deleted, unless `removalPolicy` says otherwise. */
  public static create(props: TrailLogGroupProps = {}): TrailLogGroup {
    return new TrailLogGroup((scope) => createLogGroup(scope, props));
  }

  /** A log group that is there already, in the trail's home Region and in the account that creates the trail. */
  public static fromLogGroup(logGroup: ILogGroup): TrailLogGroup {
    return new TrailLogGroup(() => logGroup);
  }

  private readonly provide: (scope: Construct) => ILogGroup;

  private constructor(provide: (scope: Construct) => ILogGroup) {
    this.provide = provide;
  }

  /** Makes what is needed below the trail. @internal */
  public _bind(trail: Construct, identity: TrailIdentity): TrailLogDelivery {
    const scope = new Construct(trail, 'Logs');
    const logGroup = this.provide(scope);
    checkPlace(scope, logGroup);
    const role = createDeliveryRole(scope, identity);
    return new TrailLogDelivery(logGroup, role, letWrite(role, logGroup, identity));
  }
}

/** A log group, and how CloudTrail gets there. */
export class TrailLogDelivery {
  constructor(
    readonly logGroup: ILogGroup,
    readonly role: Role,
    /** What must be deployed before CloudTrail may write. */
    readonly policies: readonly IDependable[],
  ) {}

  /** As CloudTrail wants it, with all streams. */
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

/** The log group names the key, so the key's policy names the log group by what CloudFormation will call it. */
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
 * The stack's name, the logical id and random letters; none of them is shortened, since a name may have 512 characters.
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

/** Trusts CloudTrail on behalf of this trail alone. */
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
    IAMNoInlinePolicy: 'the policy is for this role alone and is made and deleted with it',
  });
  return role;
}

/** Lets the role make and fill the streams of this trail; gives the policies that say so. */
function letWrite(role: Role, logGroup: ILogGroup, identity: TrailIdentity): readonly IDependable[] {
  const statements = toLogStreamStatements(arnOf(logGroup), identity._toCoordinates());
  return statements.flatMap(
    (statement) => role.addToPrincipalPolicy(toPolicyStatement(statement)).policyDependable ?? [],
  );
}

/** Without `:*`, which the CDK has at the end of some ARNs of log groups. */
function arnOf({ logGroupName, env }: ILogGroup): string {
  return `arn:${Aws.PARTITION}:logs:${env.region}:${env.account}:log-group:${logGroupName}`;
}
