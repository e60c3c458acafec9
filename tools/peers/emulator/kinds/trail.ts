import {
  type AdvancedEventSelector,
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
