import type { JsonObject } from '../../../lib/core/json/json-value';
import { ATTACK_SETS, recordsOf, user } from '../../bin/case/attack-sets';
import { casesOf } from './cases-of';

/** Sign-ins of a user, and what it does with the session; sign-ins that failed have no ARN. */
function signIns(): readonly JsonObject[] {
  const eve = user('eve', 'e', 'ASIAEVEEXAMPLEEXAMPL');
  const { accessKeyId: _, ...signedIn } = eve.userIdentity as Record<string, string>;
  const { arn: __, ...failed } = signedIn;
  const login = (userIdentity: JsonObject, ConsoleLogin: string): [string, JsonObject, JsonObject] => [
    'signin ConsoleLogin',
    {},
    {
      ...{ eventType: 'AwsConsoleSignIn', userIdentity, responseElements: { ConsoleLogin } },
      ...(ConsoleLogin === 'Failure' ? { errorMessage: 'Failed authentication' } : {}),
    },
  ];
  return recordsOf('eve', [
    [
      eve,
      login(failed, 'Failure'),
      login(signedIn, 'Success'),
      ['cloudtrail StopLogging', { name: 'audit' }],
    ],
  ]);
}

test.each([
  ['in the order of time', (records: readonly JsonObject[]) => records],
  ['in any other', (records: readonly JsonObject[]) => [...records].reverse()],
])('a user is stopped after a sign-in that failed, where records are read %s', (_, order) => {
  const [one] = casesOf(order(signIns()));
  expect(one?.scope.records).toBe(3);
  expect(one?.who.map(({ arn }) => arn)).toEqual(['arn:aws:iam::111122223333:user/eve']);
  expect(one?.containment.map(({ phase }) => phase)).toContain('way in');
});

test('an alert from the address of thousands of others has the records of its actor', () => {
  const attack = ATTACK_SETS['a leaked key alone']?.('a') ?? [];
  const [first = {}] = attack;
  const others = Array.from({ length: 5_001 }, (_, at) => ({
    ...first,
    ...{ userIdentity: user(`other${at}`).userIdentity, eventID: `other-${at}` },
  }));
  const [one, ...more] = casesOf([...others, ...attack]);
  expect(more).toEqual([]);
  expect(one?.scope.records).toBe(attack.length);
  expect(one?.containment.map(({ phase }) => phase)).toContain('way in');
  expect(one?.unknown.at(-1)).toBe(
    'Left out, because there are too many: records of actors that nothing links to an alert (1).',
  );
});
