import { ArnFormat, Aws, type IResource, Stack } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { toLogGroupKeyStatement } from '../../core/policy/key-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toDecryptAnyLogStatement } from '../../core/policy/reader-statements';
import { toDeliveryTopicKeyStatements } from '../../core/policy/topic-statements';
import { onlyOrganization, type TrailIdentity } from '../identity/trail-identity';
import { checkName } from '../preflight/check-name';
import { grantStatement } from '../statement/grant-statement';

/**
 * A KMS key that certain trails encrypt their files with.
 * @stability stable
 */
export interface ITrailKey extends IResource, IKeyRef {
  /** The key itself. */
  readonly key: IKey;

  /** The trails that the key's policy trusts. */
  readonly trails: TrailIdentity[];

  /**
   * The identifier of the key for a resource of `consumer`'s stack: its ARN in the key's own account and Region, and its alias
   * ARN elsewhere, because only the alias is known before the key exists.
   */
  keyIdFor(consumer: IConstruct): string;

  /**
   * Grants permission to decrypt data that CloudTrail encrypted with this key: to a role, an account, or an organization
   * (`OrganizationPrincipal`), under the conditions of `LogArchive.grantRead`. Prefer that method, which is limited to the
   * archive's bucket and includes reading.
   */
  grantDecrypt(grantee: IGrantable): Grant;

  /** Allows the trails to publish to SNS topics that are encrypted with this key. */
  trustDeliveryTopics(): void;

  /**
   * Allows CloudWatch Logs to encrypt a single log group with this key, in the key's own account and Region. It is identified
   * by name, because a reference to the log group would be circular.
   */
  trustLogGroup(logGroupName: string): void;
}

/** The keys of an archive. */
interface KeysOfArchive {
  readonly encryptionKey?: ITrailKey;
  readonly formerKey?: ITrailKey;
}

/** The key without which some files of an archive cannot be read. */
export function readingKeyOf({ encryptionKey, formerKey }: KeysOfArchive): ITrailKey | undefined {
  return encryptionKey ?? formerKey;
}

/** The statements that the key policy must contain for topics that its trails publish to. */
export function toTopicStatements({ trails }: ITrailKey): readonly PolicyStatementData[] {
  return toDeliveryTopicKeyStatements(trails.map((trail) => trail._toCoordinates()));
}

/** The statements that the key policy must contain for a log group of its own account and Region. */
export function toLogGroupStatement(trailKey: ITrailKey, logGroupName: string): PolicyStatementData {
  checkName('logGroupName', 'log group name', logGroupName);
  const { account, region } = trailKey.key.env;
  const logGroupArn = Stack.of(trailKey).formatArn({
    service: 'logs',
    account,
    region,
    resource: 'log-group',
    resourceName: logGroupName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return toLogGroupKeyStatement({ logGroupArn, logsService: `logs.${region}.${Aws.URL_SUFFIX}` });
}

/** Grants permission to decrypt data that CloudTrail encrypted with the key. */
export function grantDecryptAnyLog({ key, trails }: ITrailKey, grantee: IGrantable): Grant {
  return grantStatement(toDecryptAnyLogStatement(key.keyArn), {
    grantee,
    resource: key,
    organizationId: onlyOrganization(trails),
    ownStatement: toDecryptAnyLogStatement('*'),
  });
}
