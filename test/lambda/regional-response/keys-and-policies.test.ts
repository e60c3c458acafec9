import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  NoSuchEntityException,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam';
import { CancelKeyDeletionCommand, KMSClient, KMSInvalidStateException } from '@aws-sdk/client-kms';
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';
import { isCommand } from '../../../lib/core/response/response-plan';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';
const PLACE = { region: 'eu-west-1' };

const kms = mockClient(KMSClient);
const iam = mockClient(IAMClient);
const s3 = mockClient(S3Client);

beforeEach(() => {
  kms.reset();
  iam.reset();
  s3.reset();
});

describe('the deletion of a key', () => {
  const cancel = () => actInRegion('cancel-key-deletion', { KeyId: KEY }, PLACE);
  const invalid = (message: string) => new KMSInvalidStateException({ $metadata: {}, message });

  test('is cancelled, and the key is left disabled', async () => {
    kms.on(CancelKeyDeletionCommand).resolves({ KeyId: KEY });
    expect(await cancel()).toEqual({ undo: [] });
    expect(kms.calls().map(({ args: [command] }) => [command.constructor.name, command.input])).toEqual([
      ['CancelKeyDeletionCommand', { KeyId: KEY.split('/')[1] }],
    ]);
  });

  test('that was cancelled before is done', async () => {
    kms.on(CancelKeyDeletionCommand).rejects(invalid(`${KEY} is not pending deletion.`));
    expect(await cancel()).toEqual({ undo: null });
  });

  test('fails for a key in another state, which is no success', async () => {
    kms.on(CancelKeyDeletionCommand).rejects(invalid(`${KEY} is unavailable.`));
    await expect(cancel()).rejects.toThrow('is unavailable');
  });

  test.each(['alias/main', KEY.replace('key/', 'alias/'), `${KEY} --x`])(
    'fails for %s without a call',
    async (KeyId) => {
      await expect(actInRegion('cancel-key-deletion', { KeyId }, PLACE)).rejects.toThrow('request.KeyId');
      expect(kms.calls()).toEqual([]);
    },
  );
});

