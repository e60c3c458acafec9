import { Duration, Size } from 'aws-cdk-lib';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { CHAT_ENVIRONMENT } from '../../core/settings/sink-settings';
import { grantSenderChecks, originKeyArnsOf, type SenderCheckProps } from '../alert/sender-checks';
import { builtPath } from '../asset/package-root';
import { HANDLER_RUNTIME, ShippedCode } from '../asset/shipped-code';
import { grantPlatform } from '../platform/function-network';
import { withDefaults } from '../platform/platform-defaults';
import { acknowledgeControls, acknowledgeTopicKey } from '../statement/acknowledge';
import { type FunctionOptions, toFunctionProps } from '../worker/function-options';
import { grantQueueKey } from '../worker/grant-store-key';
import { createWorkerLogGroup } from '../worker/worker-log-group';

/** Properties of the function. */
export interface ChatFunctionProps {
  readonly topic: ITopic;
  readonly deadLetterQueue: IQueue;
  readonly options: FunctionOptions;
  /** The keys that senders are verified with. */
  readonly senders: SenderCheckProps;
}

/** The shipped handler as a function, with its settings, log group and permissions. Lambda tries each message three times. */
export function createChatFunction(scope: Construct, props: ChatFunctionProps): IFunction {
  const options = withDefaults(scope, props.options);
  const { logRetention, storeEncryption } = options;
  const logGroup = createWorkerLogGroup(scope, 'no alerts', { logRetention, storeEncryption });
  const chat = new LambdaFunction(scope, 'Function', {
    description: 'Sends alerts to chat applications',
    code: new ShippedCode(builtPath('lambda/notify-chat')),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    ...toFunctionProps(scope, options),
    role: createRole(scope, { ...props, options }, logGroup),
    environment: CHAT_ENVIRONMENT.encode({
      topicArn: props.topic.topicArn,
      originKeyArns: originKeyArnsOf(scope, props.senders).join(','),
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
      'alerts are few, and reserved concurrency would reduce what other functions of the account can use',
  });
  return chat;
}

/** The permissions of the function. The CDK adds those for its dead-letter queue, except for the key of the queue. */
function createRole(scope: Construct, props: ChatFunctionProps, logGroup: ILogGroup): IRole {
  const role = new Role(scope, 'Role', {
    description: 'Permissions of the function that sends trailwatch alerts to chat applications',
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    permissionsBoundary: props.options.permissionsBoundary,
  });
  acknowledgeTopicKey(role);
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone, names its resources, and is deleted with the role',
  });
  logGroup.grantWrite(role);
  props.topic.grantPublish(role);
  grantSenderChecks(role, props.senders);
  grantQueueKey(role, props.deadLetterQueue);
  grantPlatform(role, props.options);
  return role;
}
