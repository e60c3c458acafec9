import { Aws } from 'aws-cdk-lib';
import { type IManagedPolicy, ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  type AdministeredResources,
  toAdministratorStatements,
  toEventHistoryDenial,
  toLakeQueryStatements,
  toOperatorStatements,
  toViewerStatements,
} from '../../core/policy/organization/administration-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toDecryptStatement, toGetStatement, toListStatement } from '../../core/policy/reader-statements';
import type { ILogArchive } from '../archive/log-archive-interface';
import { type LogReadOptions, toKeyPatterns } from '../archive/log-reading';
import { readingKeyOf } from '../archive/trail-key-interface';
import { checkTrailPartitions, type TrailIdentity } from '../identity/trail-identity';
import { checkArns } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { MAX_POLICY_LENGTH, toLongest, toPolicyStatement } from '../statement/policy-length';

/** Properties of `AuditAccess`. */
export interface AuditAccessProps {
  /** The trails. */
  readonly trails: TrailIdentity[];

  /**
   * The ARNs of event data stores of CloudTrail Lake.
   *
   * @default - none
   */
  readonly eventDataStoreArns?: string[];

  /**
   * The ARNs of the KMS keys that encrypt the event data stores. A principal that queries a store uses its key.
   *
   * @default - none; the stores have keys of CloudTrail
   */
  readonly eventDataStoreKeyArns?: string[];

  /**
   * The ARNs of channels of CloudTrail Lake.
   *
   * @default - none
   */
  readonly channelArns?: string[];

  /**
   * The ARNs of dashboards of CloudTrail Lake. Creating or changing a dashboard also requires `eventDataStoreQueryPolicy`.
   *
   * @default - none
   */
  readonly dashboardArns?: string[];

  /**
   * The archive that the trails deliver to, in the account that the policies are created in.
   *
   * @default - there is no policy for readers of log files
   */
  readonly archive?: ILogArchive;

  /**
   * The part of the archive that readers of log files may read.
   *
   * @default - every file that the archive's trails deliver
   */
  readonly readable?: LogReadOptions;

  /**
   * The ARNs of the roles that trails use to write to CloudWatch Logs. Administrators may pass them to CloudTrail.
   *
   * @default - none
   */
  readonly logsRoleArns?: string[];
}

const NO_RESOURCE = 'AWS knows no resource for these actions: they list, or show the event history';

const ANY_ACCOUNT =
  "the caller's own account is the only one it reaches, and the role's name is the same in all";

const WHY_WILDCARDS = {
  'iam:CreateServiceLinkedRole': ANY_ACCOUNT,
  'iam:GetRole': ANY_ACCOUNT,
  'cloudtrail:DescribeTrails': NO_RESOURCE,
  'cloudtrail:ListEventDataStores': NO_RESOURCE,
  'organizations:ListAWSServiceAccessForOrganization':
    'AWS knows no resource for it; CreateTrail asks for it where an organization is logged',
  's3:GetObject': 'CloudTrail names the files; the patterns end at the folders that may be read',
};

/**
 * Managed policies for the job functions around an audit trail. Each policy lists its actions in full, and its trails, stores,
 * channels and dashboards by ARN. Attach them to the groups, roles or permission sets that do the job.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_id-based-policy-examples.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { Group } from 'aws-cdk-lib/aws-iam';
 * import { AuditAccess, type AuditTrail } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const trail: AuditTrail;
 * const access = new AuditAccess(stack, 'Access', { trails: [trail.identity] });
 * new Group(stack, 'Auditors', { managedPolicies: [access.viewerPolicy] });
 */
export class AuditAccess extends Construct {
  /** Creates, changes, starts, stops and deletes, and has every permission of viewers. */
  public readonly administratorPolicy: IManagedPolicy;

  /** Starts and stops logging, and views its status; changes no setting. */
  public readonly operatorPolicy: IManagedPolicy;

  /** Views settings, status and event history; changes nothing and reads no log file. */
  public readonly viewerPolicy: IManagedPolicy;

  /** Gets, lists and decrypts log files; undefined without an archive. */
  public readonly logReaderPolicy?: IManagedPolicy;

  /** Queries the event data stores; undefined without event data stores. */
  public readonly eventDataStoreQueryPolicy?: IManagedPolicy;

  /**
   * Denies access to the event history, even if another policy allows it. For principals that must not see the activity of
   * others.
   */
  public readonly eventHistoryDenial: IManagedPolicy;

