import { type CfnResource, Stack } from 'aws-cdk-lib';
import { CfnConnection } from 'aws-cdk-lib/aws-events';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { fieldsOf } from '../preflight/template-properties';
import { isOfClass } from '../resource/describe-resource';
import { isSurePattern, SURE_CHARACTERS, toNamePattern } from '../resource/generated-name';
import { referencesIn } from '../statement/references';

/** The prefix of the names of the secrets that EventBridge creates for the credentials of connections. */
const CONNECTION_SECRET = 'events!connection/';

/** The secrets of all connections: no principal except EventBridge writes or reads them. */
export const CONNECTION_SECRETS = `${CONNECTION_SECRET}*`;

/** A secret that is required to deliver alerts to another system. */
export interface OutboundSecret {
  /** Its name, without the six characters at the end of its ARN; `*` stands for the parts that are known only at deployment. */
  readonly name: string;
  /** The secret, if it is part of the app. */
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

/** The secrets that a delivery stream uses. None is omitted: a secret whose name is known only at deployment is `*`. */
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

/**
 * The explicit name of a secret, or the one that CloudFormation generates from its logical id; `*` if it is known only at
 * deployment.
 */
function nameOf(secret: CfnSecret): string {
  const given: unknown = Stack.of(secret).resolve(secret.name);
  const pattern = given === undefined ? nameById(secret) : toNamePattern(given);
  return isSurePattern(pattern) ? pattern : '*';
}

/**
 * Names that CloudFormation generates contain the logical id.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
export function nameById(resource: CfnResource): string {
  const logicalId: string = Stack.of(resource).resolve(resource.logicalId);
  return `*${logicalId.slice(0, SURE_CHARACTERS)}*`;
}

/** The possible names in a secret's ARN: it is not always known whether the last six characters belong to the name. */
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
