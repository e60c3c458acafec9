import { MadeIdentities, madeBy } from '../../../lib/core/lineage/made-identity';
import type { CloudTrailRecord } from '../../../lib/core/record/record';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/Worker`;
const PERSON = '11112222-3333-4444-5555-666677778888';

const FUNCTION_MADE: CloudTrailRecord = {
  eventTime: '2026-11-20T03:05:00Z',
  eventSource: 'lambda.amazonaws.com',
  eventName: 'CreateFunction20150331',
  requestParameters: { functionName: 'collector', role: ROLE },
  responseElements: {
    ...{ functionName: 'collector', role: ROLE },
    functionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:collector`,
  },
};

function session(name: string, role = ROLE): CloudTrailRecord['userIdentity'] {
  return {
    ...{ type: 'AssumedRole', principalId: `AROACKCEVSQ6C2EXAMPLE:${name}`, accountId: ACCOUNT },
    sessionContext: { sessionIssuer: { type: 'Role', arn: role } },
  };
}

/** The names of the identities, of those that `made` created, with which a call was made. */
function usedBy(made: CloudTrailRecord, use: CloudTrailRecord): readonly string[] {
  const identities = new MadeIdentities(madeBy(made).map((one) => ({ made: one })));
  return identities.usedBy({ eventTime: '2026-11-20T04:00:00Z', ...use }).map((one) => one.made.name);
}

describe('madeBy', () => {
  it.each([
    ['the session of its role that has its name', session('collector'), 1],
    ['no session of its role with another name', session('other'), 0],
    ['no session of another role with its name', session('collector', `${ROLE}2`), 0],
  ])('follows a function into %s', (_, userIdentity, uses) => {
    expect(usedBy(FUNCTION_MADE, { userIdentity })).toHaveLength(uses);
  });

  it('takes no earlier session for one of the function', () => {
    const before = { eventTime: '2026-11-20T03:00:00Z', userIdentity: session('collector') };
    expect(usedBy(FUNCTION_MADE, before)).toEqual([]);
  });

  it.each([
    ['identitystore.amazonaws.com', { userId: PERSON }],
    ['sso-directory.amazonaws.com', { user: { userId: PERSON } }],
  ])('follows a user whom %s created into calls on behalf of the user', (eventSource, responseElements) => {
    const made = {
      eventSource,
      eventName: 'CreateUser',
      eventTime: '2026-11-20T03:05:00Z',
      responseElements,
    };
    const onBehalfOf = {
      userId: PERSON,
      identityStoreArn: 'arn:aws:identitystore::111122223333:identitystore/d-1',
    };
    expect(madeBy(made)).toMatchObject([{ kind: 'Identity Center user', name: PERSON }]);
    expect(usedBy(made, { userIdentity: { type: 'IdentityCenterUser', onBehalfOf } })).toEqual([PERSON]);
    expect(usedBy(made, { userIdentity: { ...session('ann'), onBehalfOf } })).toEqual([PERSON]);
  });

  it('takes a user of IAM for no user of Identity Center', () => {
    const responseElements = {
      user: { userId: 'AIDACKCEVSQ6C2EXAMPLE', arn: `arn:aws:iam::${ACCOUNT}:user/bob` },
    };
    const made = madeBy({ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', responseElements });
    expect(made.map(({ kind }) => kind)).toEqual(['user']);
  });
});
