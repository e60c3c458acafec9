import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';

const OWN = '111122223333';
const OTHER = '444455556666';
const FUNCTION = `arn:aws:lambda:eu-west-1:${OTHER}:function:f`;

const isOutside = toPredicate({ kind: 'outsideAccount', field: 'requestParameters', own: ['777788889999'] });
const holds = (requestParameters: object) =>
  isOutside({ recipientAccountId: OWN, requestParameters: requestParameters as never });

describe('an account outside of the whole parameters', () => {
  test.each([
    ['a grantee, however deep', { entries: [{ principal: { identifier: OTHER } }] }],
    ['a destination below a policy', { policy: { targets: [{ arn: FUNCTION }] } }],
    ['a list in the form of EC2', { launchPermission: { add: { accounts: { items: [{ id: OTHER }] } } } }],
    ['a member with resource in its name', { configuration: { destinationResourceArn: FUNCTION } }],
  ])('is told of %s', (_what, parameters) => expect(holds(parameters)).toBe(true));

  test.each([
    ['what is read', { layers: [FUNCTION], sourceArn: FUNCTION, kmsKeyId: FUNCTION, imageId: OTHER }],
    ['what is read for a target', { target: { sourceArn: FUNCTION, name: 'f' } }],
    ['who loses it', { removePrincipals: [OTHER] }],
    ['the own account, and one that is named as own', { principal: [OWN, '777788889999'] }],
    ['a text about it', { principal: `account ${OTHER}` }],
    ['a member that says nothing', { name: OTHER }],
  ])('is not told of %s', (_what, parameters) => expect(holds(parameters)).toBe(false));

  it('is none of parameters that there are not', () => {
    expect(isOutside({ recipientAccountId: OWN, requestParameters: null })).toBe(false);
    expect(isOutside({ recipientAccountId: OWN })).toBe(false);
  });
});
