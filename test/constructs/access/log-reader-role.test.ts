import { App, CfnParameter, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LogArchive, LogFolder, LogReader, LogReaderRole, type LogReaderRoleProps } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  newStack,
  ORGANIZATION,
  ORGANIZATION_TRAIL,
  REGION,
  resourceOf,
  resourcesOf,
  synthError,
  TRAIL,
  warningsOf,
} from '../synthesize';

const READER = '222233334444';
const OWN = LogReader.ownAccount({ account: READER });
const VENDOR = LogReader.thirdParty({ account: READER, externalId: 'customer/4711' });
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/Sharing`;

function share(props: Partial<LogReaderRoleProps> = {}) {
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL], keyPrefix: 'audit' });
  const role = new LogReaderRole(stack, 'Reader', { archive, reader: OWN, roleName: 'Sharing', ...props });
  return { stack, archive, role };
}

const trustOf = (stack: Stack) =>
  resourceOf(stack, 'AWS::IAM::Role', 'Reader').Properties.AssumeRolePolicyDocument.Statement;
const statementsOf = (stack: Stack) =>
  resourceOf(stack, 'AWS::IAM::ManagedPolicy', 'Reader').Properties.PolicyDocument.Statement;
const rootOf = (account: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${account}:root`]],
});

/** How many accounts' folders of records one policy and one role take. */
const FULL_POLICY = 30;
const FULL_ROLE = 300;

const accounts = (count: number) =>
  Array.from({ length: count }, (_, index) => String(100_000_000_000 + index));
const policiesOf = (stack: Stack) =>
  resourcesOf(stack, 'AWS::IAM::ManagedPolicy', 'Reader').map(({ Properties }) => Properties);

function shareRecordsOf(count: number, enabled = true) {
  const readable = { accounts: accounts(count), folders: [LogFolder.RECORDS] };
  return share({ readable, enabled, validUntil: new Date('2027-01-31T00:00:00Z') });
}

/** The ARNs of bucket and key put in, as long as they get anywhere. */
function asDeployed(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (_, value) => {
    if (value?.['Fn::Join'] !== undefined) return value['Fn::Join'][1].join('');
    if (value?.['Fn::GetAtt'] === undefined) return value;
    return value['Fn::GetAtt'][0].startsWith('ArchiveBucket')
      ? `arn:aws-us-gov:s3:::${'b'.repeat(63)}`
      : `arn:aws-us-gov:kms:us-gov-west-1:${ACCOUNT}:key/mrk-${'0'.repeat(32)}`;
  });
}

describe('who may take the role of a reader', () => {
  test('is an own account as a whole', () => {
    expect(trustOf(share().stack)).toEqual([
      {
        Sid: 'LetReaderIn',
        Effect: 'Allow',
        Principal: { AWS: rootOf(READER) },
        Action: 'sts:AssumeRole',
      },
    ]);
  });

  test('may be certain roles of it, with a second factor, as long as they are in an organization', () => {
    const principalArns = [`arn:aws:iam::${READER}:role/Analyst`, `arn:aws:iam::${READER}:user/ann`];
    const reader = LogReader.ownAccount({
      account: READER,
      principalArns,
      requireMfa: true,
      organizationId: 'o-another00000',
    });
    expect(trustOf(share({ reader }).stack)[0]).toMatchObject({
      Principal: { AWS: principalArns },
      Condition: {
        StringEquals: { 'aws:PrincipalOrgID': 'o-another00000' },
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
      },
    });
  });

  test('must be in the organization that the archive logs, unless it is a third party', () => {
    const conditionFor = (reader: LogReader) => {
      const stack = newStack();
      const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
      new LogReaderRole(stack, 'Reader', { archive, reader });
      return trustOf(stack)[0].Condition;
    };
    expect(conditionFor(OWN)).toEqual({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } });
    expect(conditionFor(VENDOR)).toEqual({ StringEquals: { 'sts:ExternalId': 'customer/4711' } });
  });

  test('cannot be assumed once sharing is stopped, and running sessions may do nothing', () => {
    const { stack } = share({ enabled: false });
    expect(trustOf(stack)).toEqual([
      { Sid: 'SharingIsStopped', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' },
    ]);
    expect(statementsOf(stack)).toEqual([
      { Sid: 'SharingIsStopped', Effect: 'Deny', Action: '*', Resource: '*' },
    ]);
  });
});

