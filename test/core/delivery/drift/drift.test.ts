import {
  driftOf,
  type FoundResource,
  handedOverValue,
} from '../../../../lib/core/delivery/drift/resource-drift';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { DeployedResource } from '../../../../lib/core/settings/deployed-resources';

const ARN = 'arn:aws:s3:::archive';

function texts(deployed: Partial<DeployedResource>, found: Partial<FoundResource>): readonly string[] {
  const resource = { kind: 'bucket', arn: ARN, accountId: '', properties: {}, unknown: [], mfaDelete: false };
  return driftOf({ ...resource, ...deployed } as DeployedResource, { properties: {}, ...found }).map(
    ({ text }) => text,
  );
}

const trailTexts = (deployed: JsonObject, found: JsonObject, unknown: readonly string[] = []) =>
  texts({ kind: 'trail', properties: deployed, unknown }, { properties: found });

const STATEMENT = {
  Sid: 'Write',
  Effect: 'Allow',
  Principal: {
    Service: 'cloudtrail.amazonaws.com',
    AWS: ['111122223333', 'arn:aws:iam::444455556666:role/a'],
  },
  Action: ['s3:PutObject', 's3:GetBucketAcl'],
  Resource: `${ARN}/*`,
  Condition: { StringEquals: { 'aws:SourceArn': ['b', 'a'] }, Bool: { 'aws:SecureTransport': true } },
};

describe('a value that is handed over by its hash, because it is long', () => {
  const names = Array.from({ length: 20 }, (_, index) => `DeleteThing${index}`);
  const pattern = { source: ['aws.iam'], detail: { eventName: names, size: [{ numeric: ['>', 5] }] } };
  const found = (EventPattern: Json) =>
    texts(
      {
        ...{ kind: 'part', properties: { EventPattern: handedOverValue(pattern) } },
        part: { type: 'AWS::Events::Rule', stack: 'Stack', logicalId: 'Rule', counts: {} },
      },
      { properties: { EventPattern } },
    );

  test('is much shorter, and a short one stays as it is', () => {
    expect(JSON.stringify(handedOverValue(pattern))).toMatch(/^\{"sha256":"[0-9a-f]{64}"\}$/);
    expect(handedOverValue({ source: ['aws.iam'] })).toEqual({ source: ['aws.iam'] });
  });

  test('is the same in another order of its members, and with numbers as texts', () => {
    const { source, detail } = pattern;
    const turned = { detail: { size: [{ numeric: ['>', '5'] }], eventName: detail.eventName }, source };
    expect(found(turned)).toEqual([]);
  });

  test.each<[string, Json]>([
    ['has one value less', { ...pattern, detail: { ...pattern.detail, eventName: names.slice(1) } }],
    ['has a condition more', { ...pattern, account: ['111122223333'] }],
    ['is gone', null],
    ['has the same hash for a value', handedOverValue(pattern)],
  ])('is another if it %s', (_, changed) => {
    expect(found(changed)).toEqual([
      'event pattern: differs from what was deployed; possibly, fewer events reach its targets',
    ]);
  });
});

