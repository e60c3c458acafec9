import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-events';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { fieldsOf } from '../preflight/template-properties';
import { isOfClass } from '../resource/describe-resource';
import { isSurePattern, SURE_CHARACTERS, toNamePattern } from '../resource/generated-name';
import { referencesIn } from '../statement/references';

/** Every connection keeps its credentials in a secret whose name begins so, which EventBridge creates. */
const CONNECTION_SECRET = 'events!connection/';

/** Secrets of all connections: nobody but EventBridge writes or reads one. */
export const CONNECTION_SECRETS = `${CONNECTION_SECRET}*`;

/** A secret on which the way of alerts to another system depends. */
export interface OutboundSecret {
  /** Its name, without the six characters that ARNs end with; `*` stands for what only the deployment knows. */
  readonly name: string;
  /** The secret, where an app has it. */
  readonly resource?: CfnSecret;
}

/**
 * The secret that EventBridge creates for a connection.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection.html
 */
export function secretOfConnection(resource: CfnResource): string | undefined {
  if (!isOfClass(resource, 'AWS::Events::Connection', () => CfnConnection)) return undefined;
  const given: unknown = Stack.of(resource).resolve(resource.name);
  const name = given === undefined ? nameById(resource) : `${toNamePattern(given)}/*`;
  return `${CONNECTION_SECRET}${name}`;
}

/** The secrets that a delivery stream sends with. None of them is left out: one whose name only the deployment knows is `*`. */
export function secretsOfStream(resource: CfnResource): readonly OutboundSecret[] {
  if (!isOfClass(resource, 'AWS::KinesisFirehose::DeliveryStream', () => CfnDeliveryStream)) return [];
  return destinationsOf(resource).flatMap((destination) => {
    const { secretArn } = fieldsOf(fieldsOf(destination).secretsManagerConfiguration);
    if (secretArn === undefined) return [];
    const own = referencesIn(resource, secretArn).flatMap(({ target }) =>
      isOfClass(target, 'AWS::SecretsManager::Secret', () => CfnSecret) ? target : [],
    );
    if (own.length > 0) return own.map((secret) => ({ name: nameOf(secret), resource: secret }));
    return namesIn(toNamePattern(Stack.of(resource).resolve(secretArn))).map((name) => ({ name }));
  });
}

/** The name that a secret was given, or what CloudFormation makes of its logical id; `*` where only the deployment knows it. */
function nameOf(secret: CfnSecret): string {
  const given: unknown = Stack.of(secret).resolve(secret.name);
  const pattern = given === undefined ? nameById(secret) : toNamePattern(given);
  return isSurePattern(pattern) ? pattern : '*';
}

/**
 * Names that CloudFormation generates have the logical id in them.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export function nameById(resource: CfnResource): string {
  const logicalId: string = Stack.of(resource).resolve(resource.logicalId);
  return `*${logicalId.slice(0, SURE_CHARACTERS)}*`;
}

/** The names that an ARN may have: whether its last six characters belong to the name is not known of every ARN. */
function namesIn(arn: string): readonly string[] {
  const [, name = ''] = /:secret:(.+)$/.exec(arn) ?? [];
  if (!isSurePattern(name) || name === '') return ['*'];
  const [, shorter] = /^(.+)-[A-Za-z0-9]{6}$/.exec(name) ?? [];
  return shorter === undefined ? [name] : [shorter, name];
}

function destinationsOf(stream: CfnDeliveryStream): readonly unknown[] {
  return [
    stream.splunkDestinationConfiguration,
    stream.httpEndpointDestinationConfiguration,
    stream.redshiftDestinationConfiguration,
    stream.snowflakeDestinationConfiguration,
  ];
}
