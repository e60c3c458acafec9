import { Fn, Stack } from 'aws-cdk-lib';
import {
  CfnVPCEndpoint,
  Connections,
  GatewayVpcEndpoint,
  type IConnectable,
  InterfaceVpcEndpoint,
  type IRouteTable,
  type ISecurityGroup,
  type ISubnet,
  type IVpcEndpoint,
  Peer,
  Port,
  SecurityGroup,
  type VpcEndpoint,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import {
  type EndpointPerimeter,
  MAX_ENDPOINT_POLICY_LENGTH,
  toBucketStatements,
  toServiceStatement,
  toStackAnswerStatement,
} from '../../core/policy/endpoint-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import { onlyOrganization } from '../identity/trail-identity';
import { endpointsOf } from '../platform/function-network';
import { checkPlace } from '../platform/platform-defaults';
import { checkName } from '../preflight/check-name';
import { errorAt, within } from '../preflight/construct-error';
import { toLongest, toPolicyStatement } from '../statement/policy-length';
import type { AuditEndpointProps } from './audit-endpoint-props';
import {
  AuditEndpointService,
  hasInterfaces,
  SERVICE_ENDPOINTS,
  USUAL_SERVICES,
} from './audit-endpoint-service';

/**
 * VPC endpoints for the services that the trailwatch functions call, so that they work in subnets without internet access. The
 * endpoints allow only principals of the organization, or of given accounts, and only their resources. The policies apply to
 * all traffic of the VPC, not only to trailwatch functions.
 *
 * Create it in the stack of the functions: its policy references the archive, and functions in the VPC that CloudFormation
 * invokes are created after it.
 *
 * Interface endpoints are charged per hour and Availability Zone, and by data; gateway endpoints are free.
 *
 * @example
 * import { Stack } from 'aws-cdk-lib';
 * import { type SubnetSelection, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
 * import { AuditEndpoint, PlatformDefaults, Trailwatch } from 'cdk-trailwatch';
 *
 * declare const stack: Stack;
 * const vpc = new Vpc(stack, 'Vpc', {
 *   natGateways: 0,
 *   subnetConfiguration: [{ name: 'Audit', subnetType: SubnetType.PRIVATE_ISOLATED }],
 * });
 * const subnets: SubnetSelection = { subnetType: SubnetType.PRIVATE_ISOLATED };
 * PlatformDefaults.forScope(stack).apply({ vpc, vpcSubnets: subnets });
 * const trailwatch = new Trailwatch(stack, 'Trailwatch');
 * new AuditEndpoint(stack, 'Endpoints', { vpc, subnets, archives: [trailwatch.archive] });
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export class AuditEndpoint extends Construct implements IConnectable {
  /** Allows additional clients to connect to the interface endpoints on port 443. */
  public readonly connections: Connections;

  private readonly endpoints: ReadonlyMap<AuditEndpointService, IVpcEndpoint>;

  constructor(scope: Construct, id: string, props: AuditEndpointProps) {
    super(scope, id);
    const services = [...new Set(props.services ?? USUAL_SERVICES)];
    within(this, () => checkChoices(props, services));
    checkPlace(this, 'vpc', props.vpc);
    const securityGroups = services.some(hasInterfaces) ? this.securityGroupsOf(props) : [];
    this.connections = new Connections({ defaultPort: Port.tcp(443), securityGroups });
    this.endpoints = new Map(
      services.map((service) => [service, this.createEndpoint(service, props, securityGroups)]),
    );
    refuseSecondEndpoints(this);
    endpointsOf(props.vpc).add(this);
  }

  /**
   * Returns the endpoint of a service, for example for a bucket policy with `aws:SourceVpce`. Throws if the service has none.
   */
  public endpointOf(service: AuditEndpointService): IVpcEndpoint {
    const endpoint = this.endpoints.get(service);
    if (endpoint !== undefined) return endpoint;
    throw errorAt(this, `the endpoint for ${service} does not exist; add it to services`);
  }

  private securityGroupsOf({ vpc, securityGroups, clients }: AuditEndpointProps): ISecurityGroup[] {
    if (securityGroups !== undefined) return securityGroups;
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Endpoints of trailwatch for AWS services',
      allowAllOutbound: false,
    });
    const peers = clients ?? [Peer.ipv4(vpc.vpcCidrBlock)];
    for (const peer of peers) group.addIngressRule(peer, Port.tcp(443), 'Requests to AWS services');
    return [group];
  }

  private createEndpoint(
    id: AuditEndpointService,
    props: AuditEndpointProps,
    securityGroups: ISecurityGroup[],
  ): VpcEndpoint {
    const { vpc, subnets, privateDns = true } = props;
    const known = SERVICE_ENDPOINTS[id];
    const statements = within(this, () => toEndpointPolicy(this, id, props));
    within(this, () => checkPolicyLength(this, id, statements));
    const endpoint =
      known.kind === 'interface'
        ? new InterfaceVpcEndpoint(this, id, {
            ...{ vpc, subnets, securityGroups, privateDnsEnabled: privateDns, open: false },
            service: known.service,
          })
        : new GatewayVpcEndpoint(this, id, {
            ...{ vpc, service: known.service },
            subnets: [{ subnets: within(this, () => routedSubnetsOf(props)) }],
          });
    for (const statement of statements) endpoint.addToPolicy(toPolicyStatement(statement));
    return endpoint;
  }
}

