import type { JsonObject } from '../../../lib/core/json/json-value';
import { toOcsfEvents } from './ocsf-events';

/** What every event of these records has, by the mapping that the OCSF project publishes for CloudTrail, version 1.5.0. */
const COMMON = {
  ...{ severity: 'Informational', severity_id: 1, status: 'Success', status_id: 1 },
  ...{ time: 1_795_172_400_000, time_dt: '2026-11-20T11:00:00.000Z' },
  cloud: { provider: 'AWS', region: 'eu-west-1', account: { uid: '111122223333' } },
};

const RECORD = {
  ...{ eventVersion: '1.11', eventTime: '2026-11-20T11:00:00Z', awsRegion: 'eu-west-1' },
  ...{ eventType: 'AwsApiCall', eventCategory: 'Management', recipientAccountId: '111122223333' },
};

function metadata(uid: string, eventCode = 'AwsApiCall'): object {
  return {
    ...{ version: '1.5.0', uid, event_code: eventCode, profiles: ['cloud', 'datetime'] },
    ...{ log_provider: 'CloudTrail', original_time: '2026-11-20T11:00:00Z' },
    product: {
      ...{ name: 'CloudTrail', vendor_name: 'AWS', version: '1.11' },
      feature: { name: 'Management' },
    },
  };
}

const KEY_OF_USER: JsonObject = {
  ...RECORD,
  ...{ eventSource: 's3.amazonaws.com', eventName: 'GetBucketAcl', apiVersion: '2006-03-01' },
  ...{ eventID: 'read', requestID: 'request-1', sourceIPAddress: '203.0.113.7', userAgent: 'aws-cli/2' },
  ...{ vpcEndpointId: 'vpce-1', vpcEndpointAccountId: '444455556666' },
  userIdentity: {
    ...{ type: 'IAMUser', principalId: 'AIDAEXAMPLE', arn: 'arn:aws:iam::111122223333:user/alice' },
    ...{ accountId: '111122223333', accessKeyId: 'AKIAEXAMPLE', userName: 'alice' },
  },
  requestParameters: { bucketName: 'logs', acl: '' },
  responseElements: null,
  resources: [{ ARN: 'arn:aws:s3:::logs', accountId: '111122223333', type: 'AWS::S3::Bucket' }],
};

