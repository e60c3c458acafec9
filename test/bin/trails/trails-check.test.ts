import { POSTURE_CHECKS } from '../../../bin/trails/posture/posture-checks';
import type { PlaceRequest } from '../places/serve-places';
import { type Outcome, runTrailwatch } from '../run-trailwatch';
import {
  ACCOUNT,
  aclOf,
  BUCKET,
  BUCKET_POLICY,
  type BucketAnswers,
  encryptionOf,
  KEY,
  KEY_ARN,
  type KeyAnswers,
  LIVE,
  type LiveAnswers,
  type LiveTrailAnswers,
  LOGS,
  ROLES,
  rowsOf,
  STORE_ARN,
  serveLive,
  TRAIL,
  TRAIL_ARN,
  trailsOn,
} from './live-account';

function faultsOf(outcome: Outcome): readonly (readonly unknown[])[] {
  return rowsOf(outcome)
    .filter(({ status }) => status !== 'pass')
    .map(({ check, status, found }) => [check, status, found]);
}

const withTrail = (trail: Partial<LiveTrailAnswers>): LiveAnswers => ({
  ...LIVE,
  trails: [{ ...TRAIL, ...trail }],
});
const described = (settings: object): LiveAnswers =>
  withTrail({ described: { ...TRAIL.described, ...settings } });
const withBucket = (bucket: Partial<BucketAnswers>): LiveAnswers => ({
  ...LIVE,
  buckets: { logs: { ...BUCKET, ...bucket } as BucketAnswers },
});
const withPolicy = (statements: readonly object[]): LiveAnswers =>
  withBucket({ policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });
const withKey = (key: Partial<KeyAnswers>): LiveAnswers => ({
  ...LIVE,
  keys: { [KEY_ARN]: { ...KEY, ...key } },
});
const withStore = (settings: object): LiveAnswers => ({
  ...LIVE,
  stores: [
    { EventDataStoreArn: STORE_ARN, KmsKeyId: KEY_ARN, TerminationProtectionEnabled: true, ...settings },
  ],
});
const without = (settings: object, name: string): object =>
  Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
