import { CfnResource, type ITaggableV2, Resource, Stack, TagManager, TagType } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import {
  type TabledLogGroups,
  toTableKeyStatements,
  toTableRoleCondition,
  toTableRoleStatement,
} from '../../core/policy/lake/table-integration-statements';
import { isSamePlace } from '../preflight/check-name';
import { within } from '../preflight/construct-error';
import { refusalOf } from '../preflight/report-finding';
import { checkKeyRegion } from '../resource/own-key';
import { acknowledgeControls, acknowledgeWildcards } from '../statement/acknowledge';
import { checkTrustSize } from '../statement/check-document-size';
import { toPolicyStatement } from '../statement/policy-length';
import { requireStatements } from '../statement/required-statements';
import { warnOfPartition } from './unified-scope';

const TYPE = 'AWS::ObservabilityAdmin::S3TableIntegration';

/**
 * The integration of CloudWatch with S3 Tables, for which aws-cdk-lib 2.230 has no class.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-observabilityadmin-s3tableintegration.html
 */
class S3TableIntegration extends CfnResource implements ITaggableV2 {
  readonly cdkTagManager = new TagManager(TagType.STANDARD, TYPE);

  private readonly properties: S3TableIntegrationProperties;

  constructor(scope: Construct, id: string, properties: S3TableIntegrationProperties) {
    super(scope, id, { type: TYPE });
    this.properties = properties;
  }

  protected override get cfnProperties(): Record<string, unknown> {
    const tags = Object.entries(this.cdkTagManager.tagValues()).map(([Key, Value]) => ({ Key, Value }));
    return { ...this.properties, ...(tags.length === 0 ? {} : { Tags: tags }) };
  }
}

/** The CloudWatch data sources of CloudTrail events. The tables are called `aws_cloudtrail__management` and `…__data`. */
const LOG_SOURCES = ['management', 'data'].map((type) => ({ Name: 'aws_cloudtrail', Type: type }));

/** Properties of `UnifiedTables`. */
export interface UnifiedTablesProps {
  /**
   * The names of the log groups whose events are written to tables, in which `*` matches any text. Change the default if a
   * pattern of `UnifiedCentralization` gives them other names.
   *
   * @default - `aws/cloudtrail/*`, which is where CloudWatch puts CloudTrail's events
   */
  readonly logGroupNames?: string[];

  /**
   * The key that the tables are encrypted with. The statements that CloudWatch and S3 Tables need are added to the policy of a
   * key of this app. The policy of an imported key cannot be changed: synthesis fails with the statements to add, unless
   * `keyPolicyManagedElsewhere` is set.
   *
   * @default - a key of S3
   */
  readonly encryptionKey?: IKey;

  /**
   * Whether the key policy already contains the statements that CloudWatch and S3 Tables need.
   *
   * @default false
   */
  readonly keyPolicyManagedElsewhere?: boolean;
}

/**
 * CloudTrail events of one account and Region as Iceberg tables for queries with Amazon Athena and other engines: CloudWatch
 * also writes the events in its log groups to the table bucket `aws-cloudwatch`. Events from before are not written, and events
 * are removed when they are removed from their log group. An account has one such integration per Region.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/s3-tables-integration.html
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { UnifiedIngestion, UnifiedTables } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * new UnifiedIngestion(stack, 'Events');
 * new UnifiedTables(stack, 'Tables');
 */
export class UnifiedTables extends Resource {
  /** The ARN of the integration. */
  public readonly integrationArn: string;

  /** The role that CloudWatch Logs uses to write the tables. */
  public readonly role: IRole;

  constructor(scope: Construct, id: string, props: UnifiedTablesProps = {}) {
    super(scope, id);
    within(this, () => checkNames(props));
    checkKeyRegion(this, props.encryptionKey, 'tables');
    warnOfPartition(this);
    this.node.addValidation({ validate: () => this.findFirst() });
    const { partition, region, account } = Stack.of(this);
    const logGroupNames = props.logGroupNames ?? ['aws/cloudtrail/*'];
    const logGroups = { partition, region, account, logGroupNames };
    this.letUseKey(logGroups, props);
    const role = this.createRole(logGroups);
    this.role = role;
    const { policyDependable } = role.addToPrincipalPolicy(
      toPolicyStatement(toTableRoleStatement(logGroups)),
    );
    const { encryptionKey: key } = props;
    const integration = new S3TableIntegration(this, 'Resource', {
      RoleArn: role.roleArn,
      Encryption:
        key === undefined ? { SseAlgorithm: 'AES256' } : { SseAlgorithm: 'aws:kms', KmsKeyArn: key.keyArn },
      LogSources: LOG_SOURCES,
    });
    // the role has no permissions without its policy
    if (policyDependable !== undefined) integration.node.addDependency(policyDependable);
    this.integrationArn = integration.getAtt('Arn').toString();
  }

  private createRole(logGroups: TabledLogGroups): Role {
    const role = new Role(this, 'Role', {
      description: 'Lets CloudWatch Logs write events of CloudTrail to tables of S3',
      assumedBy: new ServicePrincipal('logs.amazonaws.com', { conditions: toTableRoleCondition(logGroups) }),
    });
    checkTrustSize(role, 'name fewer logGroupNames, or one with * for several');
    acknowledgeWildcards(role, {
      'logs:IntegrateWithS3Table': 'CloudWatch names the log groups of CloudTrail',
    });
    acknowledgeControls(role, {
      IAMNoInlinePolicy: 'the policy is for this role alone, and is created and deleted with it',
    });
    return role;
  }

  private letUseKey(logGroups: TabledLogGroups, props: UnifiedTablesProps): void {
    const { encryptionKey: key, keyPolicyManagedElsewhere: managedElsewhere = false } = props;
    if (key === undefined) return;
    const owner = {
      ...{ scope: this, noun: 'key', needer: 'CloudWatch', arn: key.keyArn, managedElsewhere },
      ...{ remedy: 'keyPolicyManagedElsewhere: true', add: key.addToResourcePolicy.bind(key) },
    };
    requireStatements(owner, toTableKeyStatements(logGroups));
  }

  /** The first one may stay. */
  private findFirst(): string[] {
    const alike = this.node.root.node
      .findAll()
      .filter((node) => node instanceof UnifiedTables)
      .find((node) => isSamePlace(Stack.of(node), Stack.of(this)));
    if (alike === undefined || alike === this) return [];
    const found = `'${alike.node.path}' and '${this.node.path}' are in one account and Region`;
    return [refusalOf('secondTables', found).message];
  }
}

function checkNames({ logGroupNames }: UnifiedTablesProps): void {
  if (logGroupNames?.length !== 0) return;
  throw new Error('logGroupNames is empty, so nothing would be written; name a log group, or leave it out');
}

/** The CloudFormation properties of the resource type. */
interface S3TableIntegrationProperties {
  readonly RoleArn: string;
  readonly Encryption: { readonly SseAlgorithm: 'AES256' | 'aws:kms'; readonly KmsKeyArn?: string };
  readonly LogSources: readonly { readonly Name: string; readonly Type: string }[];
}