describe('an administrator policy', () => {
  const detach = (members: object = {}) => {
    const request = { Kind: 'user', PrincipalName: 'mallory', PolicyArn: POLICY, ...members };
    return actInRegion('detach-administrator-policy', request, PLACE);
  };

  test.each([
    ['user', DetachUserPolicyCommand, 'UserName'],
    ['role', DetachRolePolicyCommand, 'RoleName'],
    ['group', DetachGroupPolicyCommand, 'GroupName'],
  ] as const)('is detached from a %s by the call for it', async (Kind, command, name) => {
    iam.on(command as typeof DetachUserPolicyCommand).resolves({});
    expect(await detach({ Kind })).toEqual({ undo: [] });
    expect(iam.calls().map(({ args: [call] }) => [call.constructor.name, call.input])).toEqual([
      [command.name, { [name]: 'mallory', PolicyArn: POLICY }],
    ]);
  });

  test('that is detached already, or whose principal is gone, is done', async () => {
    const message = `Policy ${POLICY} was not found.`;
    iam.on(DetachUserPolicyCommand).rejects(new NoSuchEntityException({ $metadata: {}, message }));
    expect(await detach()).toEqual({ undo: null });
  });

  test('fails where IAM refuses', async () => {
    const message = 'only AWS can change it';
    iam.on(DetachRolePolicyCommand).rejects(new UnmodifiableEntityException({ $metadata: {}, message }));
    await expect(detach({ Kind: 'role' })).rejects.toThrow(message);
  });

  test.each([
    ['Kind', 'policy'],
    ['PrincipalName', 'a b'],
    ['PolicyArn', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ['PolicyArn', 'arn:aws:iam::111122223333:policy/AdministratorAccess'],
  ])('fails for a forged %s without a call', async (name, value) => {
    await expect(detach({ [name]: value })).rejects.toThrow(`request.${name}`);
    expect(iam.calls()).toEqual([]);
  });
});

describe('the public access of a bucket', () => {
  const BUCKET = { Bucket: 'payments-reports', ExpectedBucketOwner: '111122223333' };
  const ALL = {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  };
  const block = () => actInRegion('block-public-bucket', { ...BUCKET }, PLACE);
  const failing = (name: string) =>
    new S3ServiceException({ $metadata: {}, $fault: 'client', name, message: name });

  test.each([
    [
      'some settings',
      { ...ALL, BlockPublicPolicy: false, RestrictPublicBuckets: undefined },
      [
        'aws s3api put-public-access-block --bucket payments-reports --region eu-west-1 --public-access-block-configuration ' +
          'BlockPublicAcls=true,BlockPublicPolicy=false,IgnorePublicAcls=true,RestrictPublicBuckets=false',
      ],
    ],
    ['all settings, which an attempt before may have turned on', ALL, null],
  ])('is blocked, and what restores %s is returned', async (_name, PublicAccessBlockConfiguration, undo) => {
    s3.on(GetPublicAccessBlockCommand, BUCKET).resolves({ PublicAccessBlockConfiguration });
    s3.on(PutPublicAccessBlockCommand).resolves({});
    expect(await block()).toEqual({ undo });
    expect(s3.commandCalls(PutPublicAccessBlockCommand).map(({ args: [{ input }] }) => input)).toEqual([
      { ...BUCKET, PublicAccessBlockConfiguration: ALL },
    ]);
    expect(undo?.every(isCommand) ?? true).toBe(true);
  });

  test('is blocked where the bucket had no settings, which are deleted to restore that', async () => {
    s3.on(GetPublicAccessBlockCommand).rejects(failing('NoSuchPublicAccessBlockConfiguration'));
    s3.on(PutPublicAccessBlockCommand).resolves({});
    const undo = ['aws s3api delete-public-access-block --bucket payments-reports --region eu-west-1'];
    expect(await block()).toEqual({ undo });
  });

  test('fails without a change where the settings cannot be read', async () => {
    s3.on(GetPublicAccessBlockCommand).rejects(failing('AccessDenied'));
    await expect(block()).rejects.toThrow('AccessDenied');
    expect(s3.commandCalls(PutPublicAccessBlockCommand)).toEqual([]);
  });
});

describe('the policy of a bucket', () => {
  const BUCKET = { Bucket: 'payments-reports', ExpectedBucketOwner: '111122223333' };
  const remove = () => actInRegion('remove-public-statements', { ...BUCKET }, PLACE);
  const allow = (Sid: string, Principal: unknown, more: object = {}) => ({
    ...{ Sid, Effect: 'Allow', Principal, Action: 's3:GetObject' },
    ...{ Resource: 'arn:aws:s3:::payments-reports/*', ...more },
  });
  const has = (...Statement: object[]) => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Id: 'own', Statement });
    s3.on(GetBucketPolicyCommand, BUCKET).resolves({ Policy });
    s3.on(PutBucketPolicyCommand).resolves({});
    s3.on(DeleteBucketPolicyCommand).resolves({});
  };
  const written = () => s3.commandCalls(PutBucketPolicyCommand).map(({ args: [{ input }] }) => input);

  test('loses the statements that let everybody in, and keeps all others as they are', async () => {
    const network = { Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } };
    const organization = { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } } };
    const kept = [
      allow('Own', { AWS: 'arn:aws:iam::111122223333:root' }),
      allow('Office', '*', network),
      allow('Organization', { AWS: '*' }, organization),
      { ...allow('Tls', '*'), Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ];
    has(
      allow('Everybody', '*'),
      ...kept,
      allow('Anyone', { AWS: ['*', 'arn:aws:iam::111122223333:root'] }),
      allow('HalfOfTheWorld', '*', { Condition: { IpAddress: { 'aws:SourceIp': ['128.0.0.0/1'] } } }),
      { ...allow('AllBut', undefined), NotPrincipal: { AWS: 'arn:aws:iam::444455556666:root' } },
    );
    expect(await remove()).toEqual({ undo: [] });
    expect(written()).toEqual([
      { ...BUCKET, Policy: JSON.stringify({ Version: '2012-10-17', Id: 'own', Statement: kept }) },
    ]);
  });

  test.each([
    { StringLike: { 'aws:PrincipalArn': 'arn:*' } },
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } },
    { StringLike: { 'aws:PrincipalAccount': '????????????' } },
    { StringLike: { 'aws:PrincipalOrgID': 'o-*' } },
    { StringEquals: { 'aws:PrincipalArn': '\u0024{aws:PrincipalArn}' } },
    { StringLike: { 'aws:SourceAccount': ['111122223333', '?*'] } },
  ])('loses a statement whose condition fits everybody: %j', async (Condition) => {
    has(allow('Own', { AWS: 'arn:aws:iam::111122223333:root' }), allow('Fits', '*', { Condition }));
    await remove();
    expect(written()).toHaveLength(1);
    expect(written()[0]?.Policy).not.toContain('Fits');
  });

  test.each([
    { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/app-*' } },
    { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::payments-*' } },
    { StringLike: { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*' } },
    { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } },
    { StringEquals: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } },
    { StringEquals: { 'aws:VpceOrgID': 'o-a1b2c3d4e5' } },
    { StringEquals: { 'aws:SourceOwner': '111122223333' } },
    { StringEquals: { 's3:DataAccessPointAccount': '111122223333' } },
    { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:eu-west-1:111122223333:accesspoint/*' } },
  ])('keeps a statement whose condition names a caller: %j', async (Condition) => {
    has(allow('Named', '*', { Condition }));
    await remove();
    expect(s3.calls()).toHaveLength(1);
  });

  test('is deleted where no statement is left', async () => {
    has(allow('Everybody', '*'));
    await remove();
    expect(written()).toEqual([]);
    expect(s3.commandCalls(DeleteBucketPolicyCommand).map(({ args: [{ input }] }) => input)).toEqual([
      BUCKET,
    ]);
  });

  test('that lets nobody in, or is gone, is left at that', async () => {
    has(allow('Own', { AWS: 'arn:aws:iam::111122223333:root' }));
    await remove();
    const gone = { name: 'NoSuchBucketPolicy', $fault: 'client', $metadata: {} } as const;
    s3.on(GetBucketPolicyCommand).rejects(new S3ServiceException(gone));
    expect(await remove()).toEqual({ undo: null });
    expect(s3.calls()).toHaveLength(2);
  });

  test('fails where what comes is no policy, and nothing is written', async () => {
    s3.on(GetBucketPolicyCommand).resolves({ Policy: '<html>' });
    await expect(remove()).rejects.toThrow('not a JSON object');
    expect(s3.calls()).toHaveLength(1);
  });

  test('fails for a forged bucket without a call', async () => {
    const request = { ...BUCKET, Bucket: 'payments reports' };
    await expect(actInRegion('remove-public-statements', request, PLACE)).rejects.toThrow('request.Bucket');
    expect(s3.calls()).toEqual([]);
  });
});
