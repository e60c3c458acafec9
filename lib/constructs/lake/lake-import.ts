import { CustomResource, Duration, PhysicalName, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { type IRole, Policy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct, type IDependable } from 'constructs';
import {
  type LakeImportSource,
  toImportBucketStatement,
  toImportConditions,
  toImportRoleStatements,
  toImportStarterStatements,
} from '../../core/policy/lake/lake-import-statements';
import { toOwnStackStatement } from '../../core/policy/policy-statement-data';
import { LONE_CATEGORIES } from '../../core/selector/verify/field-rules';
import type { LakeImportProperties } from '../../core/settings/lake-import';
import { type ILogArchive, rootOf } from '../archive/log-archive-interface';
import { REMEDIES } from '../archive/log-reading';
import { readingKeyOf } from '../archive/trail-key-interface';
import { onlyOrganization } from '../identity/trail-identity';
import { checkBounds } from '../preflight/check-bounds';
import { checkName } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { grantStatement, toReaderConditions } from '../statement/grant-statement';
import { addReaderByName, policyElsewhere } from '../statement/managed-elsewhere';
import { toPolicyStatement } from '../statement/policy-length';
import { reportMissing } from '../statement/required-statements';
import { type FunctionRuntimeOptions, memoryBounds } from '../worker/function-options';
import { CALLED_BY_STACK, createJobFunction } from '../worker/job-function';
import { EventDataStore } from './event-data-store';
import type { IEventDataStore } from './event-data-store-props';
import { checkStorePlace } from './lake-arn';

/** Properties of `LakeImport`. */
export interface LakeImportProps extends FunctionRuntimeOptions {
  /** The store that receives the events: a store of CloudTrail events, in the account and Region of this stack. */
  readonly eventDataStore: IEventDataStore;

  /**
   * The archive of the log files. An imported bucket in another Region must have that Region in its `env`. If another account
   * owns it, `policyManagedElsewhere` of `LogArchive.fromBucket` adds a note with the statement that its policy needs.
   */
  readonly archive: ILogArchive;

  /**
   * The folder under `AWSLogs/` whose log files are imported, without leading and trailing slashes:
   * `111122223333/CloudTrail/eu-central-1` for one account and Region.
   *
   * @default - every folder of CloudTrail's log files
   */
  readonly folder?: string;

  /**
   * The start of the time range. CloudTrail selects files by the time in their names, and events by their event time.
   *
   * @default - the first events that there are
   */
  readonly startTime?: Date;

  /**
   * The end of the time range. If omitted, it is the time when the import reads the last file. Set it to a time before the
   * store began to collect events, because CloudTrail does not remove duplicates.
   *
   * @default - the last events that there are
   */
  readonly endTime?: Date;

  /**
   * Whether a running import is stopped when this construct is removed from the stack, or replaced by another import. Otherwise
   * it continues, and the role that it reads with is kept when the construct is removed: delete it once the import has ended.
   * Imported events are kept in any case.
   *
   * @default false
   */
  readonly stopWhenRemoved?: boolean;

  /**
   * The removal policy of the function's log group.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

const DAY_MS = 86_400_000;

/** Throws if CloudTrail would reject an import, and warns of events that would expire immediately. */
function checkLakeImport(scope: Construct, props: LakeImportProps): void {
  checkName('folder', 'key prefix', props.folder);
  checkTimes(props);
  checkStorePlace(scope, 'eventDataStore', props.eventDataStore);
  if (props.eventDataStore instanceof EventDataStore) checkStore(scope, props.eventDataStore, props);
}

function checkTimes({ startTime, endTime }: LakeImportProps): void {
  for (const [property, time] of Object.entries({ startTime, endTime })) {
    if (time !== undefined && Number.isNaN(time.getTime()))
      throw new Error(`${property} is not a valid date`);
  }
  if (startTime === undefined || endTime === undefined || startTime < endTime) return;
  throw new Error(
    `startTime ${startTime.toISOString()} is not before endTime ${endTime.toISOString()}; swap them`,
  );
}

function checkStore(scope: Construct, store: EventDataStore, { startTime, endTime }: LakeImportProps): void {
  const { node, _category, _managementAccount: owner, _retentionDays: retentionDays } = store;
  if (LONE_CATEGORIES.includes(_category)) {
    throw new Error(
      `eventDataStore: '${node.path}' does not collect events of CloudTrail; imports go to stores of LakeEvents.cloudTrail()`,
    );
  }
  const { account } = Stack.of(scope);
  if (owner !== undefined && isKnownDifference(owner, account)) {
    throw new Error(
      `eventDataStore: '${node.path}' is that of an organization, and only its management account '${owner}' imports; ` +
        `put the import into a stack of that account, not of '${account}'`,
    );
  }
  if (startTime === undefined || endTime === undefined) return;
  const days = Math.ceil((endTime.getTime() - startTime.getTime()) / DAY_MS);
  if (days <= retentionDays) return;
  warnOf(
    scope,
    'expiredImport',
    `the import is of ${days} days, and '${node.path}' keeps events for ${retentionDays} days`,
  );
}

/**
 * An import of the log files of an archive into an event data store of CloudTrail Lake. The deployment starts the import and
 * does not wait for it, because an import may take days: `trailwatch lake imports` shows its status, lists failures, and
 * retries them. The deployment fails if the import does not start.
 *
 * An import of the same events is never started twice: an import with the same folder and times is reused, even if the console
 * or another stack started it, and a failed one is resumed. Removing the construct deletes no events.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-copy-trail-to-lake.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type IEventDataStore, type ILogArchive, LakeImport } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: ILogArchive;
 * declare const eventDataStore: IEventDataStore;
 * new LakeImport(stack, 'Import', {
 *   archive,
 *   eventDataStore,
 *   startTime: new Date('2025-12-01T00:00:00Z'),
 *   endTime: new Date('2026-05-01T00:00:00Z'),
 * });
 */
export class LakeImport extends Construct {
  /** The id of the import, known after the deployment. */
  public readonly importId: string;

  /** The role that CloudTrail uses to read the bucket. */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: LakeImportProps) {
    super(scope, id);
    within(this, () => {
      checkLakeImport(this, props);
      checkBounds([memoryBounds(props)]);
    });
    const source = this.toSource(props);
    const role = this.createRole(source, props);
    if (props.stopWhenRemoved !== true) keepForImport(role);
    this.role = role;
    const { lambdaFunction } = createJobFunction(this, {
      ...{
        options: props,
        bundle: 'lake-import',
        environment: {},
        logContents: 'ids of imports, no records',
      },
      description: 'starts imports into event data stores',
      memorySize: props.memorySize ?? Size.mebibytes(256),
      timeout: Duration.minutes(5),
      statements: [toOwnStackStatement(Stack.of(this).stackId), ...toImportStarterStatements(role.roleArn)],
      services: 'CloudTrail, CloudFormation and S3',
      wildcards: { 'cloudtrail:ListImports': 'AWS knows no resource for imports' },
      controls: CALLED_BY_STACK,
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::TrailwatchLakeImport',
      serviceToken: lambdaFunction.functionArn,
      // if the function fails, Lambda retries it twice within minutes
      serviceTimeout: Duration.minutes(20),
      properties: { ...toProperties(source, role, props) },
    });
    // the role itself is referenced by a property; its policy is not
    const policy = role.node.findChild('DefaultPolicy');
    resource.node.addDependency(policy, ...this.letRoleRead(source, role, props.archive));
    this.importId = resource.ref;
  }

  private toSource({ eventDataStore, archive, folder }: LakeImportProps): LakeImportSource {
    const root = rootOf(archive);
    return {
      eventDataStoreArn: eventDataStore.eventDataStoreArn,
      account: Stack.of(this).account,
      bucketArn: archive.bucket.bucketArn,
      folder: folder === undefined ? root.slice(0, -1) : `${root}${folder}`,
    };
  }

  private createRole(source: LakeImportSource, { archive, permissionsBoundary }: LakeImportProps): Role {
    const role = new Role(this, 'ImportRole', {
      description: 'Lets CloudTrail read log files to import them into an event data store',
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      assumedBy: new ServicePrincipal('cloudtrail.amazonaws.com', {
        conditions: { ...toImportConditions(source) },
      }),
      permissionsBoundary,
    });
    acknowledgeWildcards(role, {
      's3:GetObject': 'CloudTrail names the log files; the pattern ends at the folder that is imported',
    });
    acknowledgeControls(role, {
      IAMNoInlinePolicy: 'the policy is for this role alone, and is created and deleted with it',
    });
    for (const statement of toImportRoleStatements(source)) role.addToPolicy(toPolicyStatement(statement));
    const key = readingKeyOf(archive)?.key ?? archive.bucket.encryptionKey;
    if (key !== undefined) letUseKey(role, key, archive);
    return role;
  }

  /** A bucket in another account must allow the role in its own policy. */
  private letRoleRead(
    { bucketArn }: LakeImportSource,
    role: IRole,
    { bucket, trails }: ILogArchive,
  ): readonly IDependable[] {
    if (!isKnownDifference(bucket.env.account, Stack.of(this).account)) return [];
    const own = toPolicyStatement(toImportBucketStatement(bucketArn));
    const organizationId = onlyOrganization(trails);
    own.addConditions(toReaderConditions(role, { organizationId, ownAccount: bucket.env.account }));
    const byName = own.copy();
    addReaderByName(byName, role);
    const elsewhere = policyElsewhere(bucket);
    if (elsewhere !== undefined) {
      elsewhere.statements.push(byName);
      return [];
    }
    own.addPrincipals(role);
    const added = bucket.addToResourcePolicy(own);
    if (!added.statementAdded) {
      const reported = { noun: 'bucket', arn: bucketArn, needer: 'CloudTrail Lake', remedy: REMEDIES.bucket };
      reportMissing({ scope: this, ...reported }, [byName.toStatementJson()]);
    }
    return added.policyDependable === undefined ? [] : [added.policyDependable];
  }
}

/** CloudTrail reads with the role, and with no other one, until the import ends, which may be days after its construct is removed. */
function keepForImport(role: Role): void {
  role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  for (const policy of role.node.children.filter((child) => child instanceof Policy))
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}

/**
 * The permissions of CloudTrail for the key that encrypts the log files, also in the key policy if the key is in another
 * account.
 */
function letUseKey(role: Role, key: IKey, { trails }: ILogArchive): void {
  const statement = {
    Effect: 'Allow',
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: key.keyArn,
  } as const;
  grantStatement(statement, {
    ...{ grantee: role, resource: key, organizationId: onlyOrganization(trails) },
    ownStatement: { ...statement, Resource: '*' },
    reported: { noun: 'key', arn: key.keyArn, remedy: REMEDIES.key },
  });
}

function toProperties(
  { eventDataStoreArn, folder }: LakeImportSource,
  { roleArn }: IRole,
  { archive: { bucket }, startTime, endTime, stopWhenRemoved = false }: LakeImportProps,
): LakeImportProperties {
  return {
    eventDataStoreArn,
    location: `s3://${bucket.bucketName}/${folder}/`,
    bucketRegion: bucket.env.region,
    roleArn,
    ...(startTime === undefined ? {} : { startTime: startTime.toISOString() }),
    ...(endTime === undefined ? {} : { endTime: endTime.toISOString() }),
    stopWhenRemoved: String(stopWhenRemoved),
  };
}
