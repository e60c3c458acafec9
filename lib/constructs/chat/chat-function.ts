import { ArnFormat, Duration, Size, Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeChatSettings } from '../../core/settings/chat-settings';
import type { MacKey } from '../alert/mac-key';
import { HANDLER_RUNTIME } from '../asset/handler-runtime';
import { builtPath } from '../asset/package-root';
import { grantPlatform } from '../platform/function-network';
import { withDefaults } from '../platform/platform-defaults';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import type { FunctionOptions } from '../worker/function-options';
import { toFunctionProps } from '../worker/function-props';
import { createWorkerLogGroup } from '../worker/worker-log-group';

/** What the function works with. */
export interface ChatFunctionProps {
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly options: FunctionOptions;
  /** The key that alerts of the topic are signed with, and those of other apps. */
  readonly macKey: MacKey;
  readonly originKeyArns: readonly string[];
}

/** The shipped handler as a function: its settings, its log, and what it may do. Lambda tries each message three times. */
export function createChatFunction(scope: Construct, props: ChatFunctionProps): IFunction {
  const options = withDefaults(scope, props.options);
  const { logRetention, storeEncryption } = options;
  const logGroup = createWorkerLogGroup(scope, 'no alerts', { logRetention, storeEncryption });
  const chat = new LambdaFunction(scope, 'Function', {
    description: 'Tells chat applications of alerts',
    code: Code.fromAsset(builtPath('lambda/notify-chat')),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    ...toFunctionProps(scope, options),
    role: createRole(scope, { ...props, options }, logGroup),
    environment: encodeChatSettings({
      topicArn: props.topic.topicArn,
      originKeyArns: [props.macKey.keyArn, ...props.originKeyArns],
    }),
    memorySize: (options.memorySize ?? Size.mebibytes(256)).toMebibytes(),
    timeout: Duration.seconds(30),
    deadLetterQueue: props.deadLetterQueue,
    logGroup,
  });
  acknowledgeControls(chat, {
    ...(options.vpc === undefined
      ? { LambdaInsideVPC: 'it talks to SNS and SQS only; a VPC would add endpoints and no protection' }
      : {}),
    LambdaConcurrency:
      'alerts are few, and reserving would take from what other functions of the account may need',
  });
  return chat;
}

/** What the function may do, and no more. Its dead letters CDK adds. */
function createRole(scope: Construct, props: ChatFunctionProps, logGroup: ILogGroup): IRole {
  const role = new Role(scope, 'Role', {
    description: 'Permissions of the function that sends trailwatch alerts to chat applications',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    permissionsBoundary: props.options.permissionsBoundary,
  });
  acknowledgeWildcards(role, {
    'kms:GenerateDataKey*':
      "what SNS asks of who publishes to an encrypted topic; all on one key, the topic's own",
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy:
      'the policy is made for this one role, names its resources, and is to go when the role goes',
  });
  logGroup.grantWrite(role);
  props.topic.grantPublish(role);
  grantChecks(role, props);
  grantPlatform(role, props.options);
  return role;
}

/** What it takes to tell messages of trailwatch and of CloudWatch from those of others. */
function grantChecks(role: Role, { macKey, originKeyArns }: ChatFunctionProps): void {
  macKey.grantVerify(role);
  if (originKeyArns.length > 0) {
    role.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['kms:VerifyMac'], resources: [...originKeyArns] }),
    );
  }
  const alarms = Stack.of(role).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  role.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [alarms] }),
  );
  acknowledgeWildcards(role, {
    'cloudwatch:DescribeAlarms':
      'any alarm may be set to notify the alert topic, and reading its state reveals no record',
  });
}
