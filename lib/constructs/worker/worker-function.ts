import type { Duration, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction, RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DocumentLayer } from '../asset/document-layer';
import { builtPath } from '../asset/package-root';
import { HANDLER_RUNTIME, ShippedCode } from '../asset/shipped-code';
import { grantPlatform } from '../platform/function-network';
import { acknowledgeControls, acknowledgeInlinePolicy } from '../statement/acknowledge';
import { checkEnvironmentSize, toFunctionProps } from './function-options';
import { grantRaising, type RaisingResources } from './grant-raising';
import type { WorkerOptions } from './worker-options';

/** Properties of a shipped handler. */
export interface WorkerJob {
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly description: string;
  readonly roleDescription: string;
  /** The services that it calls, in words. */
  readonly services: string;
  /** Describes the contents of its log. */
  readonly logContents: string;
  readonly memorySize: Size;
  readonly batchSize: number;
  /** The maximum number of batches that are processed concurrently; at least 2. */
  readonly maxConcurrency: number;
  /** What makes its environment shorter, if it has lists. */
  readonly fewer?: string;
  /** Grants the permissions in addition to raising alerts. */
  readonly grant?: (role: Role) => void;
}

/** The resources that the function of a worker uses. */
export interface WorkerFunctionProps extends RaisingResources {
  readonly job: WorkerJob;
  readonly options: WorkerOptions;
  readonly timeout: Duration;
  /** The documents that it reads. */
  readonly layers: readonly DocumentLayer[];
  readonly environment: Record<string, string>;
  readonly logGroup: ILogGroup;
  readonly roleName?: string;
}

/**
 * A worker sends messages to the queue that it reads: the continuation of a file, the report of a storm, the evaluation of a
 * correlation, the rest of a folder, the next search of an alarm. By default, Lambda stops a function after about 16 such
 * rounds and moves the message to the dead-letter queue. The rounds of each message are bounded: each makes progress, or it
 * fails; a delayed report is sent within a thirtieth of its window.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const OWN_QUEUE_LOOP = RecursiveLoop.ALLOW;

/** Where each trail delivers is in the environments of the functions that read its files. */
const FEWER_TRAILS =
  "shorten keyPrefix of the archive, use one organization trail for many accounts, or divide the archive's trails among two";

/** A shipped handler as a function that reads a queue and raises alerts, with only the required permissions. */
export function createWorkerFunction(scope: Construct, props: WorkerFunctionProps): IFunction {
  const { job, options } = props;
  const worker = new LambdaFunction(scope, 'Function', {
    description: job.description,
    code: new ShippedCode(builtPath(`lambda/${job.bundle}`)),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    ...toFunctionProps(scope, options),
    role: createRole(scope, props),
    ...(props.layers.length === 0 ? {} : { layers: props.layers.map(({ version }) => version) }),
    environment: props.environment,
    memorySize: (options.memorySize ?? job.memorySize).toMebibytes(),
    timeout: props.timeout,
    recursiveLoop: OWN_QUEUE_LOOP,
    logGroup: props.logGroup,
  });
  checkEnvironmentSize(worker, job.fewer ?? FEWER_TRAILS);
  acknowledgeControls(worker, {
    ...(options.vpc === undefined
      ? { LambdaInsideVPC: `it calls ${job.services} only; a VPC would add endpoints and no protection` }
      : {}),
    LambdaDLQ: 'a queue calls it, and that queue has a dead-letter queue with an alarm',
    LambdaConcurrency:
      'its event source limits it, without reserving concurrency that other functions of the account may need',
  });
  worker.addEventSource(
    new SqsEventSource(props.queue, {
      batchSize: job.batchSize,
      reportBatchItemFailures: true,
      maxConcurrency: job.maxConcurrency,
    }),
  );
  return worker;
}

/** The event source adds the permission to read the queue. */
function createRole(scope: Construct, props: WorkerFunctionProps): Role {
  const { job, options } = props;
  const role = new Role(scope, 'Role', {
    roleName: props.roleName,
    description: job.roleDescription,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    permissionsBoundary: options.permissionsBoundary,
  });
  acknowledgeInlinePolicy(role);
  props.logGroup.grantWrite(role);
  job.grant?.(role);
  grantRaising(role, props);
  grantPlatform(role, options);
  return role;
}