describe('policies', () => {
  const policyTexts = (deployed: object, found: unknown) => texts({ policy: deployed }, { policy: found });

  test.each<[string, object]>([
    ['as its text', {}],
    ['with another id of a statement', { Sid: undefined }],
    ['with lists in another order', { Action: ['s3:GetBucketAcl', 's3:PutObject'] }],
    ['with actions in another case', { Action: ['S3:putobject', 's3:getBucketACL'] }],
    ['with a list of one', { Resource: [`${ARN}/*`] }],
    [
      'with an account as the ARN of its root',
      {
        Principal: {
          AWS: ['arn:aws:iam::444455556666:role/a', 'arn:aws-cn:iam::111122223333:root'],
          Service: ['cloudtrail.amazonaws.com'],
        },
      },
    ],
    [
      'with conditions in another order, case and type',
      {
        Condition: {
          Bool: { 'aws:securetransport': 'true' },
          StringEquals: { 'AWS:SourceArn': ['a', 'b'] },
        },
      },
    ],
  ])('a policy that AWS gives back %s is the same', (_, members) => {
    const found = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...STATEMENT, ...members }] });
    expect(policyTexts({ Statement: STATEMENT }, found)).toEqual([]);
  });

  test.each<[string, object]>([
    ['another effect', { Effect: 'Deny' }],
    ['a principal more', { Principal: '*' }],
    ['the id of a role that was deleted', { Principal: { AWS: ['AROAEXAMPLEID'] } }],
    ['no condition', { Condition: undefined }],
    ['another operator', { Condition: { StringLike: STATEMENT.Condition.StringEquals } }],
    ['another resource', { Resource: '*' }],
    ['an action more', { Action: [...STATEMENT.Action, 's3:DeleteObject'] }],
    ['all actions but these', { Action: undefined, NotAction: STATEMENT.Action }],
  ])('a policy with %s is another', (_, members) => {
    const [text = '', ...others] = policyTexts(
      { Statement: [STATEMENT] },
      { Statement: [{ ...STATEMENT, ...members }] },
    );
    expect(others).toEqual([]);
    expect(text).toMatch(/^policy: '.* instead of 'Write' \{/);
  });

  test('a statement that was added and a policy that was deleted are told', () => {
    const two = { Statement: [STATEMENT, { ...STATEMENT, Effect: 'Deny' }] };
    expect(policyTexts({ Statement: [STATEMENT] }, two)).toEqual([
      expect.stringMatching(/^policy: 1 added \('Write' \{"Effect":"Deny".*; look for PutBucketPolicy/),
    ]);
    expect(policyTexts({ Statement: [STATEMENT] }, undefined)).toEqual([
      expect.stringMatching(
        /^policy: 1 missing \('Write' .*; look for PutBucketPolicy and DeleteBucketPolicy$/,
      ),
    ]);
  });

  test('a policy that is not compared may be anything', () => {
    expect(texts({}, { policy: JSON.stringify({ Statement: [STATEMENT] }) })).toEqual([]);
  });
});

describe('trails', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    [
      'S3 bucket',
      { S3BucketName: 'archive' },
      { S3BucketName: 'theirs' },
      'S3 bucket: theirs instead of archive',
    ],
    ['prefix', {}, { S3KeyPrefix: 'else' }, 'S3 key prefix: else instead of none'],
    ['key', { KMSKeyId: 'arn:k' }, {}, 'KMS key: none instead of arn:k'],
    ['validation', { EnableLogFileValidation: 'true' }, {}, 'log file validation: off instead of on'],
    ['Regions', { IsMultiRegionTrail: true }, { IsMultiRegionTrail: false }, 'logging of all Regions: off'],
    ['global services', { IncludeGlobalServiceEvents: true }, {}, 'logging of global services: off'],
    ['organization', { IsOrganizationTrail: true }, {}, 'logging of the organization: off instead of on'],
    ['log group', { CloudWatchLogsLogGroupArn: 'arn:g:*' }, {}, 'log group: none instead of arn:g:*'],
    ['role', { CloudWatchLogsRoleArn: 'r' }, { CloudWatchLogsRoleArn: 's' }, 'role for the log group: s'],
    ['topic', { SnsTopicName: 't' }, {}, 'SNS topic: none instead of t'],
    [
      'Insights',
      { InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] },
      {},
      'Insights: 1 missing (ApiCall',
    ],
  ])('another %s is told', (_, deployed, found, text) => {
    expect(trailTexts(deployed, found)).toEqual([expect.stringContaining(text)]);
  });

  test('what was not known at the deployment, and keys by their alias, are not compared', () => {
    const unknown = ['S3BucketName', 'KMSKeyId', 'EventSelectors', 'InsightSelectors', 'IsMultiRegionTrail'];
    const found = {
      ...{ S3BucketName: 'b', KMSKeyId: 'k', IsMultiRegionTrail: true },
      EventSelectors: [{ ReadWriteType: 'WriteOnly' }],
      InsightSelectors: [{ InsightType: 'ApiErrorRateInsight' }],
    };
    expect(trailTexts({}, found, unknown)).toEqual([]);
    expect(
      trailTexts({ KMSKeyId: 'arn:aws:kms:r:1:alias/logs' }, { KMSKeyId: 'arn:aws:kms:r:1:key/1' }),
    ).toEqual([]);
  });

  const advanced = (...fields: JsonObject[]) => ({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
  const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };
  const DEFAULT = {
    EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] }],
  };

  test.each<[string, JsonObject, JsonObject]>([
    ['no selectors and those that CloudTrail gives for none', {}, DEFAULT],
    ['no selectors and the advanced one that CloudTrail gives for none', {}, advanced(MANAGEMENT)],
    ['the basic and the advanced selector of all management events', DEFAULT, advanced(MANAGEMENT)],
    [
      'selectors in another order, with names and empty lists',
      advanced(MANAGEMENT, { Field: 'eventSource', NotEquals: ['a', 'b'] }),
      {
        AdvancedEventSelectors: [
          {
            Name: 'all',
            FieldSelectors: [
              { Field: 'eventSource', NotEquals: ['b', 'a'], StartsWith: [] },
              { Equals: ['Management'], Field: 'eventCategory' },
            ],
          },
        ],
      },
    ],
    [
      'Insights with the category that they have without one',
      { InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }] },
      { InsightSelectors: [{ EventCategories: ['Management'], InsightType: 'ApiCallRateInsight' }] },
    ],
  ])('%s are the same', (_, deployed, found) => {
    expect(trailTexts(deployed, found)).toEqual([]);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['reads are left out', {}, { EventSelectors: [{ ReadWriteType: 'WriteOnly' }] }],
    [
      'a source is left out',
      advanced(MANAGEMENT),
      advanced(MANAGEMENT, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com'] }),
    ],
    [
      'another operator is used',
      advanced(MANAGEMENT),
      advanced({ Field: 'eventCategory', NotEquals: ['Management'] }),
    ],
  ])('it is told when %s', (_, deployed, found) => {
    expect(trailTexts(deployed, found)).toEqual([
      expect.stringMatching(/^event selectors: .* look for PutEventSelectors$/),
    ]);
  });
});

