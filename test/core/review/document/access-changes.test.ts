import type { Estate, EstateStack } from '../../../../lib/core/estate/estate';
import { accessCells } from '../../../../lib/core/review/access/access-cells';
import { accessChanges } from '../../../../lib/core/review/document/access-changes';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import {
  ACCOUNT,
  allow,
  deny,
  document,
  LOGS,
  OBJECTS,
  role,
  stackOf,
  trailStack,
} from '../access/access-stacks';

const OTHER = { Principal: { AWS: '444455556666' } };
type Stacks = readonly EstateStack[];
const changesOf = (base: Stacks, head: Stacks) => accessChanges(accessCells(base), accessCells(head));
const words = (base: Stacks, head: Stacks) =>
  changesOf(base, head).map(({ kind, subject, message }) => `${kind}: ${subject}: ${message}`);

const BASE = [stackOf(trailStack([], { Reader: role([allow('s3:GetObject', OBJECTS)]) }))];
const SECOND = {
  More: { Type: 'AWS::CloudTrail::Trail', Properties: { S3BucketName: { Ref: 'Second' } } },
  Second: { Type: 'AWS::S3::Bucket' },
};

describe('changes of access', () => {
  test('are wider for a role that may do more', () => {
    const head = [
      stackOf(trailStack([], { Reader: role([allow(['s3:GetObject', 's3:PutObject'], OBJECTS)]) })),
    ];
    expect(words(BASE, head)).toEqual([
      'access-widened: role Audit/Reader may write bucket Audit/Logs: s3:PutObject; by statement 1 of the policy Own of Audit/Reader',
    ]);
    expect(words(head, BASE)).toEqual([
      'access-narrowed: role Audit/Reader may write bucket Audit/Logs: s3:PutObject; by statement 1 of the policy Own of Audit/Reader',
    ]);
  });

  test('name TLS once where a version of it is required', () => {
    const without = (Condition: object) => deny('s3:*', [LOGS, OBJECTS], { Principal: '*', Condition });
    const denials = [
      without({ Bool: { 'aws:SecureTransport': 'false' } }),
      without({ NumericLessThan: { 's3:TlsVersion': '1.2' } }),
    ];
    const [base, head] = [role([]), role([allow('s3:GetObject', OBJECTS)])].map((Reader) => [
      stackOf(trailStack(denials, { Reader })),
    ]);
    expect(words(base ?? [], head ?? [])).toEqual([
      'access-widened: role Audit/Reader may read bucket Audit/Logs: s3:GetObject, if over TLS 1.2 or later; by statement 1 of the policy Own of Audit/Reader',
    ]);
  });

  test('with a new resource are additions for what the stacks have, and wider for others', () => {
    const bucketPolicy = (statement: object) => ({
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Second' }, PolicyDocument: { Statement: [statement] } },
    });
    const head = [
      stackOf(
        trailStack([], {
          Reader: role([
            allow('s3:GetObject', [
              OBJECTS,
              { 'Fn::GetAtt': ['Second', 'Arn'] },
              'arn:aws:s3:::audit-second/*',
            ]),
          ]),
          ...SECOND,
          Policy: bucketPolicy(allow('s3:GetObject', 'arn:aws:s3:::audit-second/*', OTHER)),
        }),
      ),
    ];
    expect(changesOf(BASE, head).map(({ kind, subject }) => `${kind}: ${subject}`)).toEqual([
      'access-widened: account 444455556666 may read bucket Audit/Second',
      'access-added: role Audit/Reader may read bucket Audit/Second',
    ]);
    expect(words(head, BASE)).toEqual([]);
  });

  test('are wider for a service that needs less for some of the objects than before', () => {
    const from = (SourceArn: string, more: object = {}) => ({
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceArn': SourceArn, ...more } },
    });
    const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
    const objects = ['a', 'b'].map((path) => ({ 'Fn::Join': ['', [LOGS, `/${path}/*`]] }));
    const [base, head] = [acl, {}].map((more) => [
      stackOf(
        trailStack([
          allow('s3:PutObject', objects[0], from('trail', more)),
          allow('s3:PutObject', objects[1], from('trail', acl)),
        ]),
      ),
    ]);
    expect(changesOf(base ?? [], head ?? []).map(({ kind }) => kind)).toEqual(['access-widened']);
  });

  test('are none where a condition with several values becomes statements with one each', () => {
    const within = (...prefixes: readonly string[]) =>
      allow('s3:ListBucket', LOGS, { Condition: { StringLike: { 's3:prefix': prefixes } } });
    const stacksWith = (...statements: readonly object[]) => [
      stackOf(trailStack([], { Reader: role(statements) })),
    ];
    const one = stacksWith(within('a', 'b'));
    const each = stacksWith(within('a'), within('b'));
    const other = stacksWith(within('a'), within('c'));
    expect([words(one, each), words(each, one)]).toEqual([[], []]);
    expect(changesOf(one, other).map(({ kind }) => kind)).toEqual(['access-widened', 'access-narrowed']);
  });

  test('are those of the whole condition where its values, and those of others, are more than are tried', () => {
    const values = Array.from({ length: 200 }, (_, place) => `v${place}`);
    const tagged = (...tags: readonly string[]) =>
      allow('s3:ListBucket', LOGS, {
        Condition: {
          StringLike: { 's3:prefix': values, 'aws:PrincipalTag/a': values, 'aws:PrincipalTag/b': tags },
        },
      });
    const stacksWith = (...statements: readonly object[]) => [
      stackOf(trailStack([], { Reader: role(statements) })),
    ];
    const kinds = changesOf(stacksWith(tagged('x', 'y')), stacksWith(tagged('x'), tagged('y')));
    expect(kinds.map(({ kind }) => kind)).toEqual(['access-narrowed']);
  });

  describe('of a managed policy', () => {
    const managed = (action: unknown, Roles: readonly object[] = []) => ({
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: document(allow(action, OBJECTS)), Roles },
    });
    const stacks = (more: Parameters<typeof trailStack>[1]) => [stackOf(trailStack([], more))];
    const read = stacks({ Reader: role([]), Own: managed('s3:GetObject') });

    test('are those of principals that it is attached to outside the templates', () => {
      const head = stacks({ Reader: role([]), Own: managed(['s3:GetObject', 's3:DeleteObject']) });
      expect(words(read, head)).toEqual([
        'access-widened: principals with the managed policy Audit/Own may delete bucket Audit/Logs: s3:DeleteObject; by statement 1 of the policy Audit/Own',
      ]);
    });

    test('are none where the policy of a role becomes one, and less where it is detached', () => {
      const attached = stacks({ Reader: role([]), Own: managed('s3:GetObject', [{ Ref: 'Reader' }]) });
      const asBoundary = stacks({
        Reader: role([allow('s3:GetObject', OBJECTS)], { PermissionsBoundary: { Ref: 'Own' } }),
        Own: managed('*'),
      });
      expect(words(BASE, attached)).toEqual([]);
      expect(words(BASE, asBoundary)).toEqual([]);
      expect(changesOf(attached, read).map(({ kind, subject }) => `${kind}: ${subject}`)).toEqual([
        'access-narrowed: role Audit/Reader may read bucket Audit/Logs',
      ]);
    });
  });

  test('that only the deployment knows are unknown', () => {
    const head = [
      stackOf(
        trailStack([], {
          Reader: role([allow('s3:GetObject', OBJECTS), allow('s3:Delete*', [LOGS, { Ref: 'Param' }])]),
        }),
        { rest: { Parameters: { Param: { Type: 'String' } } } },
      ),
    ];
    expect(changesOf(BASE, head).map(({ kind, effect }) => `${kind} ${effect}`)).toContain(
      'access-unknown unknown',
    );
  });

  test('are found between stacks of other names that are one', () => {
    const estate = (name: string, statements: readonly unknown[]): Estate => ({
      ...{ kind: 'template', path: `${name}.json`, messages: [], unknowns: [], problems: [] },
      stacks: [stackOf(trailStack([], { Reader: role(statements) }), { name })],
    });
    const base = estate('base', [allow('s3:GetObject', OBJECTS)]);
    const head = estate('head', [allow('s3:GetObject', OBJECTS), allow('cloudtrail:StopLogging', '*')]);
    const { changes } = reviewDocument({ base, head });
    const access = changes.filter(({ kind }) => kind.startsWith('access'));
    expect(access.map(({ kind, subject, message }) => `${kind}: ${subject}: ${message}`)).toEqual([
      'access-widened: role head/Reader may silence trail head/Trail: cloudtrail:StopLogging; by statement 2 of the policy Own of head/Reader',
    ]);
  });

  test("are told of an archive's former key, which its files still need", () => {
    const own = allow('kms:*', '*', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });
    const estate = (path: string, key: string): Estate => ({
      ...{ path, kind: 'assembly', problems: [], unread: [], messages: [], unknowns: [] },
      stacks: [
        stackOf(
          trailStack([], {
            Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document(own) } },
            Second: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: document(own) } },
            Trail: {
              Type: 'AWS::CloudTrail::Trail',
              Properties: { S3BucketName: { Ref: 'Logs' }, IsLogging: true, KMSKeyId: { Ref: key } },
            },
            Reader: role([allow('kms:Decrypt', { 'Fn::GetAtt': [key, 'Arn'] })]),
          }),
        ),
      ],
    });
    const { changes } = reviewDocument({ base: estate('base', 'Key'), head: estate('head', 'Second') });
    expect(changes.map(({ subject, message }) => `${subject}: ${message}`)).toContain(
      'role Audit/Reader: it can no longer decrypt key Audit/Key (kms:Decrypt); whether it needs this permission is not known',
    );
  });

  test('are additions where the base has no evidence', () => {
    expect(new Set(changesOf([stackOf({})], BASE).map(({ kind }) => kind))).toEqual(
      new Set(['access-added']),
    );
  });
});

