import { type ReadStatement, readStatements } from '../read-statement';

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
