import type { Stack } from 'aws-cdk-lib';
import { type IVpc, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AuditEndpoint, type AuditEndpointProps, type AuditEndpointService } from '../../../lib/index';
import { newStack, type Resource, resourceOf } from '../synthesize';

const ISOLATED = { subnetType: SubnetType.PRIVATE_ISOLATED };

/** A VPC of the app whose subnets have no way to the internet. */
export function isolatedVpc(stack: Stack): Vpc {
  return new Vpc(stack, 'Vpc', {
    ...{ maxAzs: 2, natGateways: 0 },
    subnetConfiguration: [{ name: 'Audit', ...ISOLATED }],
  });
}

/** A VPC that the app does not create. */
export function importedVpc(stack: Stack, further: object = {}): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['a', 'b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
    ...further,
  });
}

/** A stack with an endpoint of the isolated VPC. */
export function withEndpoint(props: Partial<AuditEndpointProps> = {}, stack = newStack()) {
  const vpc = isolatedVpc(stack);
  return { stack, endpoint: new AuditEndpoint(stack, 'Endpoints', { vpc, ...props }) };
}

/** The properties of the endpoint for a service. */
export function endpointOf(stack: Stack, service: AuditEndpointService): Resource['Properties'] {
  return resourceOf(stack, 'AWS::EC2::VPCEndpoint', `Endpoints${service}`).Properties;
}

/** The statements of the policy of the endpoint for a service. */
export function statementsOf(stack: Stack, service: AuditEndpointService): Record<string, unknown>[] {
  return endpointOf(stack, service).PolicyDocument.Statement;
}
