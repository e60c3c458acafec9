import { GatewayVpcEndpointAwsService, InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';

/**
 * A service that an `AuditEndpoint` creates an endpoint for. All are available as endpoints in every Region of every public
 * partition.
 */
export enum AuditEndpointService {
  /** Athena, for `ScheduledQuery`. */
  ATHENA = 'Athena',
  /** CloudFormation, for `DeliveryMonitor`, `LakeImport`, `OrganizationAdministration` and trails of a delegated administrator. */
  CLOUDFORMATION = 'CloudFormation',
  /** CloudTrail. */
  CLOUDTRAIL = 'CloudTrail',
  /** CloudWatch metrics and alarms, for `ChatTopic`, sinks and `DeliveryMonitor`. */
  CLOUDWATCH = 'CloudWatch',
  /** CloudWatch Logs. */
  CLOUDWATCH_LOGS = 'CloudWatchLogs',
  /** DynamoDB, by a gateway endpoint. */
  DYNAMODB = 'DynamoDB',
  /** EventBridge. */
  EVENTBRIDGE = 'EventBridge',
  /** Amazon Data Firehose, for `FirehoseSink`. */
  FIREHOSE = 'Firehose',
  /** AWS KMS. */
  KMS = 'KMS',
  /** Lambda, for `DeliveryMonitor`. */
  LAMBDA = 'Lambda',
  /** S3, by a gateway endpoint. */
  S3 = 'S3',
  /** Security Hub, for `SecurityHubSink`. */
  SECURITY_HUB = 'SecurityHub',
  /** SNS. */
  SNS = 'SNS',
  /** SQS. */
  SQS = 'SQS',
  /** Step Functions, for `Responder`. */
  STEP_FUNCTIONS = 'StepFunctions',
  /** Systems Manager, for `silences` of `LogProcessor`, `RealtimeAlerts` and `Trailwatch`. */
  SYSTEMS_MANAGER = 'SystemsManager',
}

/** The services that most functions call. */
export const USUAL_SERVICES: readonly AuditEndpointService[] = [
  AuditEndpointService.CLOUDTRAIL,
  AuditEndpointService.CLOUDWATCH_LOGS,
  AuditEndpointService.DYNAMODB,
  AuditEndpointService.EVENTBRIDGE,
  AuditEndpointService.KMS,
  AuditEndpointService.S3,
  AuditEndpointService.SNS,
  AuditEndpointService.SQS,
];

/** The endpoint type of a service: gateway endpoints, which are free, or interface endpoints. */
type ServiceEndpoint =
  | { readonly kind: 'gateway'; readonly service: GatewayVpcEndpointAwsService; readonly actions: string }
  | {
      readonly kind: 'interface';
      readonly service: InterfaceVpcEndpointAwsService;
      readonly actions: string;
    };

/** The endpoint services, and the IAM prefixes of the services. The CDK handles the names that differ in China. */
export const SERVICE_ENDPOINTS: Readonly<Record<AuditEndpointService, ServiceEndpoint>> = {
  [AuditEndpointService.ATHENA]: byInterface(InterfaceVpcEndpointAwsService.ATHENA, 'athena'),
  [AuditEndpointService.CLOUDFORMATION]: byInterface(
    InterfaceVpcEndpointAwsService.CLOUDFORMATION,
    'cloudformation',
  ),
  [AuditEndpointService.CLOUDTRAIL]: byInterface(InterfaceVpcEndpointAwsService.CLOUDTRAIL, 'cloudtrail'),
  [AuditEndpointService.CLOUDWATCH]: byInterface(
    InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
    'cloudwatch',
  ),
  [AuditEndpointService.CLOUDWATCH_LOGS]: byInterface(InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, 'logs'),
  [AuditEndpointService.DYNAMODB]: {
    kind: 'gateway',
    service: GatewayVpcEndpointAwsService.DYNAMODB,
    actions: 'dynamodb',
  },
  [AuditEndpointService.EVENTBRIDGE]: byInterface(InterfaceVpcEndpointAwsService.EVENTBRIDGE, 'events'),
  [AuditEndpointService.FIREHOSE]: byInterface(InterfaceVpcEndpointAwsService.KINESIS_FIREHOSE, 'firehose'),
  [AuditEndpointService.KMS]: byInterface(InterfaceVpcEndpointAwsService.KMS, 'kms'),
  [AuditEndpointService.LAMBDA]: byInterface(InterfaceVpcEndpointAwsService.LAMBDA, 'lambda'),
  [AuditEndpointService.S3]: { kind: 'gateway', service: GatewayVpcEndpointAwsService.S3, actions: 's3' },
  [AuditEndpointService.SECURITY_HUB]: byInterface(InterfaceVpcEndpointAwsService.SECURITYHUB, 'securityhub'),
  [AuditEndpointService.SNS]: byInterface(InterfaceVpcEndpointAwsService.SNS, 'sns'),
  [AuditEndpointService.SQS]: byInterface(InterfaceVpcEndpointAwsService.SQS, 'sqs'),
  [AuditEndpointService.STEP_FUNCTIONS]: byInterface(InterfaceVpcEndpointAwsService.STEP_FUNCTIONS, 'states'),
  [AuditEndpointService.SYSTEMS_MANAGER]: byInterface(InterfaceVpcEndpointAwsService.SSM, 'ssm'),
};

function byInterface(service: InterfaceVpcEndpointAwsService, actions: string): ServiceEndpoint {
  return { kind: 'interface', service, actions };
}

/** Whether the endpoint has network interfaces in the VPC, with security groups. */
export function hasInterfaces(service: AuditEndpointService): boolean {
  return SERVICE_ENDPOINTS[service].kind === 'interface';
}
