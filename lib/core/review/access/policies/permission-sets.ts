import { resourceName } from '../../../estate/estate';
import { asJson, asList, asText } from '../condition-words';
import { type ReadStatement, readStatements } from '../read-statement';
import { inWords, type Requirement } from '../requirement';
import { accountOf, partitionIn } from '../template-values';
import type { Reading } from './resource-policies';

/** A permission set of IAM Identity Center in an account: AWS makes a role of it there. */
export interface PermissionSet {
  readonly name: string;
  readonly account: string;
  readonly arn: string;
  readonly needs: readonly Requirement[];
  readonly document: unknown;
  /** ARNs of managed policies. */
  readonly managed: readonly string[];
  /** Policies of the account itself, which have a name only. */
  readonly unread: readonly string[];
  readonly boundary: unknown;
}

/** Permission sets in each account that templates assign them to; of sets that none assigns, in each account of the templates. */
export function permissionSets({ find, resolved, values }: Reading): readonly PermissionSet[] {
  const assignments = find('AWS::SSO::Assignment').map(resolved);
  const holders = find(
    'AWS::IAM::Role',
    'AWS::CloudTrail::Trail',
    'AWS::S3::Bucket',
    'AWS::SSO::PermissionSet',
  );
  const accounts = [...new Set(holders.map(({ stack }) => accountOf(stack)))];
  return find('AWS::SSO::PermissionSet').flatMap((each) => {
    const properties = resolved(each);
    const { PermissionSetArn: arn } = values.physical(each.logicalId, each.stack)?.attributes ?? {};
    const own = values.resolve({ 'Fn::GetAtt': [each.logicalId, 'PermissionSetArn'] }, each.stack);
    const isOf = (assigned: unknown) => [arn, own].includes(asText(assigned));
    const assigned = assignments.filter(({ PermissionSetArn }) => isOf(PermissionSetArn));
    const targets = [...new Set(assigned.map(({ TargetId }) => asText(TargetId)))];
    const { InlinePolicy, ManagedPolicies, CustomerManagedPolicyReferences, PermissionsBoundary } =
      properties;
    const { ManagedPolicyArn, CustomerManagedPolicyReference } = asJson(PermissionsBoundary);
    const boundary = ManagedPolicyArn ?? asJson(CustomerManagedPolicyReference).Name;
    return (targets.length > 0 ? targets : accounts).map((account) => ({
      ...{ name: resourceName(each), account, document: InlinePolicy, boundary },
      arn: `arn:${partitionIn(each.stack)}:iam::${account}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${asText(properties.Name)}`,
      needs: targets.length > 0 ? [] : [inWords(`it is assigned in account ${account}`)],
      managed: asList(ManagedPolicies).map(asText),
      unread: asList(CustomerManagedPolicyReferences).map((policy) => asText(asJson(policy).Name)),
    }));
  });
}

/** Managed policies of AWS that roles often have: what they allow of the actions asked for here. */
const ALLOWED: Readonly<Record<string, string>> = {
  AdministratorAccess: '*',
  AmazonDynamoDBFullAccess: 'dynamodb:*',
  AmazonDynamoDBReadOnlyAccess: 'dynamodb:BatchGet* dynamodb:Get* dynamodb:Query dynamodb:Scan',
  AmazonEventBridgeFullAccess: 'events:*',
  AmazonS3FullAccess: 's3:*',
  AmazonS3ReadOnlyAccess: 's3:Get* s3:List* s3:Describe*',
  AmazonSNSFullAccess: 'sns:*',
  AmazonSQSFullAccess: 'sqs:*',
  AmazonSSMManagedInstanceCore: 'ssm:GetParameter ssmmessages:* ec2messages:*',
  AWSCloudTrail_ReadOnlyAccess:
    'cloudtrail:Get* cloudtrail:Describe* cloudtrail:List* cloudtrail:LookupEvents',
  AWSLambdaBasicExecutionRole: 'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents',
  AWSLambdaSQSQueueExecutionRole:
    'sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueAttributes logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents',
  AWSLambdaVPCAccessExecutionRole:
    'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents ec2:CreateNetworkInterface ec2:DeleteNetworkInterface',
  AWSXRayDaemonWriteAccess: 'xray:*',
  AmazonECSTaskExecutionRolePolicy: 'ecr:* logs:CreateLogStream logs:PutLogEvents',
  CloudWatchLogsFullAccess: 'logs:* cloudwatch:GenerateQuery',
  CloudWatchLogsReadOnlyAccess: 'logs:Describe* logs:Get* logs:List* logs:StartQuery logs:FilterLogEvents',
  IAMReadOnlyAccess: 'iam:Get* iam:List*',
  SecurityAudit:
    'cloudtrail:Get* cloudtrail:List* dynamodb:Describe* s3:GetBucket* sns:Get* sqs:GetQueueAttributes',
};

/** Policies that allow all but some services. */
const ALLOWED_BUT: Readonly<Record<string, string>> = {
  PowerUserAccess: 'iam:* organizations:* account:*',
};

/**
 * The statements of a policy that AWS manages; undefined when it is not written down here.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html (2026-11)
 */
export function managedStatements(arn: string): readonly ReadStatement[] | undefined {
  const [, name = ''] = /^arn:[a-z-]+:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(arn) ?? [];
  const [actions, but] = [ALLOWED, ALLOWED_BUT].map((table) =>
    Object.hasOwn(table, name) ? table[name] : undefined,
  );
  if (actions === undefined && but === undefined) return undefined;
  const element = actions === undefined ? { NotAction: but?.split(' ') } : { Action: actions.split(' ') };
  return readStatements({ Statement: { Effect: 'Allow', Resource: '*', ...element } }, name);
}
