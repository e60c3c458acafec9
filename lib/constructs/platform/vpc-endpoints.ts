import { Aspects } from 'aws-cdk-lib';
import { CfnVPCEndpoint, type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type Construct, DependencyGroup } from 'constructs';
import { warnOf } from '../preflight/report-finding';
import type { PlatformOptions } from './platform-options';

const ENDPOINTS = new WeakMap<IVpc, DependencyGroup>();

/**
 * The endpoints that the app creates in a VPC, later ones included, to depend on. A function that CloudFormation calls during the
 * deployment reaches no service before they are there, and CloudFormation would wait for its answer until the time is out.
 */
export function endpointsOf(vpc: IVpc): DependencyGroup {
  const known = ENDPOINTS.get(vpc);
  if (known !== undefined) return known;
  const group = new DependencyGroup();
  ENDPOINTS.set(vpc, group);
  return group;
}

/**
 * Warns of a function in subnets without a way out, in a VPC of the app that gets no endpoint. What is in an imported VPC is not
 * known. Asked when the app is whole: endpoints may be created later.
 */
export function warnWithoutEndpoints(scope: Construct, { vpc, vpcSubnets }: PlatformOptions): void {
  // Without a VPC its class is not loaded, which takes time.
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
