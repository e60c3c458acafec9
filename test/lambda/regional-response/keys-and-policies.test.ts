import {
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  IAMClient,
  NoSuchEntityException,
  UnmodifiableEntityException,
} from '@aws-sdk/client-iam';
import { CancelKeyDeletionCommand, KMSClient, KMSInvalidStateException } from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const POLICY = 'arn:aws:iam::aws:policy/AdministratorAccess';
const PLACE = { region: 'eu-west-1' };

const kms = mockClient(KMSClient);
const iam = mockClient(IAMClient);

beforeEach(() => {
  kms.reset();
  iam.reset();
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
    expect(await cancel()).toEqual({ undo: [] });
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
    expect(await detach()).toEqual({ undo: [] });
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