describe('what a reader may do', () => {
  test('is to get, list and decrypt the chosen folders, and nothing else', () => {
    const { stack } = share({
      readable: { accounts: [ACCOUNT], regions: [REGION], folders: [LogFolder.RECORDS, LogFolder.DIGESTS] },
    });
    const bucketArn = { 'Fn::GetAtt': ['ArchiveBucket49F1AC64', 'Arn'] };
    const folders = [
      `audit/AWSLogs/${ACCOUNT}/CloudTrail/${REGION}/*`,
      `audit/AWSLogs/${ACCOUNT}/CloudTrail-Digest/${REGION}/*`,
    ];
    expect(statementsOf(stack)).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectVersion'],
        Resource: folders.map((folder) => ({ 'Fn::Join': ['', [bucketArn, `/${folder}`]] })),
      },
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket', 's3:ListBucketVersions'],
        Resource: bucketArn,
        Condition: { StringLike: { 's3:prefix': folders } },
      },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: { 'Fn::GetAtt': ['ArchiveKey830AE853', 'Arn'] },
        Condition: {
          StringLike: {
            'kms:EncryptionContext:aws:s3:arn': [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
          },
        },
      },
    ]);
  });

  test('ends at the second it is told, for the role and for every statement', () => {
    const { stack } = share({ validUntil: new Date('2027-01-31T12:00:00.999Z') });
    const until = { DateLessThan: { 'aws:CurrentTime': '2027-01-31T12:00:00Z' } };
    const statements = [...trustOf(stack), ...statementsOf(stack)];
    expect(statements).toHaveLength(4);
    for (const { Condition } of statements) expect(Condition).toMatchObject(until);
  });

  test('lasts an hour a session, or as long as is said', () => {
    const durationOf = (stack: Stack) =>
      resourceOf(stack, 'AWS::IAM::Role', 'Reader').Properties.MaxSessionDuration;
    expect(durationOf(share().stack)).toBe(3600);
    expect(durationOf(share({ maxSessionDuration: Duration.hours(12) }).stack)).toBe(43_200);
  });
});

