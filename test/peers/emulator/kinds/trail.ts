import {
  type AdvancedEventSelector,
  type CloudTrailClient,
  CreateTrailCommand,
  type EventSelector,
  GetEventSelectorsCommand,
  GetInsightSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  type InsightSelector,
  PutEventSelectorsCommand,
  PutInsightSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { followStack } from '../../../../lambda/organization-trail/follow-stack';
import type { Properties, ResourceKind } from '../resource-kind';
import type { Emulator } from '../start-emulator';

/** `AWS::CloudTrail::Trail` */
export const trail: ResourceKind = {
  async read({ cloudTrail }, { ref: TrailName, properties }) {
    const { Trail = {} } = await cloudTrail.send(new GetTrailCommand({ Name: TrailName }));
    const { IsLogging } = await cloudTrail.send(new GetTrailStatusCommand({ Name: TrailName }));
    const selectors = await cloudTrail.send(new GetEventSelectorsCommand({ TrailName }));
    const insights =
      properties.InsightSelectors === undefined
        ? undefined
        : await cloudTrail.send(new GetInsightSelectorsCommand({ TrailName }));
    return {
      ...Trail,
      TrailName: Trail.Name,
      EnableLogFileValidation: Trail.LogFileValidationEnabled,
      IncludeGlobalServiceEvents: Trail.IncludeGlobalServiceEvents,
      KMSKeyId: Trail.KmsKeyId,
      IsLogging,
      EventSelectors: selectors.EventSelectors,
      AdvancedEventSelectors: selectors.AdvancedEventSelectors,
      InsightSelectors: insights?.InsightSelectors,
    };
  },
  async create(aws, { properties, name }) {
    const Name = String(properties.TrailName ?? name);
    const { KMSKeyId, EnableLogFileValidation, ...rest } = properties;
    const settings = { ...rest, KmsKeyId: KMSKeyId, EnableLogFileValidation, Name } as Properties;
    const { TrailARN = '' } = await aws.cloudTrail.send(
      new CreateTrailCommand({ ...settings, Name, S3BucketName: String(properties.S3BucketName) }),
    );
    await putSelectors(aws, Name, properties);
    if (properties.IsLogging === true) await aws.cloudTrail.send(new StartLoggingCommand({ Name }));
    return { ref: Name, attributes: { Arn: TrailARN } };
  },
};

/** The custom resource, made by the steps of its own function. The emulator keeps a trail in the account that creates it. */
export const organizationTrail: ResourceKind = {
  read: (aws, made) => trail.read(aws, { ...made, ref: String(made.properties.TrailName) }),
  async create({ cloudTrail }, { properties, logicalId: LogicalResourceId }) {
    const [, account = ''] = /^arn:[^:]+:lambda:[^:]+:(\d{12}):/.exec(String(properties.ServiceToken)) ?? [];
    const TrailArn = String(properties.TrailArn);
    const emulated = TrailArn.replace(/\d{12}:trail/, `${account}:trail`);
    const send = (command: { readonly input: object }) => {
      Object.assign(command.input, replaceText(command.input, TrailArn, emulated));
      return cloudTrail.send(command as GetTrailCommand);
    };
    const event = { StackId: 'arn:aws:cloudformation:::stack/emulated/1', LogicalResourceId };
    const { reason, snsTopicArn = '' } = await followStack(
      { ...event, RequestType: 'Create', ResourceProperties: properties },
      { client: { send: send as CloudTrailClient['send'] }, wait: () => Promise.resolve() },
    );
    if (reason !== undefined) throw new Error(reason);
    return { ref: TrailArn, attributes: { Arn: TrailArn, SnsTopicArn: snsTopicArn } };
  },
};

function replaceText(input: object, from: string, to: string): object {
  return JSON.parse(JSON.stringify(input).replaceAll(from, to));
}

async function putSelectors({ cloudTrail }: Emulator, TrailName: string, properties: Properties) {
  const EventSelectors = properties.EventSelectors as EventSelector[] | undefined;
  const AdvancedEventSelectors = properties.AdvancedEventSelectors as AdvancedEventSelector[] | undefined;
  if (EventSelectors !== undefined || AdvancedEventSelectors !== undefined) {
    const selectors = { TrailName, EventSelectors, AdvancedEventSelectors };
    await cloudTrail.send(new PutEventSelectorsCommand(selectors));
  }
  const InsightSelectors = properties.InsightSelectors as InsightSelector[] | undefined;
  if (InsightSelectors === undefined) return;
  await cloudTrail.send(new PutInsightSelectorsCommand({ TrailName, InsightSelectors }));
}
