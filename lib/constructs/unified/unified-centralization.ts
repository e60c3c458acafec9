import { Names, Resource, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  CfnOrganizationCentralizationRule,
  type IOrganizationCentralizationRuleRef,
  type OrganizationCentralizationRuleReference,
} from 'aws-cdk-lib/aws-observabilityadmin';
import type { Construct } from 'constructs';
import { toLogGroupKeyStatement } from '../../core/policy/log-group-statements';
import { checkRegionHere } from '../identity/check-region';
import { checkName, keepNameUnique } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { isKnownDifference } from '../preflight/preflight-check';
import { noteOf } from '../preflight/report-finding';
import { requireStatements } from '../statement/required-statements';
import { checkRegionList, type UnifiedScope, warnOfPartition } from './unified-scope';

/**
 * The log groups of CloudTrail events. @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_LogGroupConfiguration.html
 */
const CLOUDTRAIL_LOG_GROUPS = "LogGroupName LIKE 'aws/cloudtrail/%'";

/**
 * Copies the events that `UnifiedIngestion` delivers to the accounts of an organization to the log groups of one account and
 * Region. Events from before the rule are not copied. The retention of the copies is that of their log groups, which the rule
 * does not set.
 *
 * The stack must be in the management account, or in the delegated administrator account of CloudWatch.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs_Centralization.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { UnifiedCentralization, UnifiedScope } from 'cdk-trailwatch';
 *
 * declare const management: Stack;
 * new UnifiedCentralization(management, 'Centralization', {
 *   source: UnifiedScope.organization('o-exampleorgid'),
 *   sourceRegions: ['eu-central-1', 'us-east-1'],
 *   destinationAccount: '444455556666',
 * });
 */
export class UnifiedCentralization extends Resource implements IOrganizationCentralizationRuleRef {
  /** The rule's name. */
  public readonly ruleName: string;

  /** The rule's ARN. */
  public readonly ruleArn: string;
  public readonly organizationCentralizationRuleRef: OrganizationCentralizationRuleReference;

  constructor(scope: Construct, id: string, props: UnifiedCentralizationProps) {
    super(scope, id);
    within(this, () => checkUnifiedCentralization(this, props));
    this.ruleName = props.ruleName ?? Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    keepNameUnique(this, { kind: 'centralization rule', name: this.ruleName, property: 'ruleName' });
    const destinationRegion = props.destinationRegion ?? Stack.of(this).region;
    this.letLogsUse(props.encryptionKey, destinationRegion, props);
    if (props.backup !== undefined) this.letLogsUse(props.backup.encryptionKey, props.backup.region, props);
    const rule = this.createRule(destinationRegion, props);
    this.ruleArn = rule.attrRuleArn;
    this.organizationCentralizationRuleRef = rule.organizationCentralizationRuleRef;
  }

  /** Log groups that are encrypted with a customer managed key are also copied: a rule that skips them raises no error. */
  private createRule(region: string, props: UnifiedCentralizationProps): CfnOrganizationCentralizationRule {
    const { encryptionKey, backup, logGroupNamePattern } = props;
    const rule = new CfnOrganizationCentralizationRule(this, 'Resource', {
      ruleName: this.ruleName,
      rule: {
        source: {
          regions: props.sourceRegions,
          scope: props.source._expression,
          sourceLogsConfiguration: {
            encryptedLogGroupStrategy: 'ALLOW',
            logGroupSelectionCriteria: CLOUDTRAIL_LOG_GROUPS,
          },
        },
        destination: {
          region,
          account: props.destinationAccount,
          destinationLogsConfiguration: {
            logsEncryptionConfiguration: toEncryption(encryptionKey),
            backupConfiguration: backup && {
              region: backup.region,
              kmsKeyArn: backup.encryptionKey?.keyArn,
            },
          },
        },
      },
    });
    if (logGroupNamePattern !== undefined) {
      // aws-cdk-lib 2.230 does not know the property
      const pattern = 'DestinationLogsConfiguration.LogGroupNameConfiguration.LogGroupNamePattern';
      rule.addPropertyOverride(`Rule.Destination.${pattern}`, logGroupNamePattern);
    }
    return rule;
  }

  private letLogsUse(key: IKey | undefined, region: string, props: UnifiedCentralizationProps): void {
    if (key === undefined) return;
    const { partition, urlSuffix } = Stack.of(this);
    const names = props.logGroupNamePattern === undefined ? 'aws/cloudtrail/*' : '*';
    const logGroups = `arn:${partition}:logs:${region}:${props.destinationAccount}:log-group:${names}`;
    const owner = {
      ...{ scope: this, noun: 'key', needer: 'CloudWatch Logs', arn: key.keyArn },
      ...{ remedy: 'keyPolicyManagedElsewhere: true', add: key.addToResourcePolicy.bind(key) },
      managedElsewhere: props.keyPolicyManagedElsewhere ?? false,
    };
    requireStatements(owner, [toLogGroupKeyStatement(`logs.${region}.${urlSuffix}`, logGroups)]);
  }
}

