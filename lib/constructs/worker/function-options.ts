import { type Size, SizeRoundingBehavior } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  type CfnFunction,
  type FunctionProps,
  type IFunction,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { securityGroupsOf, warnWithoutEndpoints } from '../platform/function-network';
import type { PlatformOptions } from '../platform/platform-defaults';
import type { Bound } from '../preflight/check-bounds';
import { errorAt } from '../preflight/construct-error';
import { checkDocumentSize } from '../statement/check-document-size';

/**
 * Options of the functions of every construct that has functions.
 * @stability stable
 */
export interface FunctionRuntimeOptions extends PlatformOptions {
  /**
   * The memory of the function, at least 256 MiB. CPU scales with memory.
   *
   * @default - 1024 MiB for `LogProcessor` and `IntegrityMonitor`, 512 MiB for `RealtimeAlerts`, `AlarmContext` and `DeliveryMonitor`, 256 MiB for
   * `ChatTopic`, `LakeImport`, `AuditTrail` and `OrganizationAdministration`, 1769 MiB, which is one processor, for the function of `ArchiveSearch` that searches
   */
  readonly memorySize?: Size;

  /**
   * The architecture of the function.
   *
   * @default Architecture.ARM_64
   */
  readonly architecture?: Architecture;

  /**
   * The permissions boundary of the function's role.
   *
   * @default - none, or the boundary that is set on the scope
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The retention of the function's log group.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;

  /**
   * X-Ray tracing of the function.
   *
   * @default Tracing.DISABLED
   */
  readonly tracing?: Tracing;
}

/**
 * Options of the function of every construct that has one, and of the alarms on it.
 * @stability stable
 */
export interface FunctionOptions extends FunctionRuntimeOptions {
  /**
   * The URL of the runbook folder that the alarms link to: a copy of `docs/runbooks`, for example.
   *
   * @default - the runbooks in the repository of trailwatch, at the tag of the release that they came with
   */
  readonly runbooks?: string;

  /**
   * Actions of the alarms on the function and its queues, in addition to the alert topic.
   *
   * @default - the alert topic alone
   */
  readonly alarmActions?: IAlarmAction[];
}

/** The options as properties of the function. */
export function toFunctionProps(scope: Construct, options: FunctionRuntimeOptions): Partial<FunctionProps> {
  checkNetwork(scope, options);
  warnWithoutEndpoints(scope, options);
  return {
    architecture: options.architecture ?? Architecture.ARM_64,
    environmentEncryption: options.environmentEncryption,
    codeSigningConfig: options.codeSigningConfig,
    tracing: options.tracing ?? Tracing.DISABLED,
    vpc: options.vpc,
    vpcSubnets: options.vpcSubnets,
    securityGroups: securityGroupsOf(scope, options),
  };
}

/** With less memory, there is too little CPU: AWS API calls time out. */
export function memoryBounds({ memorySize }: Pick<FunctionRuntimeOptions, 'memorySize'>): Bound {
  const value = memorySize?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  return { property: 'memorySize', value, least: 256, most: 10_240, unit: ' MiB' };
}

/** The CDK ignores some of these options without a VPC. */
function checkNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: FunctionRuntimeOptions): void {
  if (vpc !== undefined) return;
  const [given] =
    Object.entries({ vpcSubnets, securityGroups }).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw errorAt(
    scope,
    `${given} is given without vpc, so the function would not be in a VPC; give vpc as well, or leave it out`,
  );
}

/**
 * What Lambda allows of environment variables, as JSON with their names.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_ENVIRONMENT_BYTES = 4_096;

/** By so much the ARNs of topic and key and the URL of a queue are longer than the names by which references are measured. */
const ADDRESS_STARTS = 'arn:aws:sns:ap-southeast-1:111122223333:, kms:key, https://sqs.amazonaws.com';

/**
 * Fails the synthesis if the environment of a function exceeds the quota of Lambda: lists of trails, rules or accounts are in it.
 *
 * @param fewer what makes it shorter
 */
export function checkEnvironmentSize(lambdaFunction: IFunction, fewer: string): void {
  const resource = lambdaFunction.node.defaultChild as CfnFunction;
  checkDocumentSize({
    scope: lambdaFunction,
    document: () => [resource.environment ?? {}, ADDRESS_STARTS],
    mostBytes: MAX_ENVIRONMENT_BYTES,
    whose: 'the environment of the function',
    remedy: fewer,
  });
}
