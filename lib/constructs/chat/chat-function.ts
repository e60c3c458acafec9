import { Duration, Size } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { encodeChatSettings } from '../../core/settings/chat-settings';
import { HANDLER_RUNTIME } from '../asset/handler-runtime';
import { builtPath } from '../asset/package-root';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { createWorkerLogGroup } from '../worker/worker-log-group';

/** What the function works with. */
export interface ChatFunctionProps {
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly logRetention?: RetentionDays;
}

/** The shipped handler as a function: its settings, its log, and what it may do. Lambda tries each message three times. */
export function createChatFunction(scope: Construct, props: ChatFunctionProps): IFunction {
  const logGroup = createWorkerLogGroup(scope, 'no alerts', props);
  const chat = new LambdaFunction(scope, 'Function', {
    description: 'Tells chat applications of alerts',
    code: Code.fromAsset(builtPath('lambda/notify-chat')),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    architecture: Architecture.ARM_64,
    role: createRole(scope, props, logGroup),
    environment: encodeChatSettings({ topicArn: props.topic.topicArn }),
    memorySize: Size.mebibytes(256).toMebibytes(),
    timeout: Duration.seconds(30),
    deadLetterQueue: props.deadLetterQueue,
    logGroup,
  });
  acknowledgeControls(chat, {
    LambdaInsideVPC: 'it talks to SNS and SQS only; a VPC would add endpoints and no protection',
    LambdaConcurrency:
      'alerts are few, and reserving would take from what other functions of the account may need',
  });
  return chat;
}

/** What the function may do, and no more. Its dead letters CDK adds. */
function createRole(scope: Construct, { topic }: ChatFunctionProps, logGroup: ILogGroup): IRole {
  const role = new Role(scope, 'Role', {
    description: 'Permissions of the function that sends trailwatch alerts to chat applications',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
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
  topic.grantPublish(role);
  return role;
}
