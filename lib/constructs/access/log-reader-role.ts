import { Aws, Duration, Names, Resource, Stack } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  type CfnRole,
  type IGrantable,
  type IPrincipal,
  type IRole,
  type IRoleRef,
  PolicyDocument,
  Role,
  type RoleReference,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import {
  toDecryptThroughS3Statement,
  toReaderTrustStatement,
  toTakeRoleStatement,
} from '../../core/policy/reader-statements';
import type { ILogArchive } from '../archive/log-archive-interface';
import { type LogReadOptions, toKeyPatterns } from '../archive/log-reading';
import { readingKeyOf } from '../archive/trail-key-interface';
import { onlyOrganization } from '../identity/trail-identity';
import { checkBounds, timeBound } from '../preflight/check-bounds';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { checkArns } from '../preflight/check-partition';
import { errorAt, within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { warnOf } from '../preflight/report-finding';
import { describeResource, setDefaultChild } from '../resource/describe-resource';
import { checkTrustSize } from '../statement/check-document-size';
import { addReaderByName, policyElsewhere } from '../statement/managed-elsewhere';
import { renderPolicy, toPolicyStatement } from '../statement/policy-length';
import { describeReader, type LogReader } from './log-reader';
import { createReadingPolicies } from './reading-policies';

/** Properties of `LogReaderRole`. */
export interface LogReaderRoleProps {
  /** What is shared. */
  readonly archive: ILogArchive;

  /** Who may read it. */
  readonly reader: LogReader;

  /**
   * The part of the archive that may be read and listed: accounts, Regions, kinds of files.
   *
   * @default - every file that the archive's trails deliver
   */
  readonly readable?: LogReadOptions;

  /**
   * The time at which sharing ends, to the second. Active sessions lose access at the same time.
   *
   * @default - it does not end by itself
   */
  readonly validUntil?: Date;

  /**
   * Whether sharing is enabled. If `false`, the role cannot be assumed, and active sessions lose their permissions; the role
   * and its name are retained, so that sharing can be resumed.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The maximum session duration, from 1 to 12 hours. With role chaining, AWS limits a session to one hour regardless of this
   * setting.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * The name of the role. The reader's account must know it before it can grant its principals permission to assume the role.
   *
   * @default - a name derived from the construct's path: a stack of this name in another Region of the account needs another one
   */
  readonly roleName?: string;

  /**
   * Whether the policies of an imported bucket and key already allow the role to read. Otherwise, an imported archive is an
   * error that lists the statement to add.
   *
   * @default false
   */
  readonly policyManagedElsewhere?: boolean;
}

/**
 * A role in the archive's account for reading log files from another account: one of your own, or a third party's. It can get,
 * list and decrypt the selected folders, and nothing else.
 *
 * The owner of the logs keeps control: `enabled`, `validUntil`, and the role itself are in the archive's account, and no policy
 * of the bucket or key names a principal of another account.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-sharing-logs.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type LogArchive, LogReader, LogReaderRole } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * declare const archive: LogArchive;
 * new LogReaderRole(stack, 'SecurityTeam', {
 *   archive,
 *   reader: LogReader.ownAccount({ account: '555566667777', organizationId: 'o-exampleorgid' }),
 * });
 */
export class LogReaderRole extends Resource implements IGrantable, IRoleRef {
  /** The role, for APIs that take an `IRole`. */
  public readonly role: IRole;

  /** The role as a principal. Grants to it are in addition to reading, so grant nothing that changes the logs. */
  public readonly grantPrincipal: IPrincipal;

  /** The role's name. */
  public readonly roleName: string;

  /** The role's ARN. A literal if account and Region are known, so that it can be shared before the role exists. */
  public readonly roleArn: string;

  constructor(scope: Construct, id: string, props: LogReaderRoleProps) {
    super(scope, id);
    within(this, () => {
      checkProps(props);
      checkArns(this, { property: 'principalArns', service: 'iam' }, props.reader._principalArns);
    });
    checkAccount(this, props.archive);
    this.roleName =
      props.roleName ?? Names.uniqueResourceName(this, { maxLength: 64, allowedSpecialCharacters: '-' });
    keepNameUnique(this, { kind: 'role', name: this.roleName, property: 'roleName', isGlobal: true });
    this.roleArn = Stack.of(this).formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: this.roleName,
    });
    const role = this.createRole(props);
    this.role = role;
    this.grantPrincipal = role;
    setDefaultChild(this, role);
    describeResource(role, () => ({ construct: 'LogReaderRole', Readers: [describeReader(props)] }));
    within(this, () => this.letRead(role, props));
    this.warnIfPast(props.validUntil);
    this.requireImportedPolicies(props);
  }

  public get roleRef(): RoleReference {
    return this.role.roleRef;
  }

  /** The policy that the reader's account attaches to the principals that assume the role. */
  public readerPolicyDocument(): PolicyDocument {
    return new PolicyDocument({ statements: [toPolicyStatement(toTakeRoleStatement(this.roleArn))] });
  }

  /** The same policy as JSON, to send to the reader. */
  public readerPolicyJson(): string {
    return renderPolicy(this, { Version: '2012-10-17', Statement: [toTakeRoleStatement(this.roleArn)] });
  }

  /** A warning, not an error: deployments of other resources must still succeed after the date has passed. */
  private warnIfPast(validUntil: Date | undefined): void {
    if (validUntil === undefined || validUntil.getTime() >= Date.now()) return;
    warnOf(this, 'readerExpired', `validUntil is ${validUntil.toISOString()}, which is in the past`);
  }

  private createRole(props: LogReaderRoleProps): Role {
    const trust = props.reader._toTrust({
      partition: Aws.PARTITION,
      organizationId: onlyOrganization(props.archive.trails),
    });
    const statement = toReaderTrustStatement(
      { ...trust, ...ending(props.validUntil) },
      props.enabled ?? true,
    );
    const role = new Role(this, 'Role', {
      assumedBy: new ArnPrincipal(trust.principalArns[0] ?? ''),
      roleName: this.roleName,
      description: `Reads CloudTrail log files for account ${props.reader.account}`,
      maxSessionDuration: props.maxSessionDuration ?? Duration.hours(1),
    });
    // the whole document, because the CDK's principals cannot deny
    (role.node.defaultChild as CfnRole).assumeRolePolicyDocument = new PolicyDocument({
      statements: [toPolicyStatement(statement)],
    });
    checkTrustSize(
      role,
      "name fewer principalArns of the reader, or leave them out: the reader's account then decides which of its principals can read",
    );
    return role;
  }

  private letRead(role: Role, { archive, readable = {}, enabled = true, validUntil }: LogReaderRoleProps) {
    const key = keyOf(archive);
    createReadingPolicies(this, role, {
      roleName: this.roleName,
      bucketArn: archive.bucket.bucketArn,
      ...(key === undefined ? {} : { keyArn: key.keyArn }),
      keyPatterns: toKeyPatterns(archive, readable),
      ...ending(validUntil),
      enabled,
    });
  }

  /** The policies of an imported bucket or key are not visible to the app, so synthesis must not assume access. */
  private requireImportedPolicies({ archive, policyManagedElsewhere, enabled = true }: LogReaderRoleProps) {
    const key = keyOf(archive);
    const isOwn =
      Resource.isOwnedResource(archive.bucket) && (key === undefined || Resource.isOwnedResource(key));
    if (isOwn || (policyManagedElsewhere ?? false) || !enabled) return;
    const keyPolicy = key && policyElsewhere(key);
    if (key !== undefined && keyPolicy !== undefined && policyElsewhere(archive.bucket) !== undefined) {
      const statement = toPolicyStatement(toKeySide(key));
      addReaderByName(statement, this.role);
      keyPolicy.statements.push(statement);
      return;
    }
    this.node.addValidation({
      validate: () => [
        `the archive '${archive.node.path}' is imported, and whether its policies let ${renderPolicy(this, this.roleArn)} read ` +
          "is not known here; make sure that the bucket's policy does not deny it, add this statement to the policy of " +
          'the key that encrypts the files, then set policyManagedElsewhere: true\n' +
          renderPolicy(this, { ...toKeySide(key ?? archive.bucket), Principal: { AWS: this.roleArn } }),
      ],
    });
  }
}

