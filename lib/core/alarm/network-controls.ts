import type { Control, QuietCalls } from './control';

const EC2 = 'ec2.amazonaws.com';

const CHANGED_BY_PEOPLE: QuietCalls = { failures: false, serviceCalls: false };

/** EC2 reports a dry run as a failure, so it is left out with the failures. */
const LEFT_OUT =
  'Calls that failed, dry runs among them, and calls that an AWS service made on behalf of a principal, mostly CloudFormation.';

/** The controls on the network. */
export const NETWORK_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.10',
    ruleName: 'security-group-changed',
    cis: { v1_2: '3.10', v1_4: '4.10' },
    filter: {
      eventSource: EC2,
      asksForSource: 'never',
      eventNames: [
        'AuthorizeSecurityGroupIngress',
        'AuthorizeSecurityGroupEgress',
        'RevokeSecurityGroupIngress',
        'RevokeSecurityGroupEgress',
        'CreateSecurityGroup',
        'DeleteSecurityGroup',
      ],
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: ['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress'],
      },
      threshold: 1,
      leftOut: `Calls that open nothing: groups that are made, deleted or closed further. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.11',
    ruleName: 'network-acl-changed',
    cis: { v1_2: '3.11', v1_4: '4.11' },
    filter: {
      eventSource: EC2,
      asksForSource: 'never',
      eventNames: [
        'CreateNetworkAcl',
        'CreateNetworkAclEntry',
        'DeleteNetworkAcl',
        'DeleteNetworkAclEntry',
        'ReplaceNetworkAclEntry',
        'ReplaceNetworkAclAssociation',
      ],
    },
    quiet: { filter: CHANGED_BY_PEOPLE, threshold: 1, leftOut: LEFT_OUT },
  },
  {
    id: 'CloudWatch.12',
    ruleName: 'network-gateway-changed',
    cis: { v1_2: '3.12', v1_4: '4.12' },
    filter: {
      eventSource: EC2,
      asksForSource: 'never',
      eventNames: [
        'CreateCustomerGateway',
        'DeleteCustomerGateway',
        'AttachInternetGateway',
        'CreateInternetGateway',
        'DeleteInternetGateway',
        'DetachInternetGateway',
      ],
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: [
          'CreateCustomerGateway',
          'DeleteCustomerGateway',
          'AttachInternetGateway',
          'DetachInternetGateway',
        ],
      },
      threshold: 1,
      leftOut: `Internet gateways that are made or deleted unattached: nothing flows through them. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.13',
    ruleName: 'route-table-changed',
    cis: { v1_2: '3.13', v1_4: '4.13' },
    filter: {
      eventSource: EC2,
      asksForSource: 'sinceCis',
      eventNames: [
        'CreateRoute',
        'CreateRouteTable',
        'ReplaceRoute',
        'ReplaceRouteTableAssociation',
        'DeleteRouteTable',
        'DeleteRoute',
        'DisassociateRouteTable',
      ],
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: [
          'CreateRoute',
          'ReplaceRoute',
          'ReplaceRouteTableAssociation',
          'DeleteRoute',
          'DisassociateRouteTable',
        ],
      },
      threshold: 1,
      leftOut: `Tables that are made or deleted: a new one leads nowhere, and one in use cannot be deleted. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.14',
    ruleName: 'vpc-changed',
    cis: { v1_2: '3.14', v1_4: '4.14' },
    filter: {
      eventSource: EC2,
      asksForSource: 'never',
      eventNames: [
        'CreateVpc',
        'DeleteVpc',
        'ModifyVpcAttribute',
        'AcceptVpcPeeringConnection',
        'CreateVpcPeeringConnection',
        'DeleteVpcPeeringConnection',
        'RejectVpcPeeringConnection',
        'AttachClassicLinkVpc',
        'DetachClassicLinkVpc',
        'DisableVpcClassicLink',
        'EnableVpcClassicLink',
      ],
    },
    quiet: { filter: CHANGED_BY_PEOPLE, threshold: 1, leftOut: LEFT_OUT },
  },
];