/**
 * For copies of log groups that are encrypted with a customer managed key. An existing unencrypted log group does not stop the
 * copy.
 */
function toEncryption(
  key: IKey | undefined,
): CfnOrganizationCentralizationRule.LogsEncryptionConfigurationProperty {
  if (key === undefined) return { encryptionStrategy: 'AWS_OWNED' };
  return {
    encryptionStrategy: 'CUSTOMER_MANAGED',
    kmsKeyArn: key.keyArn,
    encryptionConflictResolutionStrategy: 'ALLOW',
  };
}

/** Throws if CloudWatch would reject a centralization rule. */
function checkUnifiedCentralization(scope: Construct, props: UnifiedCentralizationProps): void {
  const { destinationAccount, destinationRegion = Stack.of(scope).region, backup } = props;
  checkName('ruleName', 'telemetry rule name', props.ruleName);
  checkName('destinationAccount', 'account id', destinationAccount);
  checkName('logGroupNamePattern', 'log group name pattern', props.logGroupNamePattern);
  checkRegionList(scope, 'sourceRegions', props.sourceRegions);
  checkRegionHere(scope, 'destinationRegion', destinationRegion);
  if (backup !== undefined) checkRegionHere(scope, 'backup.region', backup.region);
  if (backup?.region === destinationRegion) {
    throw new Error(`backup.region '${backup.region}' is destinationRegion; choose another Region`);
  }
  checkKeys(props, destinationRegion);
  warnOfPartition(scope);
  noteOf(scope, 'cloudWatchAccess', 'the rule copies the events of an organization');
}

function checkKeys(props: UnifiedCentralizationProps, destinationRegion: string): void {
  const { encryptionKey, backup } = props;
  checkKey('encryptionKey', encryptionKey, { ...props, region: destinationRegion });
  if (backup === undefined) return;
  checkKey('backup.encryptionKey', backup.encryptionKey, { ...props, region: backup.region });
  if ((encryptionKey === undefined) === (backup.encryptionKey === undefined)) return;
  const [without, other] =
    encryptionKey === undefined
      ? ['encryptionKey', 'backup.encryptionKey']
      : ['backup.encryptionKey', 'encryptionKey'];
  throw new Error(`${other} is set, but ${without} is not; set both, or neither`);
}

function checkKey(
  property: string,
  key: IKey | undefined,
  place: { readonly destinationAccount: string; readonly region: string },
): void {
  if (key === undefined) return;
  const { account, region } = key.env;
  if (!isKnownDifference(account, place.destinationAccount) && !isKnownDifference(region, place.region))
    return;
  throw new Error(
    `${property} is a key of account '${account}' and Region '${region}', and encrypts log groups of '${place.destinationAccount}' and ` +
      `'${place.region}'; use a key of theirs`,
  );
}

/**
 * The second copy of centralized events, in another Region of the destination account. Unlike the first copy, it is charged.
 */
export interface UnifiedBackup {
  /** Its Region. */
  readonly region: string;

  /**
   * The key for log groups of the backup whose sources are encrypted with a customer managed key. It must be in the destination
   * account and the backup Region.
   *
   * @default - none; needed where `encryptionKey` of the rule is set
   */
  readonly encryptionKey?: IKey;
}

/** Properties of `UnifiedCentralization`. */
export interface UnifiedCentralizationProps {
  /** The accounts whose events are copied. */
  readonly source: UnifiedScope;

  /** The Regions whose events are copied. */
  readonly sourceRegions: string[];

  /** The account of the organization that the events are copied to. */
  readonly destinationAccount: string;

  /**
   * The Region that the events are copied to.
   *
   * @default - the Region of the stack
   */
  readonly destinationRegion?: string;

  /**
   * A second copy.
   *
   * @default - none
   */
  readonly backup?: UnifiedBackup;

  /**
   * The key for log groups of the destination whose sources are encrypted with a customer managed key. It must be in the
   * destination account and Region. The statement that CloudWatch Logs needs is added to the policy of a key of this app. The
   * policy of an imported key cannot be changed: synthesis fails with the statement to add, unless `keyPolicyManagedElsewhere`
   * is set.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the policies of the keys already contain the statement that CloudWatch Logs needs.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;

  /**
   * The names of the destination log groups, with the placeholders `${source.logGroup}`, `${source.accountId}`,
   * `${source.region}`, `${source.org.id}`, `${source.org.ouId}`, `${source.org.rootId}` and `${source.org.path}`. 1 to 512
   * characters.
   *
   * @default - the names of the sources: the events of all accounts and Regions are in one log group
   */
  readonly logGroupNamePattern?: string;

  /**
   * The rule's name: 1 to 100 letters, digits and hyphens.
   *
   * @default - a name derived from the construct's path
   */
  readonly ruleName?: string;
}
