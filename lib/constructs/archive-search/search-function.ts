import { Duration, type RemovalPolicy, type Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { DocumentLayer } from '../asset/document-layer';
import { HANDLER_RUNTIME } from '../asset/handler-runtime';
import { builtPath } from '../asset/package-root';
import { acknowledgeControls } from '../statement/acknowledge-controls';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import { toPolicyStatement } from '../statement/to-policy-statement';
import type { FunctionRuntimeOptions } from '../worker/function-options';
import { grantFunctionOptions, toFunctionProps } from '../worker/function-props';
import { createWorkerLogGroup } from '../worker/worker-log-group';

/** One step of a search. */
export interface SearchFunctionProps {
  readonly options: FunctionRuntimeOptions & { readonly removalPolicy?: RemovalPolicy };
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly description: string;
  /**
   * The services that it calls, in words.
   *
   * @default 'S3'
   */
  readonly services?: string;
  readonly memorySize: Size;
  readonly environment: Record<string, string>;
  readonly layer?: DocumentLayer;
  /** What it may do with the results. */
  readonly statements: readonly PolicyStatementData[];
}

/** A step of a search as a function, its role and its log group. */
export interface SearchFunction {
  readonly lambdaFunction: IFunction;
  readonly role: Role;
}

/** The longest that Lambda takes: a step that is given more at a time is not started again as often. */
const TIMEOUT = Duration.minutes(15);

/** A shipped handler as a function of the scope, which may write its log, and what the statements say. */
export function createSearchFunction(scope: Construct, props: SearchFunctionProps): SearchFunction {
  const { options, layer } = props;
  const logGroup = createWorkerLogGroup(scope, 'counts and object keys, no records', options);
  const role = new Role(scope, 'Role', {
    description: `Permissions of a function of trailwatch that ${props.description}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    permissionsBoundary: options.permissionsBoundary,
  });
  acknowledgeRole(role);
  logGroup.grantWrite(role);
  for (const statement of props.statements) role.addToPrincipalPolicy(toPolicyStatement(statement));
  grantFunctionOptions(role, options);
  const lambdaFunction = new LambdaFunction(scope, 'Function', {
    description: `A function of trailwatch that ${props.description}`,
    code: Code.fromAsset(builtPath(`lambda/${props.bundle}`)),
    handler: 'index.handler',
    runtime: HANDLER_RUNTIME,
    ...toFunctionProps(scope, options),
    role,
    ...(layer === undefined ? {} : { layers: [layer.version] }),
    environment: props.environment,
    memorySize: props.memorySize.toMebibytes(),
    timeout: TIMEOUT,
    logGroup,
  });
  acknowledgeControls(lambdaFunction, {
    ...(options.vpc === undefined
      ? {
          LambdaInsideVPC: `it calls ${props.services ?? 'S3'} only; a VPC would add endpoints and no protection`,
        }
      : {}),
    LambdaDLQ: 'Step Functions calls it, waits for the answer, and tries again',
    LambdaConcurrency: 'the state machine bounds it, without reserving what other functions may need',
  });
  return { lambdaFunction, role };
}

function acknowledgeRole(role: Role): void {
  acknowledgeWildcards(role, {
    's3:GetObject': 'searches and trails write new objects; a policy can name them by their folders only',
    's3:PutObject': 'each search writes to a folder of its own, whose name is not known before',
  });
  acknowledgeControls(role, {
    IAMNoInlinePolicy: 'the policy is for this role alone, names its resources, and is deleted with the role',
  });
}
