import { Aspects } from 'aws-cdk-lib';
import { CfnVPCEndpoint, type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type Construct, DependencyGroup } from 'constructs';
import { warnOf } from '../preflight/report-finding';
import type { PlatformOptions } from './platform-options';

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
      warnOf(vpc, 'isolatedSubnets', 'functions are in isolated subnets of the VPC, which has no endpoint');
    },
  });
}

function hasEndpoint(vpc: Vpc): boolean {
  return vpc.node.root.node
    .findAll()
    .some((node) => node instanceof CfnVPCEndpoint && node.vpcId === vpc.vpcId);
}
