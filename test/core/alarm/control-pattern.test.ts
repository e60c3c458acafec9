import { toControlPattern, toQuietPattern } from '../../../lib/core/alarm/control';
import { CONTROLS } from '../../../lib/core/alarm/to-control-alarm';

/**
 * Letter for letter from Security Hub's page; 3, 7 and 10 from its edition of May 2023.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
const PATTERNS: Readonly<Record<string, string>> = {
  'CloudWatch.1':
    '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
  'CloudWatch.2': '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
  'CloudWatch.3':
    '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
  'CloudWatch.4':
    '{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy))}',
  'CloudWatch.5':
    '{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)}',
  'CloudWatch.6': '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
  'CloudWatch.7':
    '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
  'CloudWatch.8':
    '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}',
  'CloudWatch.9':
    '{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || ($.eventName=PutConfigurationRecorder))}',
  'CloudWatch.10':
    '{($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}',
  'CloudWatch.11':
    '{($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || ($.eventName=ReplaceNetworkAclAssociation)}',
  'CloudWatch.12':
    '{($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}',
  'CloudWatch.13':
    '{($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable))}',
  'CloudWatch.14':
    '{($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}',
};

function controlOf(id: string) {
  const control = CONTROLS.find((one) => one.id === id);
  if (control === undefined) throw new Error(`no control is called ${id}`);
  return control;
}

test('there are fourteen controls, in their order', () => {
  expect(CONTROLS.map(({ id }) => id)).toEqual(
    Array.from({ length: 14 }, (_, index) => `CloudWatch.${index + 1}`),
  );
});

test.each(Object.entries(PATTERNS))(
  'the pattern of %s is the one on the page, letter for letter',
  (id, pattern) => {
    expect(toControlPattern(controlOf(id))).toBe(pattern);
  },
);

test('in the words of CIS, the controls 4 and 13 do not ask for the service, and all others are the same', () => {
  const changed = CONTROLS.filter(
    (control) => toControlPattern(control, 'cis') !== toControlPattern(control),
  );
  expect(changed.map(({ id }) => id)).toEqual(['CloudWatch.4', 'CloudWatch.13']);
  expect(toControlPattern(controlOf('CloudWatch.13'), 'cis')).toBe(
    '{($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable)}',
  );
});

test('the benchmark 1.4 has all but the denied calls and the sign-in without a second factor', () => {
  const missing = CONTROLS.filter(({ cis }) => cis.v1_4 === undefined);
  expect(missing.map(({ id }) => id)).toEqual(['CloudWatch.2', 'CloudWatch.3']);
});

test.each(CONTROLS)('the quiet pattern of $id is another one, and fits a filter', (control) => {
  const quiet = toQuietPattern(control);
  expect(quiet.length).toBeLessThanOrEqual(1024);
  expect(quiet).toMatch(/^\{ \(.*\) \}$/);
  expect(quiet).not.toBe(toControlPattern(control));
});

test('a quiet pattern leaves out failures and calls that services made, except where they are news', () => {
  expect(toQuietPattern(controlOf('CloudWatch.11'))).toContain('($.errorCode NOT EXISTS)');
  expect(toQuietPattern(controlOf('CloudWatch.11'))).toContain('($.userIdentity.invokedBy NOT EXISTS)');
  expect(toQuietPattern(controlOf('CloudWatch.5'))).toBe(
    '{ ($.eventSource = "cloudtrail.amazonaws.com") && (($.eventName = "UpdateTrail") || ($.eventName = "DeleteTrail") || ($.eventName = "StopLogging")) }',
  );
});
