import { compareProperties } from './compare-properties';

describe('compareProperties', () => {
  test.each([
    ['a value that differs', { Status: 'Enabled' }, { Status: 'Suspended' }, ['Status']],
    ['a number that came back as text', { Period: 60 }, { Period: '60' }, ['Period']],
    ['a member that is missing', { A: { B: 1, C: 2 } }, { A: { B: 1 } }, ['A.C']],
    ['a property that is missing', { A: { B: 1 } }, {}, ['A.B']],
    ['an item too few', { Rules: [{ Id: 'a' }, { Id: 'b' }] }, { Rules: [{ Id: 'a' }] }, ['Rules[1].Id']],
    ['an item too many', { Rules: ['a'] }, { Rules: ['a', 'b'] }, ['Rules[1]']],
    [
      'a condition that a policy has besides',
      { PolicyDocument: { Statement: [{ Action: 's3:*' }] } },
      { PolicyDocument: { Statement: [{ Action: 's3:*', Condition: {} }] } },
      ['PolicyDocument.Statement[0].Condition'],
    ],
  ])('finds %s', (_what, wanted, found, paths) => {
    expect(compareProperties(wanted, found).differences.map(({ path }) => path)).toEqual(paths);
  });

  test("takes the service's defaults for no difference", () => {
    const found = { Rules: [{ Id: 'a', Prefix: '' }], CreationDate: 'today' };
    expect(compareProperties({ Rules: [{ Id: 'a' }] }, found)).toEqual({ compared: 1, differences: [] });
  });

  test('counts every single value of the template', () => {
    const wanted = { A: 1, B: { C: 2, D: [3, 4] } };
    expect(compareProperties(wanted, wanted)).toEqual({ compared: 4, differences: [] });
  });
});