const ROLE_CHANGES_USER: JsonObject = {
  ...RECORD,
  ...{ eventSource: 'iam.amazonaws.com', eventName: 'AttachUserPolicy', eventID: 'attach' },
  ...{ requestID: 'request-2', sourceIPAddress: 'cloudformation.amazonaws.com' },
  userIdentity: {
    ...{ type: 'AssumedRole', principalId: 'AROAEXAMPLE:ci', accountId: '111122223333' },
    ...{ arn: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci', invokedBy: 'cloudformation.amazonaws.com' },
    sessionContext: {
      sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/Deploy', userName: 'Deploy' },
      attributes: { creationDate: '2026-11-20T10:00:00Z', mfaAuthenticated: 'false' },
      webIdFederationData: { federatedProvider: 'cognito-identity.amazonaws.com' },
    },
  },
  requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
};

const PERSON_SIGNS_IN: JsonObject = {
  ...RECORD,
  ...{ eventSource: 'signin.amazonaws.com', eventName: 'CredentialChallenge', eventID: 'challenge' },
  ...{ eventType: 'AwsServiceEvent', sourceIPAddress: '2001:db8::7', requestID: 'request-3' },
  userIdentity: {
    ...{
      ...{ type: 'IdentityCenterUser', arn: '', accessKeyId: '' },
      accountId: '111122223333',
      credentialId: 'credential-1',
    },
    onBehalfOf: {
      userId: 'person-1',
      identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
    },
  },
  additionalEventData: { UserName: 'alice@example.com', CredentialType: 'PASSWORD' },
  serviceEventDetails: { CredentialChallenge: 'Success' },
};

const ROLE_IS_TAKEN: JsonObject = {
  ...RECORD,
  ...{ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', eventID: 'assume' },
  ...{ requestID: 'request-4', sourceIPAddress: '203.0.113.7' },
  userIdentity: KEY_OF_USER.userIdentity,
  requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/Admin', roleSessionName: 'work' },
  responseElements: {
    credentials: { accessKeyId: 'ASIAEXAMPLE' },
    assumedRoleUser: {
      arn: 'arn:aws:sts::111122223333:assumed-role/Admin/work',
      assumedRoleId: 'AROAEXAMPLE:work',
    },
  },
};

const ALICE = {
  ...{ type: 'IAMUser', name: 'alice', uid: 'arn:aws:iam::111122223333:user/alice', uid_alt: 'AIDAEXAMPLE' },
  ...{ account: { uid: '111122223333' }, credential_uid: 'AKIAEXAMPLE' },
};

const observableName = (value: string) => ({
  ...{ name: 'actor.user.name', type: 'User Name', type_id: 4, value },
});
const observableIp = (value: string) => ({
  ...{ name: 'src_endpoint.ip', type: 'IP Address', type_id: 2, value },
});

const VECTORS: readonly (readonly [what: string, record: JsonObject, event: JsonObject])[] = [
  [
    'API Activity of a user through a VPC endpoint',
    KEY_OF_USER,
    {
      ...COMMON,
      ...{ activity_id: 2, activity_name: 'Read', category_uid: 6, category_name: 'Application Activity' },
      ...{ class_uid: 6003, class_name: 'API Activity', type_uid: 600302, type_name: 'API Activity: Read' },
      metadata: metadata('read'),
      actor: { user: ALICE },
      api: {
        ...{ operation: 'GetBucketAcl', version: '2006-03-01', service: { name: 's3.amazonaws.com' } },
        request: { uid: 'request-1', data: '{"bucketName":"logs","acl":""}' },
      },
      src_endpoint: { ip: '203.0.113.7', uid: 'vpce-1', owner: { account: { uid: '444455556666' } } },
      http_request: { user_agent: 'aws-cli/2' },
      resources: [
        {
          ...{ uid: 'arn:aws:s3:::logs', type: 'AWS::S3::Bucket' },
          owner: { account: { uid: '111122223333' } },
        },
      ],
      observables: [
        ...[observableName('alice'), observableIp('203.0.113.7')],
        { name: 'resources[].uid', type: 'Resource UID', type_id: 10, value: 'arn:aws:s3:::logs' },
      ],
    } as JsonObject,
  ],
  [
    'Account Change by a session, through a service',
    ROLE_CHANGES_USER,
    {
      ...COMMON,
      ...{ activity_id: 7, activity_name: 'Attach Policy', class_uid: 3001, class_name: 'Account Change' },
      ...{ category_uid: 3, category_name: 'Identity & Access Management' },
      ...{ type_uid: 300107, type_name: 'Account Change: Attach Policy' },
      metadata: metadata('attach'),
      actor: {
        user: {
          ...{ type: 'AssumedRole', name: 'Deploy/ci', uid_alt: 'AROAEXAMPLE:ci' },
          ...{ uid: 'arn:aws:sts::111122223333:assumed-role/Deploy/ci', account: { uid: '111122223333' } },
        },
        session: {
          ...{ created_time: 1_795_168_800_000, created_time_dt: '2026-11-20T10:00:00.000Z' },
          ...{ issuer: 'arn:aws:iam::111122223333:role/Deploy', is_mfa: false },
        },
        invoked_by: 'cloudformation.amazonaws.com',
        idp: { name: 'cognito-identity.amazonaws.com' },
      },
      api: {
        ...{ operation: 'AttachUserPolicy', service: { name: 'iam.amazonaws.com' } },
        request: {
          uid: 'request-2',
          data: '{"userName":"bob","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}',
        },
      },
      src_endpoint: { domain: 'cloudformation.amazonaws.com' },
      user: { name: 'bob' },
      policy: { uid: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
      observables: [
        observableName('Deploy/ci'),
        {
          ...{ name: 'src_endpoint.domain', type: 'Hostname', type_id: 1 },
          value: 'cloudformation.amazonaws.com',
        },
      ],
    } as JsonObject,
  ],
  [
    'Authentication of a person of IAM Identity Center',
    PERSON_SIGNS_IN,
    {
      ...COMMON,
      ...{ activity_id: 99, activity_name: 'CredentialChallenge', class_uid: 3002 },
      ...{ class_name: 'Authentication', category_uid: 3, category_name: 'Identity & Access Management' },
      ...{ type_uid: 300299, type_name: 'Authentication: Other' },
      metadata: metadata('challenge', 'AwsServiceEvent'),
      actor: {
        user: {
          ...{ type: 'IdentityCenterUser', name: 'alice@example.com', uid_alt: 'person-1' },
          ...{ account: { uid: '111122223333' }, credential_uid: 'credential-1' },
        },
        idp: { uid: 'arn:aws:identitystore::111122223333:identitystore/d-1' },
      },
      api: {
        ...{ operation: 'CredentialChallenge', service: { name: 'signin.amazonaws.com' } },
        request: { uid: 'request-3' },
      },
      src_endpoint: { ip: '2001:db8::7' },
      service: { name: 'signin.amazonaws.com' },
      user: { name: 'alice@example.com' },
      observables: [observableName('alice@example.com'), observableIp('2001:db8::7')],
    } as JsonObject,
  ],
  [
    'Authentication of a role that is taken',
    ROLE_IS_TAKEN,
    {
      ...COMMON,
      ...{ activity_id: 1, activity_name: 'Logon', class_uid: 3002, class_name: 'Authentication' },
      ...{ category_uid: 3, category_name: 'Identity & Access Management' },
      ...{ type_uid: 300201, type_name: 'Authentication: Logon' },
      metadata: metadata('assume'),
      actor: { user: ALICE },
      api: {
        ...{ operation: 'AssumeRole', service: { name: 'sts.amazonaws.com' } },
        request: { uid: 'request-4', data: JSON.stringify(ROLE_IS_TAKEN.requestParameters) },
        response: { data: JSON.stringify(ROLE_IS_TAKEN.responseElements) },
      },
      src_endpoint: { ip: '203.0.113.7' },
      service: { name: 'sts.amazonaws.com' },
      user: { name: 'work', uid: 'arn:aws:iam::111122223333:role/Admin', uid_alt: 'AIDAEXAMPLE' },
      session: {
        ...{ credential_uid: 'ASIAEXAMPLE', uid: 'arn:aws:sts::111122223333:assumed-role/Admin/work' },
        uid_alt: 'AROAEXAMPLE:work',
      },
      observables: [observableName('alice'), observableIp('203.0.113.7')],
    } as JsonObject,
  ],
];

test.each(VECTORS)('%s is as the OCSF project publishes it', async (_what, record, event) => {
  const [{ raw_data: raw, ...rest } = { raw_data: undefined }] = await toOcsfEvents([record]);
  expect(rest).toEqual(event);
  expect(JSON.parse(String(raw))).toEqual(record);
});

test('calls of other services with the same names are API Activity', async () => {
  const call = (eventSource: string, eventName: string) => ({ ...KEY_OF_USER, eventSource, eventName });
  const events = await toOcsfEvents([
    ...[call('elasticache.amazonaws.com', 'CreateUser'), call('identitystore.amazonaws.com', 'CreateUser')],
    ...[call('iam.amazonaws.com', 'GetUser'), call('signin.amazonaws.com', 'ConsoleLogin')],
    ...[call('iam.amazonaws.com', 'EnableMFADevice'), call('account.amazonaws.com', 'DeleteAccountAlias')],
  ]);
  expect(events.map(({ type_uid: type }) => type)).toEqual([600301, 300101, 600302, 300201, 300110, 300199]);
});

test('what OCSF requires is there, whatever a record lacks', async () => {
  const events = await toOcsfEvents([
    { eventName: 'X' },
    { eventName: 'X', eventTime: 1_795_172_400, sourceIPAddress: '' },
  ]);
  for (const { time, time_dt: dateTime, src_endpoint: from, actor } of events) {
    expect([time, dateTime]).toEqual([0, undefined]);
    expect(from).toEqual({ name: 'unknown' });
    expect(actor).toEqual({ user: { name: 'unknown' } });
  }
  expect(events.map(({ metadata }) => (metadata as JsonObject).original_time)).toEqual([
    undefined,
    '1795172400',
  ]);
});
