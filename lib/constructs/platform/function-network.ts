import { Aspects } from 'aws-cdk-lib';
import {
  CfnVPCEndpoint,
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { type Construct, DependencyGroup } from 'constructs';
import { warnOf } from '../preflight/report-finding';
import { acknowledgeWildcards } from '../statement/acknowledge';
import type { PlatformOptions } from './platform-defaults';

/** Grants the permissions that the platform options of a function require. */
export function grantPlatform(role: Role, { environmentEncryption, vpc }: PlatformOptions): void {
  environmentEncryption?.grantDecrypt(role);
  if (vpc !== undefined) grantNetworkInterfaces(role);
}

/**
 * The permissions to attach a function to a VPC; the CDK grants them only to roles that it creates.
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

/**
 * Lambda makes these calls itself, with the function's role and without a function in the context; the function's code needs
 * none of them. The function cannot be named: it depends on the policies of its role.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-best-practice
 */
function grantNetworkInterfaces(role: Role): void {
  const reason = 'Lambda creates the network interfaces of a function in a VPC, whose ids are not known';
  acknowledgeWildcards(role, Object.fromEntries(NETWORK_INTERFACE_ACTIONS.map((action) => [action, reason])));
  const network = { actions: [...NETWORK_INTERFACE_ACTIONS], resources: ['*'] };
  role.addToPrincipalPolicy(new PolicyStatement(network));
  role.addToPrincipalPolicy(
    new PolicyStatement({
      ...network,
      sid: 'DenyNetworkToTheCode',
      effect: Effect.DENY,
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
}

/**
 * The security groups of a function in a VPC: the given ones, or a new one. All AWS APIs use port 443; security groups do not
 * apply to the VPC resolver.
 */
export function securityGroupsOf(
  scope: Construct,
  { vpc, securityGroups }: PlatformOptions,
): ISecurityGroup[] | undefined {
  if (vpc === undefined || securityGroups !== undefined) return securityGroups;
  const group = new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'A function of trailwatch, which calls AWS services',
    allowAllOutbound: false,
  });
  group.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'APIs of AWS');
  return [group];
}

const ENDPOINTS = new WeakMap<IVpc, DependencyGroup>();

/**
 * The endpoints that the app creates in a VPC, including later ones, as a dependency. A function that CloudFormation invokes
 * during the deployment cannot reach any service before they exist, and CloudFormation would wait for its response until the
 * timeout.
 */
export function endpointsOf(vpc: IVpc): DependencyGroup {
  const known = ENDPOINTS.get(vpc);
  if (known !== undefined) return known;
  const group = new DependencyGroup();
  ENDPOINTS.set(vpc, group);
  return group;
}

/**
 * Warns of a function in subnets without internet access, in a VPC of the app without endpoints. The resources of an imported
 * VPC are not known. Evaluated after all constructs have been added: endpoints may be created later.
 */
export function warnWithoutEndpoints(scope: Construct, { vpc, vpcSubnets }: PlatformOptions): void {
  // Without a VPC the class is not loaded, which saves time.
  if (vpc === undefined || !(vpc instanceof Vpc)) return;
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  if (!vpc.selectSubnets(vpcSubnets).subnetIds.every((subnetId) => isolated.has(subnetId))) return;
  Aspects.of(scope).add({
    visit: (node) => {
      if (node !== scope || hasEndpoint(vpc)) return;
      warnOf(vpc, 'isolatedSubnets', 'functions are in isolated subnets of the VPC, which has no endpoints');
    },
  });
}

function hasEndpoint(vpc: Vpc): boolean {
  return vpc.node.root.node
    .findAll()
    .some((node) => node instanceof CfnVPCEndpoint && node.vpcId === vpc.vpcId);
}