describe('buckets', () => {
  const BLOCKED = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const DEPLOYED = {
    VersioningConfiguration: { Status: 'Enabled' },
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 365 } } },
    PublicAccessBlockConfiguration: BLOCKED,
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:k' } },
      ],
    },
  };

  test.each<[JsonObject, string]>([
    [{ VersioningConfiguration: { Status: 'Suspended' } }, 'versioning: Suspended instead of Enabled'],
    [{ ObjectLockConfiguration: {} }, 'Object Lock: none instead of COMPLIANCE for 365 days'],
    [
      { ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Years: 1 } } } },
      'Object Lock: GOVERNANCE for 1 years instead of COMPLIANCE for 365 days',
    ],
    [
      { PublicAccessBlockConfiguration: { ...BLOCKED, BlockPublicPolicy: false } },
      'block of public access: BlockPublicAcls, IgnorePublicAcls, RestrictPublicBuckets instead of',
    ],
    [{ BucketEncryption: {} }, 'default encryption: AES256 instead of aws:kms with arn:k'],
  ])('%j is told', (found, text) => {
    const [first = '', ...others] = texts(
      { properties: DEPLOYED },
      { properties: { ...DEPLOYED, ...found } },
    );
    expect([first.slice(0, text.length), others]).toEqual([text, []]);
  });

  test('whether S3 refuses SSE-C is compared where it was deployed', () => {
    const encrypted = (blocked?: readonly string[]) => ({
      properties: {
        ...DEPLOYED,
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'arn:k' },
              ...(blocked === undefined ? {} : { BlockedEncryptionTypes: { EncryptionType: blocked } }),
            },
          ],
        },
      } as JsonObject,
    });
    for (const found of [encrypted(['NONE']), encrypted()])
      expect(texts(encrypted(['SSE-C']), found)).toEqual([
        expect.stringMatching(
          /^blocked encryption types: .*SSE-C.*PutBucketEncryption and DeleteBucketEncryption/,
        ),
      ]);
    expect(texts(encrypted(['SSE-C']), encrypted(['SSE-C']))).toEqual([]);
    // New buckets refuse it since April 2026, and older ones do not.
    expect(texts(encrypted(), encrypted(['SSE-C']))).toEqual([]);
  });

  test('MFA Delete is compared only where it is wanted', () => {
    const off = { properties: DEPLOYED, hasMfaDelete: false };
    expect(texts({ properties: DEPLOYED }, off)).toEqual([]);
    expect(texts({ properties: DEPLOYED, mfaDelete: true }, off)).toEqual([
      'MFA Delete: off instead of on; look for PutBucketVersioning',
    ]);
    expect(texts({ properties: DEPLOYED, mfaDelete: true }, { ...off, hasMfaDelete: true })).toEqual([]);
  });
});