describe('what is too long for one policy', () => {
  test('is split where the first is full', () => {
    expect(policiesOf(shareRecordsOf(FULL_POLICY).stack)).toHaveLength(1);
    expect(policiesOf(shareRecordsOf(FULL_POLICY + 1).stack)).toHaveLength(2);
  });

  test('is full when the next folder would not fit, with the longest name that a bucket can have', () => {
    const lengthOf = (count: number) => {
      const documents = policiesOf(shareRecordsOf(count).stack).map(({ PolicyDocument }) => PolicyDocument);
      return documents.map((document) => JSON.stringify(asDeployed(document)).length);
    };
    const [full = 0] = lengthOf(FULL_POLICY);
    const step = full - (lengthOf(FULL_POLICY - 1)[0] ?? 0);
    expect(full).toBeLessThanOrEqual(6144);
    // every ARN is reckoned with the length of a key's, which is 3 characters more than a bucket's
    expect(full + step + 3 * (FULL_POLICY + 4)).toBeGreaterThan(6144);
    for (const length of lengthOf(FULL_ROLE)) expect(length).toBeLessThanOrEqual(6144);
  });

  test('is got, listed, decrypted and ended by each of the policies alone', () => {
    const policies = policiesOf(shareRecordsOf(FULL_POLICY + 1).stack);
    const kinds = policies.map(({ PolicyDocument }) =>
      PolicyDocument.Statement.map(({ Action, Condition }: { Action: string; Condition: object }) => [
        [Action].flat()[0],
        'DateLessThan' in Condition,
      ]),
    );
    const whole = [
      ['s3:GetObject', true],
      ['s3:ListBucket', true],
      ['kms:Decrypt', true],
    ];
    expect(kinds).toEqual([whole, whole]);
  });

  test('changes a policy without replacing it when there are more', () => {
    const descriptions = policiesOf(shareRecordsOf(FULL_ROLE).stack).map(({ Description }) => Description);
    expect(new Set(descriptions)).toEqual(new Set(['What the role Sharing reads']));
  });

  test('fits an organization of five accounts in four Regions, every kind of file', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const regions = ['eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-2'];
    new LogReaderRole(stack, 'Reader', {
      archive,
      reader: OWN,
      readable: { accounts: accounts(5), regions },
    });
    expect(policiesOf(stack).length).toBeLessThanOrEqual(10);
  });

  test('is reckoned with the longest ARN where only the deployment knows accounts and bucket', () => {
    const policiesFor = (bucketArn: string, count: number) => {
      const stack = newStack();
      const bucket = Bucket.fromBucketArn(stack, 'Bucket', bucketArn);
      const archive = LogArchive.fromBucket(stack, 'Archive', {
        bucket,
        trails: [TRAIL],
        policyManagedElsewhere: true,
      });
      const parameters = accounts(count).map((id) => new CfnParameter(stack, `Account${id}`).valueAsString);
      const readable = { accounts: parameters, folders: [LogFolder.RECORDS] };
      new LogReaderRole(stack, 'Reader', { archive, reader: OWN, readable, policyManagedElsewhere: true });
      return policiesOf(stack).length;
    };
    expect(policiesFor('arn:aws:s3:::logs', 40)).toBe(2);
    expect(policiesFor('arn:aws:s3:::logs', 22)).toBe(1);
    expect(policiesFor(Fn.importValue('Logs'), 22)).toBe(2);
  });

  test('is one denial once sharing is stopped', () => {
    expect(policiesOf(shareRecordsOf(FULL_ROLE, false).stack)).toHaveLength(1);
  });
});

describe('what is handed over to the reader', () => {
  const statement = {
    Sid: 'ReadSharedLogs',
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: ROLE_ARN,
  };

  test('is a policy that allows to take the role, as JSON with nothing left open', () => {
    expect(JSON.parse(share().role.readerPolicyJson())).toEqual({
      Version: '2012-10-17',
      Statement: [statement],
    });
  });

  test('is the same as a document', () => {
    const { role, stack } = share();
    expect(stack.resolve(role.readerPolicyDocument())).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          ...statement,
          Resource: {
            'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:role/Sharing`]],
          },
        },
      ],
    });
  });
});

