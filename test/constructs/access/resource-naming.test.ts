import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnApiDestination, CfnConnection, CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnAlias } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, CfnLayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnOrganizationCentralizationRule,
  CfnOrganizationTelemetryRule,
  CfnTelemetryRule,
} from 'aws-cdk-lib/aws-observabilityadmin';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { namingOf } from '../../../lib/constructs/access/resource-naming';

type ResourceClass = new (scope: Stack, id: string, props: never) => CfnResource;

/** Properties by which the CDK creates any of the classes. */
const PROPS = new Proxy({}, { get: (_, name) => (String(name).endsWith('s') ? [] : 'given') }) as never;

const CLASSES: readonly (readonly [ResourceClass, string])[] = [
  [CfnBucket, 'buckets'],
  [CfnRole, 'roles'],
  [CfnManagedPolicy, 'managedPolicies'],
  [CfnLogGroup, 'logGroups'],
  [CfnSlackChannelConfiguration, 'chats'],
  [CfnMicrosoftTeamsChannelConfiguration, 'chats'],
  [CfnTelemetryRule, 'telemetryRules'],
  [CfnOrganizationTelemetryRule, 'telemetryRules'],
  [CfnOrganizationCentralizationRule, 'telemetryRules'],
  [CfnTopic, 'topics'],
  [CfnQueue, 'queues'],
  [CfnFunction, 'functions'],
  [CfnStateMachine, 'machines'],
  [CfnLayerVersion, 'layers'],
  [CfnTable, 'tables'],
  [CfnRule, 'eventRules'],
  [CfnEventBus, 'eventBuses'],
  [CfnApiDestination, 'sinks'],
  [CfnConnection, 'sinks'],
  [CfnDeliveryStream, 'streams'],
  [CfnSecret, 'secrets'],
  [CfnAlarm, 'alarms'],
  [CfnCompositeAlarm, 'alarms'],
  [CfnAlias, 'aliases'],
];

describe('how a resource is named', () => {
  test.each(CLASSES.map(([type, kind]) => [type.name, kind, type] as const))(
    'is known of %s, among the %s',
    (_name, kind, type) => {
      const resource = new type(new Stack(new App(), 'Stack'), 'Resource', PROPS);
      expect(namingOf(resource)?.kind).toBe(kind);
    },
  );

  test('is not known of a resource without a class, or of another type', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(namingOf(new CfnResource(stack, 'Plain', { type: 'AWS::S3::Bucket' }))).toBeUndefined();
    expect(namingOf(new CfnResource(stack, 'Other', { type: 'AWS::S3::AccessPoint' }))).toBeUndefined();
  });
});