function toEndpointPolicy(
  scope: Construct,
  service: AuditEndpointService,
  props: AuditEndpointProps,
): readonly PolicyStatementData[] {
  const perimeter = perimeterOf(scope, props);
  const { actions } = SERVICE_ENDPOINTS[service];
  if (service === AuditEndpointService.S3) return toS3Policy(scope, props, perimeter);
  if (service !== AuditEndpointService.DYNAMODB) return [toServiceStatement(actions, perimeter)];
  const tables = props.tables?.flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]);
  return [toServiceStatement(actions, perimeter, tables)];
}

function toS3Policy(
  scope: Construct,
  { archives, buckets }: AuditEndpointProps,
  perimeter: EndpointPerimeter,
): readonly PolicyStatementData[] {
  const { partition, region } = Stack.of(scope);
  const read = archives?.map(({ bucket }) => bucket.bucketArn) ?? [];
  const written = buckets?.map(({ bucketArn }) => bucketArn) ?? [];
  const isBound = archives !== undefined || buckets !== undefined;
  return [
    ...(isBound ? toBucketStatements({ read, written }, perimeter) : [toServiceStatement('s3', perimeter)]),
    toStackAnswerStatement(partition, Fn.join('', Fn.split('-', region))),
  ];
}

/** The accounts or organization whose principals and resources the policies allow; throws on invalid ids. */
function perimeterOf(
  scope: Construct,
  { organizationId, accounts, archives = [] }: AuditEndpointProps,
): EndpointPerimeter {
  checkName('organizationId', 'organization id', organizationId);
  for (const account of accounts ?? []) checkName('accounts', 'account id', account);
  if (accounts !== undefined) {
    if (organizationId === undefined && accounts.length > 0) return { accounts };
    throw new Error(
      organizationId === undefined
        ? 'accounts is empty, so all requests would be denied; name an account or leave it out'
        : 'organizationId and accounts are both given; give organizationId, or give accounts to allow only some of its accounts',
    );
  }
  const own = organizationId ?? onlyOrganization(archives.flatMap(({ trails }) => trails));
  return { ...(own === undefined ? {} : { organizationId: own }), accounts: [Stack.of(scope).account] };
}

/** Throws on options that conflict, or have no effect. */
function checkChoices(props: AuditEndpointProps, services: readonly AuditEndpointService[]): void {
  const { securityGroups, clients, archives, buckets, tables } = props;
  if (services.length === 0)
    throw new Error('services is empty; name one, or leave it out for the default ones');
  if (securityGroups !== undefined && clients !== undefined)
    throw new Error(
      'clients and securityGroups are both given, but the security groups control who can connect; add rules to them instead',
    );
  if (clients?.length === 0 || securityGroups?.length === 0)
    throw new Error(
      `${clients === undefined ? 'securityGroups' : 'clients'} is empty, so nothing could connect; leave it out for the whole VPC`,
    );
  if (tables?.length === 0)
    throw new Error('tables is empty, so no table could be accessed; leave DynamoDB out of services instead');
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
    `${unused} is given, but services does not include its endpoint; add the service, or leave it out`,
  );
}

/** The subnets with routes to S3 and DynamoDB. Throws if a route table is not known: its routes would be missing. */
function routedSubnetsOf({ vpc, subnets }: AuditEndpointProps): ISubnet[] {
  const selected = vpc.selectSubnets(subnets).subnets;
  const without = selected.find(({ routeTable }: { readonly routeTable: Partial<IRouteTable> }) => {
    return routeTable.routeTableId === undefined;
  });
  if (without === undefined) return selected;
  throw new Error(
    `the route table of subnet '${without.subnetId}' is not known, and S3 and DynamoDB need routes in it; ` +
      'set privateSubnetRouteTableIds when importing the VPC, or leave S3 and DynamoDB out of services',
  );
}

/** Throws on a policy that AWS would reject. */
function checkPolicyLength(
  scope: Construct,
  service: AuditEndpointService,
  Statement: readonly PolicyStatementData[],
): void {
  const { length } = JSON.stringify(toLongest(scope, { Version: '2012-10-17', Statement }));
  if (length <= MAX_ENDPOINT_POLICY_LENGTH) return;
  throw new Error(
    `the policy of the endpoint for ${service} may have ${length} characters, but AWS allows at most ${MAX_ENDPOINT_POLICY_LENGTH}; ` +
      'name fewer buckets, tables or accounts, or leave them out to allow all of the organization',
  );
}

/**
 * Fails the synthesis if the app creates a second endpoint for a service in the VPC: AWS rejects two with the same private DNS
 * name or the same route. Evaluated after all constructs have been added.
 */
function refuseSecondEndpoints(scope: Construct): void {
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
    `'${node.path}' is a second endpoint for the same service in the VPC, but AWS rejects two with private DNS names or routes; ` +
    'create one AuditEndpoint per VPC, or leave the service out of its services'
  );
}