  constructor(scope: Construct, id: string, props: AuditAccessProps) {
    super(scope, id);
    within(this, () => this.checkArns(props));
    const resources = toAdministeredResources(props);
    this.administratorPolicy = this.createPolicy(
      'Administrator',
      'Administers the trails',
      toAdministratorStatements(resources),
    );
    this.operatorPolicy = this.createPolicy(
      'Operator',
      'Starts and stops the trails',
      toOperatorStatements(resources),
    );
    this.viewerPolicy = this.createPolicy(
      'Viewer',
      'Sees how the trails are set',
      toViewerStatements(resources),
    );
    this.eventHistoryDenial = this.createPolicy('EventHistoryDenied', 'Denies the event history', [
      toEventHistoryDenial(),
    ]);
    const { eventDataStoreArns = [], eventDataStoreKeyArns = [] } = props;
    if (eventDataStoreArns.length > 0) {
      this.eventDataStoreQueryPolicy = this.createPolicy(
        'EventDataStoreQuery',
        'Queries event data stores',
        toLakeQueryStatements(eventDataStoreArns, eventDataStoreKeyArns),
      );
    }
    const { archive, readable = {} } = props;
    if (archive === undefined) return;
    this.logReaderPolicy = this.createPolicy(
      'LogReader',
      'Reads log files',
      within(this, () => toReading(archive, readable)),
    );
  }

  private checkArns({
    trails,
    eventDataStoreArns,
    channelArns,
    dashboardArns,
    logsRoleArns,
    ...props
  }: AuditAccessProps): void {
    const { eventDataStoreKeyArns } = props;
    checkTrailPartitions(this, trails);
    checkArns(this, { property: 'eventDataStoreArns', service: 'cloudtrail' }, eventDataStoreArns);
    checkArns(this, { property: 'eventDataStoreKeyArns', service: 'kms' }, eventDataStoreKeyArns);
    checkArns(this, { property: 'channelArns', service: 'cloudtrail' }, channelArns);
    checkArns(this, { property: 'dashboardArns', service: 'cloudtrail' }, dashboardArns);
    checkArns(this, { property: 'logsRoleArns', service: 'iam' }, logsRoleArns);
  }

  private createPolicy(
    id: string,
    description: string,
    statements: readonly PolicyStatementData[],
  ): ManagedPolicy {
    const policy = new ManagedPolicy(this, id, {
      description,
      statements: statements.map((statement) => toPolicyStatement(statement)),
    });
    acknowledgeWildcards(policy, WHY_WILDCARDS);
    checkPolicySize(policy, 'create one AuditAccess for some of the trails and another for the rest');
    return policy;
  }
}

function toAdministeredResources(props: AuditAccessProps): AdministeredResources {
  const { trails, archive } = props;
  const key = archive === undefined ? undefined : readingKeyOf(archive)?.key;
  return {
    partition: trails[0]?._toCoordinates().partition ?? Aws.PARTITION,
    trailArns: trails.map(({ trailArn }) => trailArn),
    eventDataStoreArns: props.eventDataStoreArns ?? [],
    channelArns: props.channelArns ?? [],
    dashboardArns: props.dashboardArns ?? [],
    hasOrganizationTrail: trails.some(({ isOrganizationTrail }) => isOrganizationTrail),
    logsRoleArns: props.logsRoleArns ?? [],
    keyArns: key === undefined ? [] : [key.keyArn],
  };
}

function toReading(archive: ILogArchive, readable: LogReadOptions): readonly PolicyStatementData[] {
  const { bucket } = archive;
  const patterns = toKeyPatterns(archive, readable);
  const key = readingKeyOf(archive)?.key ?? bucket.encryptionKey;
  return [
    toGetStatement(bucket, patterns),
    toListStatement(bucket, patterns),
    ...(key === undefined ? [] : [toDecryptStatement(key.keyArn, bucket)]),
  ];
}

/** Fails the synthesis if the policy may exceed the IAM quota; `remedy` is the action to take. */
function checkPolicySize(policy: ManagedPolicy, remedy: string): void {
  policy.node.addValidation({
    validate: () => {
      const { length } = JSON.stringify(toLongest(policy, policy.document));
      if (length <= MAX_POLICY_LENGTH) return [];
      return [
        `the managed policy could have ${length} characters, but IAM allows at most ${MAX_POLICY_LENGTH}; ${remedy}`,
      ];
    },
  });
}
