import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, type FunctionProps, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Bound } from '../preflight/check-bounds';
import { errorAt } from '../preflight/construct-error';
import { acknowledgeWildcards } from '../statement/acknowledge-wildcards';
import type { FunctionRuntimeOptions } from './function-options';

/** The options as properties of the function. */
export function toFunctionProps(scope: Construct, options: FunctionRuntimeOptions): Partial<FunctionProps> {
  checkNetwork(scope, options);
  return {
    architecture: options.architecture ?? Architecture.ARM_64,
    environmentEncryption: options.environmentEncryption,
    codeSigningConfig: options.codeSigningConfig,
    tracing: options.tracing ?? Tracing.DISABLED,
    vpc: options.vpc,
    vpcSubnets: options.vpcSubnets,
    securityGroups: options.securityGroups,
  };
}

/** Less memory has too little CPU: calls of AWS time out. */
export function memoryBounds({ memorySize }: Pick<FunctionRuntimeOptions, 'memorySize'>): Bound {
  return { property: 'memorySize', value: memorySize?.toMebibytes(), least: 256, most: 10_240, unit: ' MiB' };
}

/** Grants what the options need. */
export function grantFunctionOptions(
  role: Role,
  { environmentEncryption, vpc }: FunctionRuntimeOptions,
): void {
  environmentEncryption?.grantDecrypt(role);
  if (vpc !== undefined) grantNetworkInterfaces(role);
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

/**
 * What Lambda needs to attach a function to a VPC; CDK grants it only to roles that it creates.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 */
const NETWORK_INTERFACE_ACTIONS: readonly string[] = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

function grantNetworkInterfaces(role: Role): void {
  const reason = 'Lambda creates the network interfaces of a function in a VPC, whose ids are not known';
  acknowledgeWildcards(role, Object.fromEntries(NETWORK_INTERFACE_ACTIONS.map((action) => [action, reason])));
  Grant.addToPrincipal({ grantee: role, actions: [...NETWORK_INTERFACE_ACTIONS], resourceArns: ['*'] });
}
