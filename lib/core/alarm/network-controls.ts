import type { Control, QuietCalls } from './control';

const EC2 = 'ec2.amazonaws.com';

const CHANGED_BY_PEOPLE: QuietCalls = { failures: false, serviceCalls: false };

/** EC2 reports a dry run as a failure, so it is left out with the failures. */
const LEFT_OUT =
  'Calls that failed, dry runs among them, and calls that an AWS service made for somebody, CloudFormation above all.';

/** The controls on the network. */
export const NETWORK_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.10',
    name: 'security-group-changed',
    title: 'Security groups were changed',
    severity: 'medium',
    tags: ['attack.t1562.007'],
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
    meaning:
      'What may reach an instance, or what it may reach, was changed. A port open to the world is found by scanners within minutes.',
    firstSteps: [
      'Read the rule in the record: 0.0.0.0/0 or ::/0, and on which port?',
      'If it is open and was not planned: revoke it (aws ec2 revoke-security-group-ingress) before asking further.',
      'Which instances and load balancers use the group? Look at their flow logs since the change.',
    ],
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
    name: 'network-acl-changed',
    title: 'Network ACLs were changed',
    severity: 'medium',
    tags: ['attack.t1562.007'],
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
    meaning: 'What may pass in and out of whole subnets was changed. Few people ever touch network ACLs.',
    firstSteps: [
      'Read the entry in the record: which subnet, which ports, allow or deny?',
      'If it was not planned: set the former entry again; the record of its last change has it.',
      'Read what else the identity changed in the network: security groups, routes, gateways.',
    ],
    quiet: { filter: CHANGED_BY_PEOPLE, threshold: 1, leftOut: LEFT_OUT },
  },
  {
    id: 'CloudWatch.12',
    name: 'network-gateway-changed',
    title: 'Network gateways were changed',
    severity: 'medium',
    tags: ['attack.t1562.007'],
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
    meaning:
      'A way between a VPC and the outside was made or taken away: to the internet, or to somebody’s own network.',
    firstSteps: [
      'Which VPC, and is it one that must not reach the internet?',
      'If so: detach the gateway (aws ec2 detach-internet-gateway), then look at the routes that lead to it.',
      'Read what the identity started in that VPC since.',
    ],
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
    name: 'route-table-changed',
    title: 'Route tables were changed',
    severity: 'medium',
    tags: ['attack.t1562.007'],
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
    meaning: 'Where traffic goes was changed: past a firewall, to a peer, or to the internet.',
    firstSteps: [
      'Read the route in the record: which destination, through what?',
      'If it leads past an inspection or out of a private subnet and was not planned: replace it with the former one.',
      'Look at the flow logs of the subnets that use the table since the change.',
    ],
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
    name: 'vpc-changed',
    title: 'VPCs were changed',
    severity: 'medium',
    tags: ['attack.t1562.007'],
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
    meaning: 'A VPC was made, deleted or changed, or joined to another by peering, perhaps of a stranger.',
    firstSteps: [
      'A peering: whose account is on the other side? If it is none of yours, delete it (aws ec2 delete-vpc-peering-connection).',
      'A new VPC: in a Region that you use? In any other, treat it as an intruder’s.',
      'Read what the identity started there since.',
    ],
    quiet: { filter: CHANGED_BY_PEOPLE, threshold: 1, leftOut: LEFT_OUT },
  },
];