describe('a reader role', () => {
  function importedArchive(stack: Stack) {
    return LogArchive.fromBucket(stack, 'Archive', {
      bucket: Bucket.fromBucketName(stack, 'Bucket', 'company-logs'),
      trails: [TRAIL],
      policyManagedElsewhere: true,
    });
  }

  test('of an imported archive is right once its policies are said to be kept elsewhere', () => {
    const stack = newStack();
    const archive = importedArchive(stack);
    new LogReaderRole(stack, 'Reader', { archive, reader: VENDOR, policyManagedElsewhere: true });
    expect(statementsOf(stack)).toHaveLength(2);
  });

  test('fails on an imported archive, with the statement that its key needs', () => {
    const stack = newStack();
    const archive = importedArchive(stack);
    new LogReaderRole(stack, 'Reader', { archive, reader: VENDOR, roleName: 'Sharing' });
    expect(() => (stack.node.root as App).synth()).toThrow(
      `the archive 'Stack/Archive' is imported, and whether its policies let ${ROLE_ARN} read is not known here; make sure ` +
        "that the bucket's policy does not deny it, add this statement to the policy of the key that encrypts the files, then set " +
        'policyManagedElsewhere: true\n',
    );
    expect(() => (stack.node.root as App).synth()).toThrow(`"AWS": "${ROLE_ARN}"`);
  });

  test('fails outside the account of the archive', () => {
    const app = new App();
    const stackOf = (id: string, account: string) => new Stack(app, id, { env: { account, region: REGION } });
    const archive = new LogArchive(stackOf('Logs', LOG_ARCHIVE), 'Archive', { trails: [TRAIL] });
    expect(() => new LogReaderRole(stackOf('Other', ACCOUNT), 'Reader', { archive, reader: OWN })).toThrow(
      new Error(
        `archive: the bucket is in account '${LOG_ARCHIVE}', but the role would be in '${ACCOUNT}'; the role of a reader belongs to ` +
          "the account that owns the logs, so put it into a stack there and name the reader's account in 'reader'",
      ),
    );
  });

  test('fails on a session that AWS would not allow', () => {
    expect(() => share({ maxSessionDuration: Duration.hours(13) })).toThrow(
      new Error('maxSessionDuration is 46800 seconds, but must be a whole number from 3600 to 43200 seconds'),
    );
  });

  test('is warned of more folders than fit into ten policies, which the default quota of IAM is', () => {
    const full = shareRecordsOf(FULL_ROLE).stack;
    expect(policiesOf(full)).toHaveLength(10);
    const found = 'readable would take 11 managed policies of 6144 characters: ';
    expect(warningsOf(full).join()).not.toContain('managed policies of 6144');
    const { stack } = shareRecordsOf(FULL_ROLE + 1);
    expect(policiesOf(stack)).toHaveLength(11);
    expect(warningsOf(stack).join()).toContain(found);
  });

  test('fails on more folders than fit into the 25 policies that IAM takes at most', () => {
    expect(synthError(shareRecordsOf(FULL_ROLE * 3).stack)).toMatch(
      /readable would take \d+ managed policies of 6144 characters, and a role has at most 25; name fewer accounts, Regions or folders in readable, and create a second role/,
    );
  });

  test('fails on an end that is no date', () => {
    expect(() => share({ validUntil: new Date('soon') })).toThrow(
      new Error("validUntil is not a date; write it as new Date('2027-01-31T00:00:00Z')"),
    );
  });

  test('fails on digests asked for in two ways', () => {
    expect(() => share({ readable: { folders: [LogFolder.RECORDS], includeDigests: true } })).toThrow(
      new Error('folders and includeDigests are both given; name LogFolder.DIGESTS among the folders'),
    );
  });

  test.each([
    ['x', 'it must have 2 to 1224 characters'],
    ['customer 4711', 'it may contain only letters, digits and the characters _ + = , . @ : / -'],
  ])('fails on the external id %j', (externalId, rule) => {
    expect(() => LogReader.thirdParty({ account: READER, externalId })).toThrow(
      new Error(`externalId '${externalId}' is not a valid external id: ${rule}`),
    );
  });

  test.each([
    [`arn:aws:iam::${READER}:role/*`, 'is not the full ARN of a role or user'],
    [
      `arn:aws:iam::${ACCOUNT}:role/Analyst`,
      `is of account '${ACCOUNT}', not of '${READER}', the account of the reader`,
    ],
  ])('fails on the principal %j', (arn, fault) => {
    expect(() => LogReader.ownAccount({ account: READER, principalArns: [arn] })).toThrow(
      new Error(`principalArns '${arn}' ${fault}; name roles and users of the reader's own account`),
    );
  });

  test('fails on a name that IAM would not take', () => {
    expect(() => share({ roleName: 'log reader' })).toThrow(
      new Error(
        "roleName 'log reader' is not a valid role name: it may contain only letters, digits and the characters _ + = , . @ -",
      ),
    );
  });
});
