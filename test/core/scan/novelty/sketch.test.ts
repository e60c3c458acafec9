import { ownFieldsOf } from '../../../../lib/core/rule/own-field';
import { MAX_VALUES, Sketch, valueHash } from '../../../../lib/core/scan/novelty/sketch';
import { TRAITS, traitsOf } from '../../../../lib/core/scan/novelty/traits';

describe('a sketch', () => {
  test('is what it was after encoding, and the same bytes whatever the order', () => {
    const [one, other] = [new Sketch('actor'), new Sketch('actor')];
    const hashes = ['a', 'b', 'c'].map((value) => valueHash('eventName', value));
    one.add('eventName', hashes);
    other.add('eventName', [...hashes].reverse());
    for (const sketch of [one, other]) sketch.span(1_700_000_000, 1_800_000_000);
    expect(one.encode()).toEqual(other.encode());
    const read = Sketch.decode('actor', one.encode());
    expect(read).toEqual(one);
    expect(hashes.map((hash) => read?.has('eventName', hash))).toEqual([true, true, true]);
    expect(read?.has('userAgent', hashes[0] ?? 0)).toBe(false);
  });

  test.each(['actor', 'account'] as const)(
    'of an %s that is full has the room that is promised, and keeps what it has',
    (kind) => {
      const sketch = new Sketch(kind);
      for (const trait of TRAITS) {
        const first = valueHash(trait, 'first');
        sketch.add(trait, [
          first,
          ...Array.from({ length: 5000 }, (_, index) => valueHash(trait, String(index))),
        ]);
        expect([sketch.isFull(trait), sketch.has(trait, first)]).toEqual([true, true]);
      }
      sketch.span(1, 2);
      const values = Object.values(MAX_VALUES[kind]).reduce((sum, max) => sum + max);
      expect(sketch.encode()).toHaveLength(9 + TRAITS.length * 2 + values * 6);
    },
  );

  test.each([
    ['nothing', new Uint8Array()],
    ['another version', Uint8Array.from([2, ...Array(16).fill(0)])],
    ['a count that is too high', Uint8Array.from([1, ...Array(8).fill(0), 0, 9, 1, 2])],
  ])('is not read of %s', (_, bytes) => {
    expect(Sketch.decode('actor', bytes)).toBeUndefined();
  });
});

describe('the traits of a record', () => {
  const ACCOUNT = '111122223333';
  const base = {
    ...{ recipientAccountId: ACCOUNT, eventSource: 's3.amazonaws.com', eventName: 'GetObject' },
    ...{
      awsRegion: 'eu-west-1',
      sourceIPAddress: '198.51.100.7',
      userAgent: '[S3Console/0.4, aws-internal/3]',
    },
  };
  const ANN = { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ann` };
  const signIn = (eventName: string) => ({ eventSource: 'signin.amazonaws.com', eventName });
  const personSignIn = (eventName: string, result: string) => ({
    ...signIn(eventName),
    eventType: 'AwsServiceEvent',
    userIdentity: { type: 'IdentityCenterUser', accountId: ACCOUNT, arn: '', onBehalfOf: { userId: 'u-1' } },
    serviceEventDetails: { [eventName]: result },
  });
  const actorOf = (userIdentity: object) => traitsOf({ ...base, userIdentity } as never)?.actor;

  test.each([
    [
      { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/ann` },
      `arn:aws:iam::${ACCOUNT}:user/ann`,
    ],
    [
      {
        type: 'AssumedRole',
        accountId: ACCOUNT,
        arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/session-1`,
      },
      `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy`,
    ],
    [{ type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'service config.amazonaws.com'],
    [{ type: 'IdentityCenterUser', accountId: ACCOUNT, arn: '', onBehalfOf: { userId: 'u-1' } }, 'u-1'],
  ])('are of the actor behind %j', (identity, expected) => {
    expect(actorOf(identity)).toBe(`actor ${ACCOUNT} ${expected}`);
  });

  test('are the call with its service, the Region, the network and the product of the agent', () => {
    expect(traitsOf({ ...base, userIdentity: ANN } as never)?.values).toEqual({
      eventName: 's3.amazonaws.com GetObject',
      awsRegion: 'eu-west-1',
      sourceNetwork: '198.51.100.0/24',
      userAgent: 's3console',
    });
    const terraform = {
      ...base,
      userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io)',
    };
    expect(traitsOf({ ...terraform, userIdentity: ANN } as never)?.values.userAgent).toBe('terraform');
  });

  test.each([
    ['APN/1.0 HashiCorp/1.0 Terraform/1.8.1 (+https://www.terraform.io) OpenTofu/1.8', 'terraform'],
    ['terraform pulumi', 'terraform'],
    ['APN/1.0 Pulumi/1.0 PulumiAWS/6.50 terraform-provider-aws/dev', 'pulumi'],
    ['terraformer/0.8.24 aws-sdk-go-v2/1.30', 'terraformer'],
  ])('of the user agent %s are %s, as version 0.1.0 has stored it', (userAgent, program) => {
    expect(traitsOf({ ...base, userAgent, userIdentity: ANN } as never)?.values.userAgent).toBe(program);
  });

  test('of a call that a service made for the actor are no network and no agent', () => {
    const through = { ...base, userIdentity: { ...ANN, invokedBy: 'athena.amazonaws.com' } };
    expect(Object.keys(traitsOf(through as never)?.values ?? {})).toEqual(['eventName', 'awsRegion']);
  });

  test.each([
    [
      'another account',
      { userIdentity: { type: 'AWSAccount', accountId: '444455556666', principalId: 'AIDA1' } },
    ],
    [
      'a sign-in that fails',
      { ...signIn('ConsoleLogin'), userIdentity: ANN, responseElements: { ConsoleLogin: 'Failure' } },
    ],
    ['a sign-in of a person that fails', personSignIn('UserAuthentication', 'Failure')],
    ['a person whose second factor is still missing', personSignIn('CredentialVerification', 'Success')],
    ['a person who is asked for a password', personSignIn('CredentialChallenge', 'Success')],
    [
      'a user that is not there',
      { userIdentity: { type: 'IAMUser', accountId: ACCOUNT, userName: 'random-1' } },
    ],
    ['no one', {}],
    ['an event of a service', { userIdentity: ANN, eventType: 'AwsServiceEvent' }],
  ])('are none of %s', (_, changes) => {
    expect(traitsOf({ ...base, ...changes } as never)).toBeUndefined();
  });

  test('are of a person who signs in to IAM Identity Center, whatever the sign-in names', () => {
    const named = {
      ...personSignIn('UserAuthentication', 'Success'),
      additionalEventData: { UserName: 'ann' },
    };
    expect(traitsOf({ ...base, ...named } as never)).toMatchObject({
      actor: `actor ${ACCOUNT} u-1`,
      values: { eventName: 'signin.amazonaws.com UserAuthentication', sourceNetwork: '198.51.100.0/24' },
    });
  });

  test('are none of a record without an account', () => {
    expect(traitsOf({ eventName: 'GetObject' } as never)).toBeUndefined();
  });
});

test('the fields that only the log processor adds are found wherever a condition reads them', () => {
  const own = { kind: 'exists', field: 'trailwatch.firstSeen.awsRegion' } as const;
  const other = { kind: 'exists', field: 'trailwatches' } as const;
  expect(ownFieldsOf({ kind: 'and', of: [other, { kind: 'not', of: own }] })).toEqual([own.field]);
  expect(ownFieldsOf(other)).toEqual([]);
});
