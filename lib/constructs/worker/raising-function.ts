import type { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { CLAIM_TABLE_ACTIONS } from '../../core/settings/claim-table';
import type { IAlertTopic } from '../alert/alert-topic';
import type { DocumentLayer } from '../asset/document-layer';
import { builtPath } from '../asset/package-root';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';

/** After how many receives a message of a queue is given up. Throttles count too, so fewer would give up on a busy day. */
export const MAX_RECEIVES = 5;

/** What a function that raises alerts works with, and how it differs from others of its kind. */
export interface RaisingFunctionProps {
  /** The folder of its bundle. */
  readonly job: string;
  readonly description: string;
  readonly roleDescription: string;
  /** Which services it talks to, in words. */
  readonly services: string;
  /** The document that it reads, where it needs one. */
  readonly layer?: DocumentLayer;
  readonly environment: Record<string, string>;
  readonly memoryMebibytes: number;
  readonly timeout: Duration;
  readonly tracing?: Tracing;
  readonly logGroup: ILogGroup;
  readonly queue: IQueue;
  readonly batchSize: number;
  /** How many batches are worked on at once; 2 at least. */
  readonly maxConcurrency: number;
  readonly table: ITable;
  readonly alertTopic: IAlertTopic;
  /** What it may do besides raising alerts. */
  readonly grant?: (role: Role) => void;
}

/** A shipped handler as a function that reads a queue and raises alerts: what it may do, and no more. */
export function createRaisingFunction(scope: Construct, props: RaisingFunctionProps): IFunction {
  const raising = new LambdaFunction(scope, 'Function', {
    description: props.description,
    code: Code.fromAsset(builtPath(`lambda/${props.job}`)),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_LATEST,
    architecture: Architecture.ARM_64,
    role: createRole(scope, props),
    ...(props.layer === undefined ? {} : { layers: [props.layer.version] }),
    environment: props.environment,
    memorySize: props.memoryMebibytes,
    timeout: props.timeout,
    tracing: props.tracing ?? Tracing.DISABLED,
    logGroup: props.logGroup,
  });
  acknowledgeControls(raising, {
    LambdaInsideVPC: `it talks to ${props.services} only; a VPC would add endpoints and no protection`,
    LambdaDLQ: 'a queue calls it, and that queue has a dead-letter queue with an alarm',
    LambdaConcurrency:
      'its event source bounds it, without reserving what other functions of the account may need',
  });
  raising.addEventSource(
    new SqsEventSource(props.queue, {
      batchSize: props.batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: props.maxConcurrency,
    }),
  );
  return raising;
}

/** The event source adds the reading of the queue. */
function createRole(scope: Construct, props: RaisingFunctionProps): Role {
  const role = new Role(scope, 'Role', {
    description: props.roleDescription,
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
  props.logGroup.grantWrite(role);
  props.grant?.(role);
  props.alertTopic.grantPublish(role);
  const { tableArn } = props.table;
  Grant.addToPrincipal({ grantee: role, actions: [...CLAIM_TABLE_ACTIONS], resourceArns: [tableArn] });
  Grant.addToPrincipal({
    grantee: role,
    actions: ['sqs:SendMessage'],
    resourceArns: [props.queue.queueArn],
  });
  return role;
}