const MANAGEMENT_ONLY = {
  AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }],
};
/** All management events, and object events under a further condition. */
const ofObjects = (condition: object) => ({
  AdvancedEventSelectors: [
    ...MANAGEMENT_ONLY.AdvancedEventSelectors,
    {
      FieldSelectors: [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
        condition,
      ],
    },
  ],
});
const withoutSource = (source: string) => ({
  EventSelectors: [
    {
      ...{ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [source] },
      DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    },
  ],
});
const WRITES_ONLY = {
  EventSelectors: [
    {
      ReadWriteType: 'WriteOnly',
      IncludeManagementEvents: true,
      DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
    },
  ],
};
const SECOND_TRAIL: LiveTrailAnswers = {
  ...TRAIL,
  described: {
    ...{ ...TRAIL.described, Name: 'second', IsMultiRegionTrail: false, HomeRegion: 'us-east-1' },
    TrailARN: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/second`,
  },
};

const STRANGERS = { StringNotEquals: { 'aws:SourceAccount': ACCOUNT } };
/** A bucket that CloudTrail may write to without a condition, and a denial for strangers. */
const withDenial = (denial: object) =>
  withPolicy([
    BUCKET_POLICY[0] ?? {},
    without(BUCKET_POLICY[1] ?? {}, 'Condition'),
    {
      ...{ Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: 'arn:aws:s3:::logs/*' },
      ...{ Condition: STRANGERS, ...denial },
    },
  ]);

/** What fails where; every check has at least one. */
const FAULTS: readonly (readonly [live: LiveAnswers, ...(readonly [check: string, found: string])[]])[] = [
  [
    withTrail({
      selectors: {
        AdvancedEventSelectors: [],
        EventSelectors: [
          {
            IncludeManagementEvents: false,
            DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3:::'] }],
          },
        ],
      },
    }),
    ['multi-region-trail', 'no trail of all Regions logs both read and write management events'],
  ],
  [
    { ...LIVE, trails: [], buckets: {}, keys: {} },
    ['multi-region-trail', 'no trail of all Regions logs both read and write management events'],
    ['any-trail', 'no trail logs'],
    ['every-region', 'no trail logs in eu-west-1, us-east-1'],
    ['s3-write-events', 'no trail of all Regions logs all events that write objects of all buckets'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
  ],
  [
    described({ IsMultiRegionTrail: false }),
    ['multi-region-trail', 'no trail of all Regions logs both read and write management events'],
    ['every-region', 'no trail logs in us-east-1'],
    ['s3-write-events', 'no trail of all Regions logs all events that write objects of all buckets'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
  ],
  [
    withTrail({ selectors: MANAGEMENT_ONLY }),
    ['s3-write-events', 'no trail of all Regions logs all events that write objects of all buckets'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
  ],
  [
    withTrail({ selectors: WRITES_ONLY }),
    ['multi-region-trail', 'no trail of all Regions logs both read and write management events'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
  ],
  ...[
    { Field: 'eventName', Equals: ['PutObject', 'GetObject'] },
    { Field: 'userIdentity.arn', NotStartsWith: [`arn:aws:sts::${ACCOUNT}:assumed-role/App/`] },
    { Field: 'sessionCredentialFromConsole', NotEquals: ['true'] },
    { Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::secrets/'] },
    { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::'], NotEndsWith: ['.tmp'] },
    { Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::a'] },
  ].map((condition): (typeof FAULTS)[number] => [
    withTrail({ selectors: ofObjects(condition) }),
    ['s3-write-events', 'no trail of all Regions logs all events that write objects of all buckets'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
  ]),
  ...['kms.amazonaws.com', 'rdsdata.amazonaws.com'].map((source): (typeof FAULTS)[number] => [
    withTrail({ selectors: withoutSource(source) }),
    ['management-sources', 'every trail of all Regions leaves out events of KMS or the RDS Data API'],
  ]),
  [
    { ...LIVE, trails: [TRAIL, SECOND_TRAIL] },
    ['one-management-copy', 'audit, second log the same management events in us-east-1'],
  ],
  [
    withTrail({ status: { IsLogging: false, StopLoggingTime: 1795000000 } }),
    ['multi-region-trail', 'no trail of all Regions logs both read and write management events'],
    ['any-trail', 'no trail logs'],
    ['every-region', 'no trail logs in eu-west-1, us-east-1'],
    ['s3-write-events', 'no trail of all Regions logs all events that write objects of all buckets'],
    ['s3-read-events', 'no trail of all Regions logs all events that read objects of all buckets'],
    ['logging', 'the trail is not logging since 2026-11-18T11:06:40Z'],
  ],
  [
    withTrail({ status: { ...LOGS, LatestDeliveryError: 'NoSuchBucket' } }),
    ['delivery', 'log files are not delivered (NoSuchBucket) in eu-west-1, us-east-1'],
  ],
  [described({ LogFileValidationEnabled: false }), ['log-file-validation', 'log file validation is off']],
  [
    described({ KmsKeyId: undefined }),
    ['log-file-encryption', 'log files are encrypted with S3 managed keys (SSE-S3)'],
  ],
  [described({ CloudWatchLogsLogGroupArn: undefined }), ['cloudwatch-logs', 'the trail has no log group']],
  [withTrail({ insights: [] }), ['insights', 'the trail has no Insights']],
  [
    withTrail({
      selectors: ofObjects({ Field: 'resources.ARN', NotStartsWith: ['arn:aws:s3:::logs/AWSLogs/1'] }),
    }),
    [
      'own-deliveries',
      "the trail 'audit' logs its own deliveries to its bucket, so that each delivery causes another, for ever",
    ],
  ],
  [
    withTrail({ tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'x' }] }),
    ['trail-tags', 'the trail has no tag'],
  ],
  [
    { ...LIVE, buckets: {} },
    ['bucket-exists', 'there is no bucket logs, and the trail still delivers to it'],
  ],
  [
    withBucket({
      policyStatus: '<PolicyStatus><IsPublic>true</IsPublic></PolicyStatus>',
      acl: aclOf(['AllUsers']),
      publicAccessBlock: undefined,
    }),
    ['bucket-not-public', 'the policy is public; the ACL has a grant for AllUsers'],
    [
      'bucket-public-access-block',
      'off: BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets',
    ],
  ],
  [
    withBucket({ logging: '<BucketLoggingStatus/>' }),
    ['bucket-access-logging', 'server access logging is off'],
  ],
  [
    withBucket({ policy: undefined, policyStatus: undefined }),
    ['bucket-tls', 'no statement denies requests without TLS'],
  ],
  [
    withPolicy([{ ...BUCKET_POLICY[0], Principal: { AWS: ACCOUNT } }, BUCKET_POLICY[1] ?? {}]),
    ['bucket-tls', 'no statement denies requests without TLS'],
  ],
  [
    withPolicy([
      {
        ...without(BUCKET_POLICY[0] ?? {}, 'Principal'),
        NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:role/App` },
      },
      without(BUCKET_POLICY[1] ?? {}, 'Condition'),
      {
        ...{ Effect: 'Deny', NotPrincipal: { Service: 'cloudtrail.amazonaws.com' }, Action: 's3:PutObject' },
        ...{ Resource: '*', Condition: { StringNotEquals: { 'aws:SourceAccount': ACCOUNT } } },
      },
    ]),
    ['bucket-tls', 'no statement denies requests without TLS'],
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ],
  [
    withPolicy([BUCKET_POLICY[0] ?? {}, without(BUCKET_POLICY[1] ?? {}, 'Condition')]),
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ],
  ...[
    { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } },
    { StringLike: { 'aws:SourceAccount': '*' } },
    { Null: { 'aws:SourceArn': 'false' } },
    { StringNotEquals: { 'aws:SourceAccount': '444455556666' } },
    // Trails of accounts outside of any organization have no such key.
    { StringEqualsIfExists: { 'aws:SourceOrgID': 'o-example1234' } },
  ].map((Condition): (typeof FAULTS)[number] => [
    withPolicy([BUCKET_POLICY[0] ?? {}, { ...BUCKET_POLICY[1], Condition }]),
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ]),
  [
    withPolicy([
      BUCKET_POLICY[0] ?? {},
      without(BUCKET_POLICY[1] ?? {}, 'Condition'),
      {
        ...{ Effect: 'Deny', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:DeleteObject' },
        ...{ Resource: '*', Condition: { StringNotEquals: { 'aws:SourceAccount': ACCOUNT } } },
      },
    ]),
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ],
  ...[
    { Action: 's3:*Object' },
    { Action: undefined, NotAction: 's3:DeleteObject' },
    { Principal: '*' },
    {
      Principal: '*',
      Condition: { StringEquals: { 'aws:PrincipalServiceName': 'cloudtrail.amazonaws.com' } },
    },
  ].map((open): (typeof FAULTS)[number] => [
    withPolicy([BUCKET_POLICY[0] ?? {}, { ...without(BUCKET_POLICY[1] ?? {}, 'Condition'), ...open }]),
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ]),
  ...[
    { Resource: 'arn:aws:s3:::logs/reports/*' },
    { Condition: { ...STRANGERS, Bool: { 'aws:PrincipalIsAWSService': 'false' } } },
    { Condition: { ...STRANGERS, Null: { 'aws:SourceAccount': 'true' } } },
    { Condition: { 'ForAnyValue:StringNotLike': { 'aws:SourceOrgPaths': 'o-example1234/*' } } },
    {
      Condition: {
        StringNotEquals: { 'aws:SourceOrgID': 'o-example1234' },
        Null: { 'aws:SourceOrgID': 'false' },
      },
    },
  ].map((narrow): (typeof FAULTS)[number] => [
    withDenial(narrow),
    ['bucket-writers', 'a statement lets CloudTrail write for trails of any account'],
  ]),
  [
    withPolicy([{ ...BUCKET_POLICY[0], Resource: 'arn:aws:s3:::logs/reports/*' }, BUCKET_POLICY[1] ?? {}]),
    ['bucket-tls', 'no statement denies requests without TLS'],
  ],
  [
    withPolicy([
      {
        ...BUCKET_POLICY[0],
        Condition: {
          Bool: { 'aws:SecureTransport': 'false' },
          StringEquals: { 'aws:PrincipalAccount': '444455556666' },
        },
      },
      BUCKET_POLICY[1] ?? {},
    ]),
    ['bucket-tls', 'no statement denies requests without TLS'],
  ],
  [
    withBucket({ versioning: '<VersioningConfiguration/>' }),
    ['bucket-versioning', 'versioning is off'],
    ['bucket-mfa-delete', 'MFA delete is off'],
  ],
  [withBucket({ 'object-lock': undefined }), ['bucket-object-lock', 'Object Lock is off']],
  ...[encryptionOf([]), encryptionOf(['NONE']), undefined].map((encryption): (typeof FAULTS)[number] => [
    withBucket({ encryption }),
    ['bucket-customer-keys', 'SSE-C not refused'],
  ]),
  [withBucket({ lifecycle: undefined }), ['bucket-lifecycle', 'no lifecycle rule is enabled']],
  [
    withBucket({
      lifecycle:
        '<LifecycleConfiguration><Rule><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule></LifecycleConfiguration>',
    }),
    ['bucket-expiration', 'log files expire after 3 days'],
  ],
  // KMS says of a key that waits for its deletion that it does not rotate, whatever was set.
  ...['PendingDeletion', 'Disabled'].map((KeyState): (typeof FAULTS)[number] => [
    withKey({ metadata: { KeyState }, isRotated: false }),
    ['key-enabled', `its state is ${KeyState}`],
  ]),
  [withKey({ isRotated: false }), ['key-rotation', 'rotation is off']],
  [
    withKey({ policy: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:Decrypt', Resource: '*' }] }),
    ['key-not-public', 'a statement allows everyone'],
  ],
  [
    { ...LIVE, logGroups: [{ logGroupName: 'audit-of-others' }] },
    ['log-group-exists', 'there is no log group audit'],
  ],
  [
    { ...LIVE, logGroups: [{ logGroupName: 'audit', retentionInDays: 90 }] },
    ['log-group-retention', 'events expire after 90 days'],
  ],
  [withStore({ KmsKeyId: undefined }), ['store-encryption', 'it has no KMS key']],
  [withStore({ TerminationProtectionEnabled: false }), ['store-protected', 'termination protection is off']],
];

describe('trailwatch trails --check', () => {
  it('passes where everything is as asked, each check once, and ends with status 0', async () => {
    const outcome = await trailsOn(LIVE, ['--check']);
    expect(faultsOf(outcome)).toEqual([]);
    expect(outcome.stderr).toMatch(/^trails=1 places=2 passed=\d+ failed=0 unknown=0 seconds=0\.00\n$/);
    const names = POSTURE_CHECKS.map(({ name }) => name).filter((name) => name !== 'stores-listed');
    expect(rowsOf(outcome).map(({ check }) => check)).toEqual(names);
    expect(outcome.status).toBe(0);
  });

  it.each(FAULTS.map(([live, ...wanted]) => ({ live, wanted })))(
    'finds what is not as asked, and nothing else (%#)',
    async ({ live, wanted }) => {
      const outcome = await trailsOn(live, ['--check']);
      // some of the selectors are basic ones, which cannot leave a bucket out
      const isMeant = ([check]: readonly unknown[]) =>
        check !== 'own-deliveries' || wanted.some(([name]) => name === check);
      expect(faultsOf(outcome).filter(isMeant)).toEqual(
        wanted.map(([check, found]) => [check, 'fail', found]),
      );
      for (const { status, remedy } of rowsOf(outcome)) expect(remedy !== undefined).toBe(status === 'fail');
      expect(outcome.status).toBe(1);
    },
  );

  it('a remedy of the bucket that names trailwatch trails policy prints what passes the check', async () => {
    const printed = await runTrailwatch(['trails', 'policy', 'bucket', 'logs', '--trail', TRAIL_ARN]);
    const outcome = await trailsOn(withBucket({ policy: printed.stdout }), ['--check']);
    const named = rowsOf(outcome).filter(({ remedy }) =>
      String(remedy).includes('trailwatch trails policy bucket'),
    );
    expect(named).toEqual([]);
  });

  it.each<object>([
    {},
    { Action: 's3:*', Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/AWSLogs/*'] },
    { Condition: { ...STRANGERS, Bool: { 'aws:PrincipalIsAWSService': 'true' } } },
    { Condition: { ...STRANGERS, Null: { 'aws:SourceAccount': 'false' } } },
    { Condition: { StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-example1234' } } },
    { Principal: { Service: 'cloudtrail.amazonaws.com' } },
  ])('takes a denial for strangers as one that covers what is allowed (%#)', async (denial) => {
    expect(faultsOf(await trailsOn(withDenial(denial), ['--check']))).toEqual([]);
  });

  it('takes writers of the own organization for no trails', async () => {
    const own = {
      ...{ ...BUCKET_POLICY[1], Principal: '*' },
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-example1234' } },
    };
    expect(faultsOf(await trailsOn(withPolicy([...BUCKET_POLICY, own]), ['--check']))).toEqual([]);
  });

  it('finds what fails in one Region alone, as the status does', async () => {
    const missing = { ...LIVE, isKnown: (_: unknown, { region }: PlaceRequest) => region !== 'us-east-1' };
    expect(faultsOf(await trailsOn(missing, ['--check']))).toEqual([
      ['every-region', 'fail', 'no trail logs in us-east-1'],
    ]);
    const { answer } = serveLive(LIVE);
    const failing = { LatestDeliveryError: 'KMS.AccessDenied' };
    const failsThere = (request: PlaceRequest) =>
      request.operation === 'GetTrailStatus' && request.region === 'us-east-1'
        ? { body: { ...LOGS, ...failing } }
        : answer(request);
    expect(faultsOf(await trailsOn(LIVE, ['--check'], { places: { answer: failsThere } }))).toEqual([
      ['delivery', 'fail', 'log files are not delivered (KMS.AccessDenied) in us-east-1'],
    ]);
  });

  it('takes the start of the ARNs of all buckets for all of them', async () => {
    const all = ofObjects({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::'] });
    const found = faultsOf(await trailsOn(withTrail({ selectors: all }), ['--check']));
    expect(found.map(([check]) => check)).toEqual(['own-deliveries']);
  });

  it('takes all buckets but that of the trail for all of them, as EventSelection leaves it out', async () => {
    const faultsBut = async (...NotStartsWith: string[]) => {
      const selectors = ofObjects({ Field: 'resources.ARN', NotStartsWith });
      return faultsOf(await trailsOn(withTrail({ selectors }), ['--check'])).map(([check]) => check);
    };
    expect(await faultsBut('arn:aws:s3:::logs/')).toEqual([]);
    const both = ['s3-write-events', 's3-read-events'];
    // Buckets whose names begin with that of the trail's are left out, too.
    expect(await faultsBut('arn:aws:s3:::logs')).toEqual(both);
    expect(await faultsBut('arn:aws:s3:::logs/', 'arn:aws:s3:::secret/')).toEqual(both);
  });

  it.each([
    ['logs every object', ofObjects({ Field: 'resources.ARN', StartsWith: ['arn:aws:s3:::'] }), ['unknown']],
    ['leaves its bucket out', TRAIL.selectors, []],
  ])(
    'does not know whether a trail that %s logs its own deliveries in the bucket of an account that it does not read',
    async (_what, selectors, wanted) => {
      const live = { ...withBucket({ owner: '888888888888' }), trails: withTrail({ selectors }).trails };
      const found = faultsOf(await trailsOn(live, ['--check'])).filter(
        ([check]) => check === 'own-deliveries',
      );
      expect(found.map(([, status]) => status)).toEqual(wanted);
      for (const [, , words] of found) expect(words).toContain(`it is not a bucket of ${ACCOUNT}`);
    },
  );

  it('has a case that fails each check, but of those that only list', () => {
    const failing = new Set(FAULTS.flatMap(([, ...wanted]) => wanted.map(([check]) => check)));
    const names = POSTURE_CHECKS.map(({ name }) => name);
    expect(names.filter((name) => !failing.has(name))).toEqual(['stores-listed']);
  });

  it.each<readonly [string, readonly string[]]>([
    [
      'cloudtrail:DescribeTrails',
      [
        'multi-region-trail',
        'any-trail',
        'every-region',
        's3-write-events',
        's3-read-events',
        'one-management-copy',
      ],
    ],
    [
      'cloudtrail:GetTrailStatus',
      [
        'multi-region-trail',
        'any-trail',
        'every-region',
        's3-write-events',
        's3-read-events',
        'one-management-copy',
        'logging',
        'delivery',
      ],
    ],
    [
      'cloudtrail:GetEventSelectors',
      ['multi-region-trail', 's3-write-events', 's3-read-events', 'one-management-copy', 'own-deliveries'],
    ],
    ['cloudtrail:GetInsightSelectors', ['insights']],
    ['cloudtrail:ListTags', ['trail-tags']],
    ['cloudtrail:ListEventDataStores', ['stores-listed']],
    ['cloudtrail:GetEventDataStore', ['store-encryption', 'store-protected']],
    ['s3:ListBucket', POSTURE_CHECKS.map(({ name }) => name).filter((name) => name.startsWith('bucket-'))],
    ['s3:GetBucketPolicy', ['bucket-tls', 'bucket-writers']],
    ['s3:GetBucketPolicyStatus', []],
    ['s3:GetBucketAcl', []],
    ['s3:GetBucketPublicAccessBlock', ['bucket-public-access-block']],
    ['s3:GetBucketVersioning', ['bucket-versioning', 'bucket-mfa-delete']],
    ['s3:GetBucketObjectLockConfiguration', ['bucket-object-lock']],
    ['s3:GetEncryptionConfiguration', ['bucket-customer-keys']],
    ['s3:GetLifecycleConfiguration', ['bucket-lifecycle', 'bucket-expiration']],
    ['s3:GetBucketLogging', ['bucket-access-logging']],
    ['kms:DescribeKey', ['key-enabled']],
    ['kms:GetKeyRotationStatus', ['key-rotation']],
    ['kms:GetKeyPolicy', ['key-not-public']],
    ['logs:DescribeLogGroups', ['log-group-exists', 'log-group-retention']],
  ])('what %s would tell is unknown where it is denied, and says what it takes', async (denied, wanted) => {
    const live = { ...LIVE, isDenied: (permission: string) => permission === denied };
    const outcome = await trailsOn(live, ['--check']);
    const open = rowsOf(outcome).filter(({ status }) => status === 'unknown');
    expect(open.map(({ check }) => check)).toEqual(wanted);
    for (const { found } of open) expect(found).toContain(denied);
    expect(rowsOf(outcome).some(({ status }) => status === 'fail')).toBe(false);
    expect(outcome.status).toBe(wanted.length === 0 ? 0 : 2);
  });

  it('asks for the status where a Region does not list its trails, and never ends with 0 there', async () => {
    const { answer } = serveLive(LIVE);
    const refusing = (status: object) => (request: PlaceRequest) => {
      if (request.region !== 'us-east-1') return answer(request);
      if (request.operation === 'DescribeTrails') return { code: 'AccessDeniedException' };
      return request.operation === 'GetTrailStatus' ? { body: status } : answer(request);
    };
    const excluded = ['every-region', 'one-management-copy'].flatMap((name) => ['--exclude-check', name]);
    const check = (status: object) =>
      trailsOn(LIVE, ['--check', ...excluded], { places: { answer: refusing(status) } });
    const failing = await check({ ...LOGS, LatestDeliveryError: 'AccessDenied' });
    expect(faultsOf(failing)).toEqual([
      ['delivery', 'fail', 'log files are not delivered (AccessDenied) in us-east-1'],
    ]);
    const working = await check(LOGS);
    expect(faultsOf(working)).toEqual([]);
    for (const { status, stderr } of [failing, working]) {
      expect(status).toBe(2);
      expect(stderr).toContain('us-east-1: access was denied; this requires cloudtrail:DescribeTrails');
    }
  });

  it('names each Region that was not read once', async () => {
    const { answer } = serveLive(LIVE);
    const refusing = (request: PlaceRequest) =>
      /^ListEventDataStores$|^DescribeTrails$/.test(request.operation)
        ? { code: 'AccessDeniedException' }
        : answer(request);
    const outcome = await trailsOn(LIVE, ['--check'], { places: { answer: refusing } });
    const reasons = rowsOf(outcome).flatMap(({ status, found = '' }) =>
      status === 'unknown' ? [found] : [],
    );
    expect(reasons.length).toBeGreaterThan(1);
    for (const reason of reasons) {
      const regions = reason.match(/\b[a-z]{2}-[a-z]+-\d\b/g) ?? [];
      expect([reason, regions]).toEqual([reason, [...new Set(regions)]]);
    }
  });

  it('a public policy or ACL that nobody may read is unknown where Block Public Access does not decide', async () => {
    const open = withBucket({ publicAccessBlock: undefined });
    for (const denied of ['s3:GetBucketPolicyStatus', 's3:GetBucketAcl']) {
      const outcome = await trailsOn({ ...open, isDenied: (one) => one === denied }, ['--check']);
      expect(rowsOf(outcome).find(({ check }) => check === 'bucket-not-public')?.status).toBe('unknown');
      expect(outcome.status).toBe(2);
    }
  });

  it('judges an organization trail that a member sees, and says whom to ask for its bucket and key', async () => {
    const arn = 'arn:aws:cloudtrail:eu-west-1:999999999999:trail/organization';
    const key = 'arn:aws:kms:eu-west-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const settings = { TrailARN: arn, Name: 'organization', IsOrganizationTrail: true, KmsKeyId: key };
    const live = {
      ...described({
        ...settings,
        CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:999999999999:log-group:audit:*',
      }),
      ...{ buckets: { logs: { ...BUCKET, owner: '888888888888' } }, keys: { [key]: KEY } },
      isDenied: (permission: string) => permission.startsWith('kms:'),
    };
    const outcome = await trailsOn(live, ['--check']);
    const rows = rowsOf(outcome);
    expect(rows.find(({ check }) => check === 'multi-region-trail')).toMatchObject({
      status: 'pass',
      resource: ACCOUNT,
    });
    expect(rows.find(({ check }) => check === 'log-file-validation')).toMatchObject({
      ...{ status: 'pass', resource: arn, account: '999999999999' },
    });
    expect(rows.find(({ check }) => check === 'bucket-not-public')).toMatchObject({
      status: 'unknown',
      found: expect.stringContaining(
        `it is not a bucket of ${ACCOUNT}, or s3:ListBucket is denied there (access was denied); add a role of the account that owns it`,
      ),
    });
    expect(rows.find(({ check }) => check === 'key-enabled')?.found).toContain(
      'of account 999999999999, which was not read',
    );
    expect(rows.find(({ check }) => check === 'log-group-exists')?.found).toContain(
      'of account 999999999999, which was not read: add a role of that account (--role-arn, or --organization)',
    );
    expect(outcome.status).toBe(2);
  });

  it('judges an event data store of the organization once, as one of its owner, when a delegated administrator sees it, too', async () => {
    const { answer } = serveLive(LIVE);
    const all = (request: PlaceRequest) =>
      request.operation === 'ListEventDataStores' && request.region === 'eu-west-1'
        ? { body: { EventDataStores: LIVE.stores } }
        : answer(request);
    const roles = [ROLES[0] ?? '', `arn:aws:iam::${ACCOUNT}:role/AKIAEXAMPLE`];
    for (const asked of [roles, roles.slice(0, 1)]) {
      const options = ['--check', ...asked.flatMap((role) => ['--role-arn', role])];
      const rows = rowsOf(await trailsOn(LIVE, options, { places: { roles, answer: all } }));
      expect(rows.filter(({ check }) => check === 'store-encryption').map(({ account }) => account)).toEqual([
        ACCOUNT,
      ]);
    }
  });

  it('asks the account that owns them for a bucket and a key of another account', async () => {
    const key = 'arn:aws:kms:eu-west-1:222222222222:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const foreign = described({ KmsKeyId: key });
    const live: LiveAnswers = {
      ...foreign,
      ...{ buckets: { logs: { ...BUCKET, owner: '222222222222' } }, keys: { [key]: KEY } },
      isKnown: (_trail, { accessKeyId }) => accessKeyId !== 'AuditTwo',
      isDenied: (permission, accessKeyId) => permission.startsWith('kms:') && accessKeyId !== 'AuditTwo',
    };
    const outcome = await trailsOn(live, ['--check', ...ROLES.flatMap((role) => ['--role-arn', role])], {
      places: { roles: ROLES },
    });
    const rows = rowsOf(outcome).filter(({ check }) => /^(bucket|key)-/.test(check));
    expect(rows.map(({ status }) => status)).toEqual(rows.map(() => 'pass'));
    expect(new Set(rows.map(({ account }) => account))).toEqual(new Set(['222222222222']));
  });

  it.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('judges trails of the partition %s', async (partition, region) => {
    const local = JSON.parse(
      JSON.stringify(LIVE).replaceAll('arn:aws:', `arn:${partition}:`).replaceAll('eu-west-1', region),
    ) as LiveAnswers;
    const outcome = await trailsOn({ ...local, isDenied: () => false }, ['--check', '--region', region], {
      places: { partition },
    });
    expect(faultsOf(outcome)).toEqual([]);
    expect(rowsOf(outcome).find(({ check }) => check === 'bucket-exists')?.resource).toBe(
      `arn:${partition}:s3:::logs`,
    );
  });

  it('reads each of 200 trails of two accounts once, and their one bucket, key and log group once', async () => {
    const trails = Array.from({ length: 200 }, (_, at) => ({
      ...TRAIL,
      described: {
        ...{ ...TRAIL.described, Name: `t${at}` },
        TrailARN: `arn:aws:cloudtrail:eu-west-1:${at % 2 === 0 ? ACCOUNT : '222222222222'}:trail/t${at}`,
      },
    }));
    const asked: string[] = [];
    const roles = [ROLES[0] ?? '', `arn:aws:iam::${ACCOUNT}:role/AKIAEXAMPLE`];
    const options = ['--check', '--exclude-check', 'one-management-copy'];
    const outcome = await trailsOn(
      { ...LIVE, trails },
      [...options, ...roles.flatMap((role) => ['--role-arn', role])],
      {
        ...{ asked, places: { roles } },
      },
    );
    expect(faultsOf(outcome)).toEqual([]);
    const count = (what: string) => asked.filter((one) => one === what).length;
    expect(count('cloudtrail:DescribeTrails')).toBe(4);
    for (const once of ['GetEventSelectors', 'GetInsightSelectors', 'ListTags'])
      expect(count(`cloudtrail:${once}`)).toBe(200);
    // In each of the two Regions.
    expect(count('cloudtrail:GetTrailStatus')).toBe(400);
    expect(['s3:GetBucketPolicy logs', 'kms:DescribeKey', 'logs:DescribeLogGroups'].map(count)).toEqual([
      1, 1, 1,
    ]);
  });

  it('takes a key for public unless a condition says who asks', async () => {
    const everybody = (Condition: object) =>
      withKey({
        policy: [{ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*', Condition }],
      });
    const verdict = async (live: LiveAnswers) =>
      rowsOf(await trailsOn(live, ['--check'])).find(({ check }) => check === 'key-not-public')?.status;
    expect(await verdict(everybody({ StringEquals: { 'kms:CallerAccount': ACCOUNT } }))).toBe('pass');
    expect(await verdict(everybody({ StringLike: { 'aws:PrincipalArn': '*' } }))).toBe('fail');
    expect(await verdict(everybody({ StringNotEquals: { 'aws:PrincipalOrgID': 'o-example1234' } }))).toBe(
      'fail',
    );
    expect(await verdict(everybody({ Bool: { 'aws:SecureTransport': 'true' } }))).toBe('fail');
  });
});
