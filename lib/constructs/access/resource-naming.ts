import type { CfnResource } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { CfnAlarm, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { CfnEventBus, CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnManagedPolicy, CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnAlias } from 'aws-cdk-lib/aws-kms';
import { CfnFunction, CfnLayerVersion } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import {
  CfnOrganizationCentralizationRule,
  CfnOrganizationTelemetryRule,
  CfnTelemetryRule,
} from 'aws-cdk-lib/aws-observabilityadmin';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { GuardedResources } from '../../core/policy/guardrail';

/** Where a stack is deployed, as ARNs have it. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** How a resource is named that was given a name, or that CloudFormation names. */
export interface Naming {
  readonly kind: keyof GuardedResources;
  readonly given: string | undefined;
  readonly toArn: (place: Place, name: string) => string;
}

/** The ARN of a resource that is named in one place. */
export function toArn(service: string, { partition, region, account }: Place, rest: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${rest}`;
}

/** How a resource is named; undefined if no guardrail keeps its type by a name. */
export function namingOf(resource: CfnResource): Naming | undefined {
  for (const find of NAMINGS) {
    const naming = find(resource);
    if (naming !== undefined) return naming;
  }
  return undefined;
}

type Find = (resource: CfnResource) => Naming | undefined;

/**
 * The ARNs are those of the service authorization reference.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const NAMINGS: readonly Find[] = [
  of(CfnBucket, ({ bucketName: given }) => ({
    ...{ kind: 'buckets', given },
    toArn: ({ partition }, name) => `arn:${partition}:s3:::${name}`,
  })),
  of(CfnRole, ({ roleName: given, path = '/' }) => ({
    ...{ kind: 'roles', given },
    toArn: (place, name) => toGlobalArn('iam', place, `role${path}${name}`),
  })),
  of(CfnManagedPolicy, ({ managedPolicyName: given, path = '/' }) => ({
    ...{ kind: 'managedPolicies', given },
    toArn: (place, name) => toGlobalArn('iam', place, `policy${path}${name}`),
  })),
  of(CfnLogGroup, ({ logGroupName: given }) => ({
    ...{ kind: 'logGroups', given },
    // with the streams of the group, which stand behind a colon
    toArn: (place, name) => toArn('logs', place, `log-group:${name.endsWith('*') ? name : `${name}*`}`),
  })),
  of(CfnSlackChannelConfiguration, ({ configurationName }) => chat(`slack-channel/${configurationName}`)),
  of(CfnMicrosoftTeamsChannelConfiguration, ({ configurationName }) =>
    chat(`microsoft-teams-channel/${configurationName}`),
  ),
  of(CfnTelemetryRule, ({ ruleName }) => telemetryRule(ruleName, 'telemetry-rule')),
  of(CfnOrganizationTelemetryRule, ({ ruleName }) => telemetryRule(ruleName, 'organization-telemetry-rule')),
  of(CfnOrganizationCentralizationRule, ({ ruleName }) =>
    telemetryRule(ruleName, 'organization-centralization-rule'),
  ),
  of(CfnTopic, ({ topicName }) => named('topics', topicName, 'sns')),
  of(CfnQueue, ({ queueName }) => named('queues', queueName, 'sqs')),
  of(CfnFunction, ({ functionName }) => named('functions', functionName, 'lambda', 'function:')),
  of(CfnStateMachine, ({ stateMachineName: given }) => ({
    ...{ kind: 'machines', given },
    // with its versions and aliases, which stand behind a colon
    toArn: (place, name) => toArn('states', place, `stateMachine:${name.endsWith('*') ? name : `${name}*`}`),
  })),
  of(CfnLayerVersion, ({ layerName }) => named('layers', layerName, 'lambda', 'layer:')),
  of(CfnTable, ({ tableName }) => named('tables', tableName, 'dynamodb', 'table/')),
  of(CfnRule, ({ name, eventBusName }) =>
    named('eventRules', name, 'events', isDefaultBus(eventBusName) ? 'rule/' : 'rule/*/'),
  ),
  of(CfnEventBus, ({ name }) => named('eventBuses', name, 'events', 'event-bus/')),
  of(CfnAlarm, ({ alarmName }) => named('alarms', alarmName, 'cloudwatch', 'alarm:')),
  of(CfnCompositeAlarm, ({ alarmName }) => named('alarms', alarmName, 'cloudwatch', 'alarm:')),
  of(CfnAlias, ({ aliasName }) => named('aliases', aliasName, 'kms')),
];

function of<T extends CfnResource>(
  type: new (...args: never[]) => T,
  toNaming: (resource: T) => Naming,
): Find {
  return (resource) => (resource instanceof type ? toNaming(resource) : undefined);
}

function named(
  kind: keyof GuardedResources,
  given: string | undefined,
  service: string,
  before = '',
): Naming {
  return { kind, given, toArn: (place, name) => toArn(service, place, `${before}${name}`) };
}

function telemetryRule(given: string, type: string): Naming {
  return named('telemetryRules', given, 'observabilityadmin', `${type}/`);
}

function chat(given: string): Naming {
  const toChatArn = (place: Place, name: string) =>
    toGlobalArn('chatbot', place, `chat-configuration/${name}`);
  return { kind: 'chats', given, toArn: toChatArn };
}

/** A rule on a custom bus has the bus in its ARN. */
function isDefaultBus(eventBusName: string | undefined): boolean {
  return eventBusName === undefined || eventBusName === 'default';
}

function toGlobalArn(service: string, { partition, account }: Place, rest: string): string {
  return `arn:${partition}:${service}::${account}:${rest}`;
}