function checkProps({ roleName, maxSessionDuration, validUntil }: LogReaderRoleProps): void {
  checkName('roleName', 'role name', roleName);
  checkBounds([
    timeBound('maxSessionDuration', maxSessionDuration, {
      unit: 'seconds',
      least: 3600,
      most: 43_200,
      isNeeded: true,
    }),
  ]);
  if (validUntil !== undefined && Number.isNaN(validUntil.getTime())) {
    throw new Error("validUntil is not a date; write it as new Date('2027-01-31T00:00:00Z')");
  }
}

/**
 * In another account, the role would depend on the policies of bucket and key, and the owner of the role could not revoke
 * access alone.
 */
function checkAccount(scope: Construct, { bucket }: ILogArchive): void {
  const [here, there] = [Stack.of(scope).account, bucket.env.account];
  if (!isKnownDifference(here, there)) return;
  throw errorAt(
    scope,
    `archive: the bucket is in account '${there}', but the role would be in '${here}'; the role of a reader belongs to the ` +
      "account that owns the logs, so put it into a stack there and name the reader's account in 'reader'",
  );
}

function keyOf(archive: ILogArchive): IKey | undefined {
  return readingKeyOf(archive)?.key ?? archive.bucket.encryptionKey;
}

/** The statement that the policy of an imported key must contain; a key of this app delegates to the role's own policy. */
function toKeySide({ env }: Pick<IKey, 'env'>): PolicyStatementData {
  return toDecryptThroughS3Statement(`s3.${env.region}.${Aws.URL_SUFFIX}`);
}

/** IAM dates have a precision of seconds; fractions are truncated, so that nothing is read after the end. */
function ending(validUntil: Date | undefined): { readonly validUntil?: string } {
  return validUntil === undefined ? {} : { validUntil: validUntil.toISOString().replace(/\.\d+Z$/, 'Z') };
}
