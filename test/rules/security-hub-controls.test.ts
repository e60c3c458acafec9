import { readBuiltInRules } from '../../bin/generators/built-in-rules';
import { toPredicate } from '../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../lib/core/json/json-value';

/**
 * The calls that the metric filters of Security Hub's controls CloudWatch.4 to .14 name (those of CloudWatch.1 to .3
 * and .6 are no lists of calls), as their patterns write them.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
const CONTROLS: readonly (readonly [control: string, rule: string, service: string, pattern: string])[] = [
  [
    'CloudWatch.4',
    'iam-policy-changed',
    'iam',
    '($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy)',
  ],
  [
    'CloudWatch.5',
    'trail-changed',
    'cloudtrail',
    '($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)',
  ],
  [
    'CloudWatch.7',
    'key-disabled-or-scheduled-for-deletion',
    'kms',
    '($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion)',
  ],
  [
    'CloudWatch.8',
    'bucket-policy-changed',
    's3',
    '($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication)',
  ],
  [
    'CloudWatch.9',
    'config-changed',
    'config',
    '($.eventName=StopConfigurationRecorder) || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || ($.eventName=PutConfigurationRecorder)',
  ],
  [
    'CloudWatch.10',
    'security-group-changed',
    'ec2',
    '($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)',
  ],
  [
    'CloudWatch.11',
    'network-acl-changed',
    'ec2',
    '($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || ($.eventName=ReplaceNetworkAclAssociation)',
  ],
  [
    'CloudWatch.12',
    'network-gateway-changed',
    'ec2',
    '($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)',
  ],
  [
    'CloudWatch.13',
    'route-table-changed',
    'ec2',
    '($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable)',
  ],
  [
    'CloudWatch.14',
    'vpc-changed',
    'ec2',
    '($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)',
  ],
];

/** Records for the other four, as the controls' patterns read them. */
const ROOT: JsonObject = { eventName: 'GetUser', eventType: 'AwsApiCall', userIdentity: { type: 'Root' } };
const SIGN_IN: JsonObject = {
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  userIdentity: { type: 'IAMUser' },
  additionalEventData: { MFAUsed: 'No' },
  responseElements: { ConsoleLogin: 'Success' },
};

const VERDICTS: readonly (readonly [control: string, rule: string, record: JsonObject, matches: boolean])[] =
  [
    ['CloudWatch.1', 'root-user-acted', ROOT, true],
    ['CloudWatch.1', 'root-user-acted', { ...ROOT, eventType: 'AwsServiceEvent' }, false],
    ['CloudWatch.1', 'root-user-acted', { ...ROOT, userIdentity: { type: 'Root', invokedBy: 'x' } }, false],
    [
      'CloudWatch.1',
      'root-user-acted',
      { ...ROOT, readOnly: true, userIdentity: { type: 'Root', accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } },
      true,
    ],
    [
      'CloudWatch.1',
      'root-user-acted',
      { ...ROOT, readOnly: true, userIdentity: { type: 'Root', accessKeyId: 'ASIAIOSFODNN7EXAMPLE' } },
      false,
    ],
    ['CloudWatch.2', 'call-denied', { errorCode: 'AccessDenied' }, true],
    ['CloudWatch.2', 'call-denied', { errorCode: 'AccessDeniedException' }, true],
    ['CloudWatch.2', 'call-denied', { errorCode: 'Client.UnauthorizedOperation' }, true],
    ['CloudWatch.2', 'call-denied', { errorCode: 'VpceAccessDenied' }, false],
    ['CloudWatch.2', 'call-denied', {}, false],
    ...[
      { userIdentity: { type: 'AWSService', invokedBy: 'config.amazonaws.com' } },
      { userIdentity: { type: 'IAMUser', invokedBy: 'cloudformation.amazonaws.com' } },
      { eventName: 'CreateServiceLinkedRole' },
    ].map(
      (noise) => ['CloudWatch.2', 'call-denied', { errorCode: 'AccessDenied', ...noise }, false] as const,
    ),
    // Records of a console session had the sign-in as the service, before 2020.
    [
      'CloudWatch.2',
      'call-denied',
      { errorCode: 'AccessDenied', userIdentity: { type: 'IAMUser', invokedBy: 'signin.amazonaws.com' } },
      true,
    ],
    ['CloudWatch.3', 'console-login-without-mfa', SIGN_IN, true],
    [
      'CloudWatch.3',
      'console-login-without-mfa',
      { ...SIGN_IN, additionalEventData: { MFAUsed: 'Yes' } },
      false,
    ],
    [
      'CloudWatch.3',
      'console-login-without-mfa',
      { ...SIGN_IN, userIdentity: { type: 'AssumedRole' } },
      false,
    ],
    [
      'CloudWatch.6',
      'console-login-failed',
      { eventName: 'ConsoleLogin', errorMessage: 'Failed authentication' },
      true,
    ],
    ['CloudWatch.6', 'console-login-failed', SIGN_IN, false],
  ];

const RULES = readBuiltInRules();

function predicateOf(name: string) {
  const rule = RULES.find((found) => found.name === name);
  if (rule === undefined) throw new Error(`there is no rule '${name}'`);
  return toPredicate(rule.condition);
}

describe('the rules for the controls of Security Hub', () => {
  it.each(CONTROLS)(
    '%s: %s matches every call of its pattern, and no other of its service',
    (_control, name, service, pattern) => {
      const holds = predicateOf(name);
      const matches = (eventName: string) => holds({ eventSource: `${service}.amazonaws.com`, eventName });
      const names = [...pattern.matchAll(/eventName=(\w+)/g)].map(([, eventName]) => eventName as string);
      expect(names.length).toBeGreaterThanOrEqual(2);
      expect(names.filter((eventName) => !matches(eventName))).toEqual([]);
      expect(['DescribeAnything', ...names.map((eventName) => `${eventName}X`)].filter(matches)).toEqual([]);
    },
  );

  it.each(VERDICTS)('%s: %s says of %j: %s', (_control, name, record, matches) => {
    expect(predicateOf(name)(record)).toBe(matches);
  });
});
