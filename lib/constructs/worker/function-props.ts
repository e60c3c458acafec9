import { SizeRoundingBehavior } from 'aws-cdk-lib';
import { Architecture, type FunctionProps, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { securityGroupsOf } from '../platform/function-network';
import { warnWithoutEndpoints } from '../platform/vpc-endpoints';
import type { Bound } from '../preflight/check-bounds';
import { errorAt } from '../preflight/construct-error';
import type { FunctionRuntimeOptions } from './function-options';

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

/** Less memory has too little CPU: calls of AWS time out. */
export function memoryBounds({ memorySize }: Pick<FunctionRuntimeOptions, 'memorySize'>): Bound {
  const value = memorySize?.toMebibytes({ rounding: SizeRoundingBehavior.NONE });
  return { property: 'memorySize', value, least: 256, most: 10_240, unit: ' MiB' };
}

/** The CDK ignores some of these options where there is no VPC. */
function checkNetwork(scope: Construct, { vpc, vpcSubnets, securityGroups }: FunctionRuntimeOptions): void {
  if (vpc !== undefined) return;
  const [given] =
    Object.entries({ vpcSubnets, securityGroups }).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw errorAt(
    scope,
    `${given} is given without vpc, so the function would run in no VPC; give vpc as well, or leave it out`,
  );
}
