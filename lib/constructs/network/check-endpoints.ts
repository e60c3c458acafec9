import { Stack } from 'aws-cdk-lib';
import { CfnVPCEndpoint, type IRouteTable, type ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { MAX_ENDPOINT_POLICY_LENGTH } from '../../core/policy/endpoint-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { toLongest } from '../statement/policy-length';
import type { AuditEndpointProps } from './audit-endpoint-props';
import { AuditEndpointService, hasInterfaces } from './audit-endpoint-service';

/** Throws on options that conflict, or have no effect. */
export function checkChoices(props: AuditEndpointProps, services: readonly AuditEndpointService[]): void {
  const { securityGroups, clients, archives, buckets, tables } = props;
  if (services.length === 0)
    throw new Error('services is empty; name one, or leave it out for the usual ones');
  if (securityGroups !== undefined && clients !== undefined)
    throw new Error(
      'clients is given with securityGroups, which decide who connects; add rules to these instead',
    );
  if (clients?.length === 0 || securityGroups?.length === 0)
    throw new Error(
      `${clients === undefined ? 'securityGroups' : 'clients'} is empty, so nothing could connect; leave it out for the whole VPC`,
    );
  if (tables?.length === 0)
    throw new Error('tables is empty, so no table could be used; leave DynamoDB out of services instead');
  const needed: Readonly<Record<string, readonly [unknown, boolean]>> = {
    archives: [archives, services.includes(AuditEndpointService.S3)],
    buckets: [buckets, services.includes(AuditEndpointService.S3)],
    tables: [tables, services.includes(AuditEndpointService.DYNAMODB)],
    securityGroups: [securityGroups, services.some(hasInterfaces)],
    clients: [clients, services.some(hasInterfaces)],
  };
  const unused = Object.entries(needed).find(([, [value, isUsed]]) => value !== undefined && !isUsed)?.[0];
  if (unused === undefined) return;
  throw new Error(
    `${unused} is given, and services has no endpoint that it is for; add the service, or leave it out`,
  );
}

/** The subnets with routes to S3 and DynamoDB. Throws if a route table is not known: its routes would be missing. */
export function routedSubnetsOf({ vpc, subnets }: AuditEndpointProps): ISubnet[] {
  const selected = vpc.selectSubnets(subnets).subnets;
  const without = selected.find(({ routeTable }: { readonly routeTable: Partial<IRouteTable> }) => {
    return routeTable.routeTableId === undefined;
  });
  if (without === undefined) return selected;
  throw new Error(
    `the route table of subnet '${without.subnetId}' is not known, and S3 and DynamoDB need routes in it; ` +
      'give privateSubnetRouteTableIds where the VPC is imported, or leave S3 and DynamoDB out of services',
  );
}

/** Throws on a policy that AWS would reject. */
export function checkPolicyLength(
  scope: Construct,
  service: AuditEndpointService,
  Statement: readonly PolicyStatementData[],
): void {
  const { length } = JSON.stringify(toLongest(scope, { Version: '2012-10-17', Statement }));
  if (length <= MAX_ENDPOINT_POLICY_LENGTH) return;
  throw new Error(
    `the policy of the endpoint for ${service} may have ${length} characters, and AWS takes ${MAX_ENDPOINT_POLICY_LENGTH}; ` +
      'name fewer buckets, tables or accounts, or leave them out for all of the organization',
  );
}

/**
 * Fails the synthesis if the app creates a second endpoint for a service in the VPC: AWS rejects two with the same private DNS
 * name or the same route. Evaluated after all constructs have been added.
 */
export function refuseSecondEndpoints(scope: Construct): void {
  scope.node.addValidation({
    validate: () => {
      const all = scope.node.root.node.findAll().filter((node) => node instanceof CfnVPCEndpoint);
      return all
        .filter(({ node }) => node.scopes.includes(scope))
        .flatMap((own) => {
          const second = all.find((other) => other !== own && isSameService(own, other));
          return second === undefined ? [] : [secondEndpoint(second)];
        });
    },
  });
}

function isSameService(own: CfnVPCEndpoint, other: CfnVPCEndpoint): boolean {
  return own.vpcId === other.vpcId && takesNames(own) && takesNames(other) && nameOf(own) === nameOf(other);
}

/** An interface endpoint without private DNS does not conflict with others. */
function takesNames({ vpcEndpointType, privateDnsEnabled }: CfnVPCEndpoint): boolean {
  return vpcEndpointType !== 'Interface' || privateDnsEnabled === true;
}

function nameOf(endpoint: CfnVPCEndpoint): string {
  const { vpcEndpointType, serviceName } = endpoint;
  return JSON.stringify([vpcEndpointType, Stack.of(endpoint).resolve(serviceName)]);
}

function secondEndpoint({ node }: CfnVPCEndpoint): string {
  return (
    `the VPC gets a second endpoint for the same service at '${node.path}', and AWS refuses two with private DNS names or routes; ` +
    'create one AuditEndpoint for a VPC, or leave the service out of its services'
  );
}