describe('access that comparable roles have', () => {
  const trusted = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const managed = (policy: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trusted,
      ManagedPolicyArns: [`arn:aws:iam::aws:policy/${policy}`],
    },
  });
  const LOGGED = {
    Group: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Logging: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        S3BucketName: { Ref: 'Logs' },
        CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['Group', 'Arn'] },
      },
    },
  };
  const stacks = (roles: object) => [stackOf(trailStack([], { ...LOGGED, ...roles }))];
  const kinds = (base: object, head: object) =>
    changesOf(stacks(base), stacks(head)).map(({ kind, subject }) => `${kind} ${subject}`);
  const LAMBDA = managed('service-role/AWSLambdaBasicExecutionRole');
  const GLUE = managed('service-role/AWSGlueServiceRole');

  test('is one line where functions get the role that the CDK gives all of them', () => {
    expect(kinds({}, { One: LAMBDA, Two: LAMBDA, Three: LAMBDA })).toEqual([
      'access-added policy AWSLambdaBasicExecutionRole',
    ]);
  });

  test('is one line where another role has the same policy of AWS for services, and unknown where none has', () => {
    expect(kinds({ One: GLUE }, { One: GLUE, Two: GLUE })).toEqual([
      'access-added policy arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole',
    ]);
    expect(new Set(kinds({}, { One: GLUE }).map((each) => each.split(' ')[0]))).toEqual(
      new Set(['access-unknown']),
    );
  });

  test('is a loss where the policy is one for people, whoever has it already', () => {
    const admin = managed('AdministratorAccess');
    const found = kinds({ One: admin }, { One: admin, Two: admin });
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !/^access-(widened|unknown) /.test(each))).toEqual([]);
  });
});
