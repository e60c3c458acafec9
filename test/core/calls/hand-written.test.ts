import { judgeMember } from '../../../lib/core/calls/judge-member';
import { judgeName, wholeName } from '../../../lib/core/calls/judge-name';
import { lowerFirst } from '../../../lib/core/calls/written-name';
import { NOUNS } from '../../../lib/core/fact/targets/request-nouns';
import { KINDS } from '../../../lib/core/fact/targets/resource-table';
import { CALLS } from '../../../lib/core/inventory/calls/calls';
import { readCalls } from './read-calls';

const calls = readCalls;

/** The lists of calls and members that are written by hand say nothing that the catalogue does not know, but for these. */
describe('what is written by hand beside the catalogue', () => {
  test('of parameters that name resources: what services report, and a directory of the console', () => {
    const unknown = KINDS.flatMap(({ parameters }) =>
      parameters.filter((each) => {
        const [source = '', ...rest] = each.split('.');
        const [path = '', call] = rest.join('.').split('@');
        const context = {
          calls,
          ...(source === '*' ? {} : { sources: new Set([`${source}.amazonaws.com`]) }),
          ...(call === undefined ? {} : { names: new Set([call.toLowerCase()]) }),
        };
        const faults = ['requestParameters', 'responseElements'].map((part) =>
          judgeMember(`${part}.${path}`, context),
        );
        return !faults.includes(undefined);
      }),
    );
    expect(unknown).toEqual([
      'sso.roleName',
      'sso.directoryId',
      'organizations.memberAccountId',
      'organizations.delegatedAdminAccountId',
    ]);
  });

  test('of parameters with a noun in sentences: words of their own for eight', () => {
    const members = new Set(
      [...readCalls().sources].flatMap((source) =>
        [...readCalls().calls(source).values()].flatMap((call) => call.members.map(lowerFirst)),
      ),
    );
    expect(NOUNS.filter(([key]) => !members.has(key)).map(([key]) => key)).toEqual([]);
    const others = NOUNS.filter(
      ([key, noun]) => !key.toLowerCase().startsWith(noun.replaceAll(' ', '').toLowerCase()),
    );
    expect(others.map((each) => each.join(': '))).toEqual([
      'serialNumber: device',
      'sAMLProviderArn: provider',
      'openIDConnectProviderArn: provider',
      'key: object',
      'configurationRecorderName: recorder',
      'deliveryChannelName: channel',
      'groupId: security group',
      'publicTypeArn: type',
    ]);
  });

  test('of calls on the own resources', () => {
    const events = Object.values(CALLS).flatMap(({ eventSource, isVersioned, calls: own }) =>
      own.flatMap(({ records, tell }) =>
        'named' in tell || 'rule' in tell
          ? records.map((name) => ({ eventSource, name, isVersioned: isVersioned === true, tell }))
          : [],
      ),
    );
    const unknown = events.filter(({ eventSource, name, isVersioned }) => {
      const known = readCalls().calls(eventSource.replace('.amazonaws.com', '')).get(name.toLowerCase());
      const isWritten =
        judgeName('eventName', wholeName(name), { calls, sources: new Set([eventSource]) }) === undefined;
      return !isWritten && !(isVersioned && known !== undefined);
    });
    expect(events.length).toBeGreaterThan(300);
    expect(unknown).toEqual([]);
    const fields = events.flatMap(({ eventSource, name, tell }) =>
      ('named' in tell ? tell.named : []).map(({ field }) => [eventSource, name, field] as const),
    );
    const strange = fields.filter(
      ([source, name, field]) =>
        judgeMember(field, { calls, sources: new Set([source]), names: new Set([name.toLowerCase()]) }) !==
        undefined,
    );
    expect(fields.length).toBeGreaterThan(250);
    // The field is of UpdateEventSourceMapping, in the same group; the answer of the other names the function.
    expect([...new Set(strange.map((each) => each.join(' ')))]).toEqual([
      'lambda.amazonaws.com DeleteEventSourceMapping requestParameters.functionName',
    ]);
  });
});
