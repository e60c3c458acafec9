import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { RoleStatementData } from '../../core/policy/policy-statement-data';
import type { DocumentLayer } from '../asset/document-layer';
import { builtPath } from '../asset/package-root';
import { HANDLER_RUNTIME, ShippedCode } from '../asset/shipped-code';
import { endpointsOf, grantPlatform } from '../platform/function-network';
import { withDefaults } from '../platform/platform-defaults';
import { acknowledgeControls, acknowledgeInlinePolicy, acknowledgeWildcards } from '../statement/acknowledge';
import { addInParts } from '../statement/policy-length';
import { checkEnvironmentSize, type FunctionRuntimeOptions, toFunctionProps } from './function-options';
import { grantQueueKey } from './grant-store-key';
import { createWorkerLogGroup } from './worker-log-group';

/** A function without a queue: another service invokes it, and waits for its response. */
export interface JobFunctionProps {
  readonly options: FunctionRuntimeOptions & { readonly removalPolicy?: RemovalPolicy };
  /** The folder of its bundle. */
  readonly bundle: string;
  /** The task, following `a function of trailwatch that`. */
  readonly description: string;
  readonly memorySize: Size;
  readonly timeout: Duration;
  readonly environment: Record<string, string>;
  /** What makes the environment shorter. */
  readonly fewer?: string;
  readonly layer?: DocumentLayer;
  /** The permissions in addition to writing its log. */
  readonly statements: readonly RoleStatementData[];
  /** The reasons for wildcards in the resources of these statements. */
  readonly wildcards: Readonly<Record<string, string>>;
  /** The name of its role, if roles in other accounts trust it by name; otherwise CloudFormation generates it. */
  readonly roleName?: string;
  /** Describes the contents of its log. */
  readonly logContents: string;
  /** The services that it calls, in words. */
  readonly services: string;
  /** The queue for failed asynchronous invocations. */
  readonly deadLetterQueue?: IQueue;
  /** The reasons why it has no dead-letter queue, unless it has one, and no reserved concurrency. */
  readonly controls: { readonly LambdaDLQ?: string; readonly LambdaConcurrency: string };
}

/** The controls of a function that CloudFormation calls for a custom resource. */
export const CALLED_BY_STACK: JobFunctionProps['controls'] = {
  LambdaDLQ: 'CloudFormation calls it and waits for its answer',
  LambdaConcurrency: 'CloudFormation calls it once per deployment',
};

/** The function and its role. */
export interface JobFunction {
  readonly lambdaFunction: IFunction;
  readonly role: Role;
}

/** A shipped handler as a function in the scope, with permission to write its log, and the permissions of the statements. */
export function createJobFunction(scope: Construct, props: JobFunctionProps): JobFunction {
  const { layer, controls } = props;
  const options = withDefaults(scope, props.options);
  const logGroup = createWorkerLogGroup(scope, props.logContents, options);
  const role = new Role(scope, 'Role', {
    ...(props.roleName === undefined ? {} : { roleName: props.roleName }),
    description: `Permissions of a trailwatch function that ${props.description}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    permissionsBoundary: options.permissionsBoundary,
  });
  acknowledgeWildcards(role, { ...props.wildcards });
  acknowledgeInlinePolicy(role);
  logGroup.grantWrite(role);
  for (const statement of props.statements) addInParts(role, statement);
  // Lambda sends to the queue in the name of the role.
  grantQueueKey(role, props.deadLetterQueue ?? {});
  grantPlatform(role, options);
  const lambdaFunction = new LambdaFunction(scope, 'Function', {
    description: `A trailwatch function that ${props.description}`,
    code: new ShippedCode(builtPath(`lambda/${props.bundle}`)),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    ...toFunctionProps(scope, options),
    role,
    ...(layer === undefined ? {} : { layers: [layer.version] }),
    environment: props.environment,
    memorySize: props.memorySize.toMebibytes(),
    timeout: props.timeout,
    ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
    logGroup,
  });
  checkEnvironmentSize(
    lambdaFunction,
    props.fewer ?? 'shorten the names and lists in the properties of its construct',
  );
  if (options.vpc !== undefined) lambdaFunction.node.addDependency(endpointsOf(options.vpc));
  acknowledgeControls(lambdaFunction, {
    ...(options.vpc === undefined
      ? { LambdaInsideVPC: `it calls ${props.services} only; a VPC would add endpoints and no protection` }
      : {}),
    ...controls,
  });
  return { lambdaFunction, role };
}
