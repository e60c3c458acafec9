import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  type EncryptionConfiguration,
  type LoggingConfiguration,
} from '@aws-sdk/client-sfn';
import type { Properties, ResourceKind } from '../resource-kind';

/** `AWS::StepFunctions::StateMachine` */
export const stateMachine: ResourceKind = {
  avoidStack: 'it creates state machines without their logging',
  async read({ states }, { ref: stateMachineArn }) {
    const found = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return {
      StateMachineName: found.name,
      DefinitionString: found.definition,
      RoleArn: found.roleArn,
      LoggingConfiguration: toProperty(found.loggingConfiguration),
      EncryptionConfiguration: {
        Type: found.encryptionConfiguration?.type,
        KmsKeyId: found.encryptionConfiguration?.kmsKeyId,
        KmsDataKeyReusePeriodSeconds: found.encryptionConfiguration?.kmsDataKeyReusePeriodSeconds,
      },
      TracingConfiguration: { Enabled: found.tracingConfiguration?.enabled },
    };
  },
  async create({ states }, { properties, name: given }) {
    const { StateMachineName, DefinitionString, RoleArn, LoggingConfiguration: logging } = properties;
    const { EncryptionConfiguration: encryption } = properties;
    const name = String(StateMachineName ?? given);
    const { stateMachineArn = '' } = await states.send(
      new CreateStateMachineCommand({
        name,
        definition: String(DefinitionString),
        roleArn: String(RoleArn),
        loggingConfiguration: fromProperty(logging as LoggingProperty),
        ...(encryption === undefined
          ? {}
          : { encryptionConfiguration: fromEncryption(encryption as EncryptionProperty) }),
      }),
    );
    return { ref: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
  },
};

/** As a template has it. */
interface EncryptionProperty {
  readonly Type: EncryptionConfiguration['type'];
  readonly KmsKeyId: string;
  readonly KmsDataKeyReusePeriodSeconds: number;
}

function fromEncryption({
  Type: type,
  KmsKeyId: kmsKeyId,
  KmsDataKeyReusePeriodSeconds: kmsDataKeyReusePeriodSeconds,
}: EncryptionProperty): EncryptionConfiguration {
  return { type, kmsKeyId, kmsDataKeyReusePeriodSeconds };
}

/** As a template has it. */
interface LoggingProperty {
  readonly Level: LoggingConfiguration['level'];
  readonly IncludeExecutionData: boolean;
  readonly Destinations: readonly { readonly CloudWatchLogsLogGroup: { readonly LogGroupArn: string } }[];
}

function fromProperty({ Level, IncludeExecutionData, Destinations }: LoggingProperty): LoggingConfiguration {
  const destinations = Destinations.map(({ CloudWatchLogsLogGroup: { LogGroupArn } }) => ({
    cloudWatchLogsLogGroup: { logGroupArn: LogGroupArn },
  }));
  return { level: Level, includeExecutionData: IncludeExecutionData, destinations };
}

function toProperty(configuration: LoggingConfiguration | undefined): Properties {
  const { level, includeExecutionData, destinations = [] } = configuration ?? {};
  return {
    Level: level,
    IncludeExecutionData: includeExecutionData,
    Destinations: destinations.map(({ cloudWatchLogsLogGroup }) => ({
      CloudWatchLogsLogGroup: { LogGroupArn: cloudWatchLogsLogGroup?.logGroupArn },
    })),
  };
}
