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
import { checkTrailPartitions, type TrailIdentity } from '../identity/trail-identity';
import { checkArns } from '../preflight/check-partition';
import { within } from '../preflight/construct-error';
import { acknowledgeWildcards } from '../statement/acknowledge';
import { MAX_POLICY_LENGTH, toLongest, toPolicyStatement } from '../statement/policy-length';

/** What the policies of an `AuditAccess` are about. */
export interface AuditAccessProps {
  /** The trails. */
  readonly trails: TrailIdentity[];

  /**
   * Event data stores of CloudTrail Lake, by ARN.
   *
   * @default - none
   */
  readonly eventDataStoreArns?: string[];

  /**
   * The keys that the event data stores are encrypted with, by ARN. Who queries a store uses its key.
   *
   * @default - none; the stores have keys of CloudTrail
   */
  readonly eventDataStoreKeyArns?: string[];

  /**
   * Channels of CloudTrail Lake, by ARN.
   *
   * @default - none
   */
  readonly channelArns?: string[];

  /**
   * Dashboards of CloudTrail Lake, by ARN. Who creates or changes one needs `eventDataStoreQueryPolicy`, too.
   *
   * @default - none
   */
  readonly dashboardArns?: string[];

  /**
   * Where the trails deliver to, in the account that the policies are created in.
   *
   * @default - there is no policy for readers of log files
   */
  readonly archive?: ILogArchive;

  /**
   * Which part of the archive readers of log files may read.
   *
   * @default - every file that the archive's trails deliver
   */
  readonly readable?: LogReadOptions;

  /**
   * Roles that trails write to CloudWatch Logs with, by ARN. Administrators may hand them to CloudTrail.
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
 * Managed policies for the jobs around an audit trail. Each names its actions in full and its trails, stores,
 * channels and dashboards by ARN; attach them to the groups, roles or permission sets that do the job.
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
  /** Creates, changes, starts, stops and deletes, and sees everything that viewers see. */
  public readonly administratorPolicy: IManagedPolicy;

  /** Starts and stops, and sees whether it runs; changes no setting. */
  public readonly operatorPolicy: IManagedPolicy;

  /** Sees settings, status and event history; changes nothing and reads no log file. */
  public readonly viewerPolicy: IManagedPolicy;

  /** Gets, lists and decrypts log files; undefined without an archive. */
  public readonly logReaderPolicy?: IManagedPolicy;

  /** Queries the event data stores; undefined where there is none. */
  public readonly eventDataStoreQueryPolicy?: IManagedPolicy;

  /** Denies the event history, whatever else allows it. For everybody who must not see what others do. */
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
    checkPolicySize(policy, 'make one AuditAccess for some of the trails and another for the rest');
    return policy;
  }
}

function toAdministeredResources(props: AuditAccessProps): AdministeredResources {
  const { trails, archive } = props;
  const key = archive?.encryptionKey?.key;
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
  const key = archive.encryptionKey?.key ?? bucket.encryptionKey;
  return [
    toGetStatement(bucket, patterns),
    toListStatement(bucket, patterns),
    ...(key === undefined ? [] : [toDecryptStatement(key.keyArn, bucket)]),
  ];
}

/** Fails at synth when IAM could find the policy too long; `remedy` is what to do then. */
function checkPolicySize(policy: ManagedPolicy, remedy: string): void {
  policy.node.addValidation({
    validate: () => {
      const { length } = JSON.stringify(toLongest(policy, policy.document));
      if (length <= MAX_POLICY_LENGTH) return [];
      return [
        `the managed policy could have ${length} characters, and IAM takes ${MAX_POLICY_LENGTH}; ${remedy}`,
      ];
    },
  });
}
