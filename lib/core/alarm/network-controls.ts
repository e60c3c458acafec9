import { type Control, calls, type QuietCalls } from './control';

const OF_EC2 = { eventSource: 'ec2.amazonaws.com', asksForSource: 'never' } as const;

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
      ...OF_EC2,
      eventNames: calls(
        'AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress ' +
          'RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup',
      ),
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: calls('AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress'),
      },
      leftOut: `Calls that open nothing: groups that are made, deleted or closed further. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.11',
    ruleName: 'network-acl-changed',
    cis: { v1_2: '3.11', v1_4: '4.11' },
    filter: {
      ...OF_EC2,
      eventNames: calls(
        'CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry ' +
          'ReplaceNetworkAclEntry ReplaceNetworkAclAssociation',
      ),
    },
    quiet: { filter: CHANGED_BY_PEOPLE, leftOut: LEFT_OUT },
  },
  {
    id: 'CloudWatch.12',
    ruleName: 'network-gateway-changed',
    cis: { v1_2: '3.12', v1_4: '4.12' },
    filter: {
      ...OF_EC2,
      eventNames: calls(
        'CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway ' +
          'DeleteInternetGateway DetachInternetGateway',
      ),
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: calls(
          'CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway DetachInternetGateway',
        ),
      },
      leftOut: `Internet gateways that are made or deleted unattached: nothing flows through them. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.13',
    ruleName: 'route-table-changed',
    cis: { v1_2: '3.13', v1_4: '4.13' },
    filter: {
      ...OF_EC2,
      asksForSource: 'sinceCis',
      eventNames: calls(
        'CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable ' +
          'DeleteRoute DisassociateRouteTable',
      ),
    },
    quiet: {
      filter: {
        ...CHANGED_BY_PEOPLE,
        eventNames: calls(
          'CreateRoute ReplaceRoute ReplaceRouteTableAssociation DeleteRoute DisassociateRouteTable',
        ),
      },
      leftOut: `Tables that are made or deleted: a new one leads nowhere, and one in use cannot be deleted. ${LEFT_OUT}`,
    },
  },
  {
    id: 'CloudWatch.14',
    ruleName: 'vpc-changed',
    cis: { v1_2: '3.14', v1_4: '4.14' },
    filter: {
      ...OF_EC2,
      eventNames: calls(
        'CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection ' +
          'CreateVpcPeeringConnection DeleteVpcPeeringConnection RejectVpcPeeringConnection ' +
          'AttachClassicLinkVpc DetachClassicLinkVpc DisableVpcClassicLink EnableVpcClassicLink',
      ),
    },
    quiet: { filter: CHANGED_BY_PEOPLE, leftOut: LEFT_OUT },
  },
];

/** The controls on logs, keys, buckets and the record of configurations. */
export const RESOURCE_CONTROLS: readonly Control[] = [
  {
    id: 'CloudWatch.5',
    ruleName: 'trail-changed',
    cis: { v1_2: '3.5', v1_4: '4.5' },
    filter: {
      ...{ eventSource: 'cloudtrail.amazonaws.com', asksForSource: 'never' },
      eventNames: calls('CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging'),
    },
    quiet: {
      filter: {
        eventNames: calls('UpdateTrail DeleteTrail StopLogging'),
        failures: true,
        serviceCalls: true,
      },
      leftOut:
        'CreateTrail and StartLogging, which take nothing away. Failed calls and calls through services stay: an attempt to stop a ' +
        'trail matters, whether it succeeds or not.',
    },
  },
  {
    id: 'CloudWatch.7',
    ruleName: 'key-disabled-or-scheduled-for-deletion',
    cis: { v1_2: '3.7', v1_4: '4.7' },
    filter: {
      ...{ eventSource: 'kms.amazonaws.com', asksForSource: 'always' },
      eventNames: calls('DisableKey ScheduleKeyDeletion'),
    },
    quiet: {
      filter: { failures: false, serviceCalls: true },
      leftOut:
        'Calls that failed. Calls through services stay: a deleted stack schedules its keys for deletion, too.',
    },
  },
  {
    id: 'CloudWatch.8',
    ruleName: 'bucket-policy-changed',
    cis: { v1_2: '3.8', v1_4: '4.8' },
    filter: {
      ...{ eventSource: 's3.amazonaws.com', asksForSource: 'always' },
      eventNames: calls(
        'PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication ' +
          'DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication',
      ),
    },
    quiet: {
      filter: CHANGED_BY_PEOPLE,
      leftOut:
        'Calls that failed, and calls that an AWS service made on behalf of a principal, mostly CloudFormation.',
    },
  },
  {
    id: 'CloudWatch.9',
    ruleName: 'config-changed',
    cis: { v1_2: '3.9', v1_4: '4.9' },
    filter: {
      ...{ eventSource: 'config.amazonaws.com', asksForSource: 'always' },
      eventNames: calls(
        'StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel ' + 'PutConfigurationRecorder',
      ),
    },
    quiet: {
      filter: {
        eventNames: calls('StopConfigurationRecorder DeleteDeliveryChannel PutConfigurationRecorder'),
        failures: true,
        serviceCalls: false,
      },
      leftOut:
        'PutDeliveryChannel, which deployments repeat and which takes nothing away, and calls that an AWS service made on ' +
        'behalf of a principal. Failed calls to stop the recorder stay.',
    },
  },
];
