import type { CloudTrailRecord } from '../../../lib/core/record/record';

/** A record as delivered: an IAM user with a session without MFA stops a trail. Members can be replaced. */
export function stopLoggingRecord(members: Record<string, unknown> = {}): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE1ALICE0001',
      arn: 'arn:aws:iam::111122223333:user/alice',
      accountId: '111122223333',
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      userName: 'alice',
      sessionContext: { attributes: { creationDate: '2026-11-20T02:58:00Z', mfaAuthenticated: 'false' } },
    },
    eventTime: '2026-11-20T03:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.31.0',
    requestParameters: { name: 'main' },
    responseElements: null,
    requestID: '0c6f0f3e-1b2c-4d5e-8f90-0123456789ab',
    eventID: '6f1d1d5e-7c1f-4f5a-9a53-2f7f3f6f1a01',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...members,
  } as CloudTrailRecord;
}
