import type { JsonObject } from '../../lib/core/json/json-value';
import { OWN, STRANGER, type Story, story } from './story';

const SERVICE = 'vpce-svc-0123456789abcdef0';

function permissions(AddAllowedPrincipals: JsonObject | readonly JsonObject[]): JsonObject {
  return {
    ModifyVpcEndpointServicePermissionsRequest: { ServiceId: SERVICE, AddAllowedPrincipals } as JsonObject,
  };
}

const principal = (content: string, tag = 1): JsonObject => ({ tag, content });

const prefixList = (Cidr: string): JsonObject => ({
  ModifyManagedPrefixListRequest: { PrefixListId: 'pl-1', AddEntry: { tag: 1, Cidr } },
});

const resolver = (ip: string): JsonObject => ({
  ...{ ruleType: 'FORWARD', domainName: 'example.com' },
  targetIps: [{ ip, port: 53 }],
});

const attached = (vpcOwnerId: string) => ({
  responseElements: {
    AcceptTransitGatewayVpcAttachmentResponse: { transitGatewayVpcAttachment: { vpcOwnerId } },
  },
});

/** Ways into a network beside security groups, and the same between own networks. */
export const NETWORK_OPENINGS: readonly Story[] = [
  story(
    'an endpoint service is for everyone',
    ['user', ['ec2 ModifyVpcEndpointServicePermissions', permissions(principal('*'))]],
    ['user', ['ec2 ModifyVpcEndpointServicePermissions', permissions(principal(`arn:aws:iam::${OWN}:root`))]],
  ),
  story(
    'an endpoint service is for a stranger, too',
    [
      'role',
      [
        'ec2 ModifyVpcEndpointServicePermissions',
        permissions([principal(`arn:aws:iam::${OWN}:root`), principal(`arn:aws:iam::${STRANGER}:root`, 2)]),
      ],
    ],
    [
      'stack',
      ['ec2 ModifyVpcEndpointServicePermissions', permissions([principal(`arn:aws:iam::${OWN}:root`)])],
    ],
  ),
  story(
    'an endpoint service does not ask',
    [
      'user',
      ['ec2 ModifyVpcEndpointServiceConfiguration', { ServiceId: SERVICE, AcceptanceRequired: false }],
    ],
    ['user', ['ec2 ModifyVpcEndpointServiceConfiguration', { ServiceId: SERVICE, AcceptanceRequired: true }]],
  ),
  story(
    'a connection of someone is accepted',
    ['user', ['ec2 AcceptVpcEndpointConnections', { ServiceId: SERVICE }]],
    ['pipeline', ['ec2 AcceptVpcEndpointConnections', { ServiceId: SERVICE }]],
  ),
  story(
    'a prefix list has the internet',
    ['federated', ['ec2 ModifyManagedPrefixList', prefixList('0.0.0.0/0')]],
    ['pipeline', ['ec2 ModifyManagedPrefixList', prefixList('10.20.0.0/16')]],
  ),
  story(
    'a prefix list has two halves of the internet',
    ['role', ['ec2 ModifyManagedPrefixList', prefixList('128.0.0.0/1')]],
    ['pipeline', ['ec2 ModifyManagedPrefixList', prefixList('203.0.113.0/24')]],
  ),
  story(
    'a prefix list has the address of someone',
    ['user', ['ec2 ModifyManagedPrefixList', prefixList('198.51.100.77/32')]],
    ['user', ['ec2 ModifyManagedPrefixList', prefixList('10.20.0.7/32')]],
  ),
  story(
    'a network of a stranger is attached',
    ['user', ['ec2 AcceptTransitGatewayVpcAttachment', undefined, attached(STRANGER)]],
    ['user', ['ec2 AcceptTransitGatewayVpcAttachment', undefined, attached(OWN)]],
  ),
  story(
    'a transit gateway is peered with one of a stranger',
    [
      'role',
      [
        'ec2 CreateTransitGatewayPeeringAttachment',
        { CreateTransitGatewayPeeringAttachmentRequest: { PeerAccountId: STRANGER } },
      ],
    ],
    [
      'role',
      [
        'ec2 CreateTransitGatewayPeeringAttachment',
        { CreateTransitGatewayPeeringAttachmentRequest: { PeerAccountId: OWN } },
      ],
    ],
  ),
  story(
    'a transit gateway accepts everyone',
    [
      'user',
      [
        'ec2 ModifyTransitGateway',
        { ModifyTransitGatewayRequest: { Options: { AutoAcceptSharedAttachments: 'enable' } } },
      ],
    ],
    [
      'user',
      ['ec2 ModifyTransitGateway', { ModifyTransitGatewayRequest: { Options: { DnsSupport: 'enable' } } }],
    ],
  ),
  story(
    'a stranger may attach a network interface',
    [
      'instance',
      [
        'ec2 CreateNetworkInterfacePermission',
        { CreateNetworkInterfacePermissionRequest: { NetworkInterfaceId: 'eni-1', AwsAccountId: STRANGER } },
      ],
    ],
    [
      'instance',
      [
        'ec2 CreateNetworkInterfacePermission',
        { CreateNetworkInterfacePermissionRequest: { NetworkInterfaceId: 'eni-1', AwsAccountId: OWN } },
      ],
    ],
  ),
  story(
    'names are asked of a public address',
    ['role', ['route53resolver CreateResolverRule', resolver('198.51.100.53')]],
    ['stack', ['route53resolver CreateResolverRule', resolver('10.0.0.2')]],
  ),
  story(
    'a network gets name servers of someone',
    [
      'user',
      [
        'ec2 CreateDhcpOptions',
        {
          dhcpConfigurationSet: {
            items: [{ key: 'domain-name-servers', valueSet: { items: [{ value: '198.51.100.53' }] } }],
          },
        },
      ],
    ],
    [
      'user',
      [
        'ec2 CreateDhcpOptions',
        {
          dhcpConfigurationSet: {
            items: [{ key: 'domain-name-servers', valueSet: { items: [{ value: 'AmazonProvidedDNS' }] } }],
          },
        },
      ],
    ],
  ),
  story(
    'a domain gets name servers of someone',
    [
      'user',
      [
        'route53domains UpdateDomainNameservers',
        { domainName: 'example.com', nameservers: [{ name: 'ns1.collect.example' }] },
      ],
    ],
    ['user', ['route53domains UpdateDomainContactPrivacy', { domainName: 'example.com' }]],
  ),
  story(
    'all traffic goes through one interface',
    ['user', ['ec2 ReplaceRoute', { destinationCidrBlock: '0.0.0.0/0', networkInterfaceId: 'eni-1' }]],
    ['pipeline', ['ec2 ReplaceRoute', { destinationCidrBlock: '0.0.0.0/0', networkInterfaceId: 'eni-1' }]],
  ),
  story(
    'a collection is open to the internet',
    ['user', ['aoss UpdateSecurityPolicy', { type: 'network', policy: '[{"AllowFromPublic": true}]' }]],
    ['user', ['aoss UpdateSecurityPolicy', { type: 'network', policy: '[{"AllowFromPublic": false}]' }]],
  ),
  story(
    'a service of a lattice takes everyone',
    ['federated', ['vpc-lattice UpdateService', { authType: 'NONE' }]],
    ['federated', ['vpc-lattice UpdateService', { authType: 'AWS_IAM' }]],
  ),
];
