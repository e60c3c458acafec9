/**
 * The services that log network activity events of VPC endpoints. The list is open: others are allowed, with a
 * warning.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-network-events-with-cloudtrail.html (April 2026)
 */
const SERVICES: ReadonlySet<string> = new Set(
  (
    'aco-automation appconfig application-signals appmesh athena b2bi backup-gateway bcm-data-exports ' +
    'bcm-pricing-calculator bedrock-agentcore bedrock billing cassandra ce cloudcontrolapi cloudformation ' +
    'cloudhsm cloudoptimization cloudtrail codedeploy comprehend comprehendmedical config ds dynamodb ec2 ' +
    'ecs elasticfilesystem elasticloadbalancing events firehose frauddetector freetier fsx glue ' +
    'healthlake invoicing iot iotfleetwise iotsecuredtunneling kms lakeformation lambda license-manager ' +
    'lookoutequipment lookoutvision monitoring nova-act personalize qbusiness rds rekognition ' +
    'rolesanywhere s3 sagemaker scheduler secretsmanager servicediscovery sns sqs ssm-contacts ssm ' +
    'storagegateway swf textract transcribe transcribestreaming transform-agents transform-custom ' +
    'transform translate user-subscriptions verifiedpermissions voiceid workmail workmailmessageflow'
  ).split(' '),
);

const SOURCE = /^([a-z0-9-]+)\.amazonaws\.com$/;

/** Whether the text has the form of an event source. */
export function isEventSourceName(source: string): boolean {
  return SOURCE.test(source);
}

/** Whether the guide lists the event source, such as `s3.amazonaws.com`, as one with network activity events. */
export function isListedNetworkSource(source: string): boolean {
  return SERVICES.has(SOURCE.exec(source)?.[1] ?? '');
}
