import type { JsonObject } from '../../lib/core/json/json-value';
import { runTrailwatch } from './run-trailwatch';
import { at, logFile, put, useScanFolder } from './scan-folder';

useScanFolder();

const ACCOUNT = '111122223333';
const PEOPLE = 60;
const ADDRESS = '198.51.100.7';
let next = 0;

function recordOf(eventName: string, members: JsonObject): JsonObject {
  next += 1;
  const time = new Date(Date.UTC(2026, 10, 20, 1) + next * 10_000).toISOString().replace('.000Z', 'Z');
  return {
    ...{ eventVersion: '1.11', eventTime: time, eventSource: 'signin.amazonaws.com', eventName },
    ...{ awsRegion: 'us-east-1', sourceIPAddress: ADDRESS, userAgent: 'Mozilla/5.0', readOnly: false },
    ...{ requestParameters: null, eventID: `sign-in-${next}`, recipientAccountId: ACCOUNT },
    ...{ managementEvent: true, eventCategory: 'Management' },
    ...members,
  };
}

/** A console sign-in of an IAM user. */
function consoleLogin(person: string, isRight: boolean): JsonObject {
  return recordOf('ConsoleLogin', {
    eventType: 'AwsConsoleSignIn',
    userIdentity: {
      ...{
        type: 'IAMUser',
        accountId: ACCOUNT,
        userName: person,
        arn: `arn:aws:iam::${ACCOUNT}:user/${person}`,
      },
    },
    ...(isRight ? {} : { errorMessage: 'Failed authentication' }),
    responseElements: { ConsoleLogin: isRight ? 'Success' : 'Failure' },
    additionalEventData: { MFAUsed: 'Yes' },
  });
}

/** A record of a sign-in of IAM Identity Center, as AWS writes it for a person whom it knows. */
function ofPerson(eventName: string, person: string, members: JsonObject = {}): JsonObject {
  return recordOf(eventName, {
    eventType: 'AwsServiceEvent',
    userIdentity: {
      ...{ type: 'IdentityCenterUser', arn: '', accountId: ACCOUNT, accessKeyId: '' },
      onBehalfOf: {
        userId: `id-of-${person}`,
        identityStoreArn: 'arn:aws:identitystore::1:identitystore/d-1',
      },
    },
    additionalEventData: { AuthWorkflowID: 'w', UserName: person, CredentialType: 'PASSWORD' },
    responseElements: null,
    serviceEventDetails: { [eventName]: 'Success' },
    ...members,
  });
}

const WRONG = { serviceEventDetails: { CredentialVerification: 'Failure' } };
const UNNAMED = { additionalEventData: { AuthWorkflowID: 'w', CredentialType: 'PASSWORD' } };
const UNKNOWN = { userIdentity: { type: 'Unknown', arn: '', accountId: ACCOUNT, accessKeyId: '' } };
const WITH_CODE = { additionalEventData: { AuthWorkflowID: 'w', CredentialType: 'PASSWORD,TOTP' } };

const names = Array.from({ length: PEOPLE }, (_, index) => `person${index}`);

/** One password for each of sixty people, the last of whom has it. */
const SPRAYS: Readonly<Record<string, () => readonly JsonObject[]>> = {
  console: () => [...names.map((name) => consoleLogin(name, false)), consoleLogin('person7', true)],
  named: () => [
    ...names.map((name) => ofPerson('CredentialVerification', name, WRONG)),
    ofPerson('UserAuthentication', 'person7', WITH_CODE),
  ],
  byId: () => [
    ...names.map((name) => ofPerson('CredentialVerification', name, { ...WRONG, ...UNNAMED })),
    ofPerson('UserAuthentication', 'person7', WITH_CODE),
  ],
  unknown: () => [
    ...names.map((name) => ofPerson('CredentialVerification', name, { ...WRONG, ...UNNAMED, ...UNKNOWN })),
    ofPerson('UserAuthentication', 'person7', WITH_CODE),
  ],
};

interface FoundAlert {
  readonly ruleName: string;
  readonly severity: string;
  readonly summary: string;
  readonly sourceIPAddress?: string;
  readonly actor: { readonly name: string };
  readonly details: Readonly<Record<string, readonly string[]>>;
}

async function linesOf(...argv: readonly string[]): Promise<readonly JsonObject[]> {
  const { stdout } = await runTrailwatch(argv);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

async function alertsOn(records: readonly JsonObject[]): Promise<readonly FoundAlert[]> {
  put('sign-ins.json', logFile(...records));
  return (await linesOf('scan', at('sign-ins.json'))) as readonly unknown[] as readonly FoundAlert[];
}

function namesOf(alerts: readonly FoundAlert[], severity: string): readonly string[] {
  return alerts.filter((alert) => alert.severity === severity).map(({ ruleName }) => ruleName);
}

describe('a spray of passwords on sixty people, followed by a sign-in', () => {
  test.each([
    ['console', 'console-login-failed', 'console-login-failed-repeatedly', 'password-sprayed'],
    [
      'named',
      'identity-center-sign-in-failed',
      'identity-center-sign-in-failed-repeatedly',
      'identity-center-names-sprayed',
    ],
    [
      'byId',
      'identity-center-sign-in-failed',
      'identity-center-sign-in-failed-repeatedly',
      'identity-center-password-sprayed',
    ],
    [
      'unknown',
      'identity-center-sign-in-failed',
      'identity-center-sign-in-failed-repeatedly',
      'signed-in-after-failures-from-address',
    ],
  ])('raises alerts as it does at the console: %s', async (kind, failed, repeatedly, sprayed) => {
    const alerts = await alertsOn(SPRAYS[kind]?.() ?? []);
    expect(namesOf(alerts, 'low')).toEqual(Array(PEOPLE).fill(failed));
    expect(namesOf(alerts, 'medium')).toContain(repeatedly);
    expect(namesOf(alerts, 'high')).toEqual(
      expect.arrayContaining([sprayed, 'signed-in-after-failures-from-address']),
    );
  });

  test('names the address, how many people, and the first five', async () => {
    const alerts = await alertsOn(SPRAYS.named?.() ?? []);
    const spray = alerts.find(({ ruleName }) => ruleName === 'identity-center-names-sprayed');
    expect(spray).toMatchObject({
      sourceIPAddress: ADDRESS,
      actor: { name: 'person0 and at least 4 more' },
      details: { actors: names.slice(0, 5) },
      summary: expect.stringContaining(ADDRESS),
    });
  });

  test('is in the queries on sign-ins, in the errors of view, and in the record of the person', async () => {
    put('sign-ins.json', logFile(...(SPRAYS.named?.() ?? [])));
    const file = at('sign-ins.json');
    const failed = await linesOf('query', 'run', 'failed-sign-ins', file);
    expect(failed).toHaveLength(PEOPLE);
    const signIns = await linesOf('query', 'run', 'sign-ins', file);
    expect(signIns).toMatchObject([{ actor: 'id-of-person7', outcome: 'succeeded', mfa: 'PASSWORD,TOTP' }]);
    expect(await linesOf('view', '--errors', file)).toHaveLength(PEOPLE);
    expect(await linesOf('actor', 'person8', file)).toMatchObject([{ records: 1, denied: 1 }]);
  });
});

test('an ordinary morning of sixty people behind one address raises no alert of medium or higher', async () => {
  const morning = names.flatMap((name, index) => [
    ofPerson('CredentialChallenge', name),
    ...(index % 20 === 3 ? [ofPerson('CredentialVerification', name, { ...WRONG, ...UNNAMED })] : []),
    ofPerson('CredentialVerification', name, UNNAMED),
    ofPerson('UserAuthentication', name, WITH_CODE),
    { ...ofPerson('Authenticate', name), eventSource: 'sso.amazonaws.com' },
    { ...ofPerson('Federate', name), eventSource: 'sso.amazonaws.com' },
  ]);
  const alerts = await alertsOn(morning);
  expect(namesOf(alerts, 'low')).toEqual(Array(3).fill('identity-center-sign-in-failed'));
  expect(alerts).toHaveLength(3);
});

test('a person who signs in after many failures from many addresses raises an alert', async () => {
  const failures = Array.from({ length: 10 }, (_, index) =>
    ofPerson('CredentialVerification', 'ann', {
      ...WRONG,
      ...UNNAMED,
      sourceIPAddress: `203.0.113.${index}`,
    }),
  );
  const success = ofPerson('UserAuthentication', 'ann', { ...WITH_CODE, sourceIPAddress: '203.0.113.99' });
  expect(namesOf(await alertsOn([...failures, success]), 'medium')).toEqual([
    'signed-in-after-failures-of-person',
  ]);
  expect(namesOf(await alertsOn(failures), 'medium')).toEqual([]);
});

test('the hosted pages of Amazon Cognito have sign-ins, of which an empty error code is a success', async () => {
  const page = (errorCode: string, eventName = 'Login_POST') =>
    recordOf(eventName, {
      ...{ eventSource: 'cognito-idp.amazonaws.com', eventType: 'AwsServiceEvent', errorCode },
      ...{ errorMessage: '', userIdentity: { accountId: ACCOUNT } },
    });
  put('sign-ins.json', logFile(page(''), page('NotAuthorizedException'), page('', 'Login_GET')));
  const file = at('sign-ins.json');
  const rows = await linesOf('query', 'run', 'sign-ins', file);
  expect(rows).toMatchObject([{ outcome: 'succeeded' }, { outcome: 'denied' }]);
  expect(await linesOf('view', '--errors', file)).toHaveLength(1);
  expect(await linesOf('query', 'run', 'failed-sign-ins', file)).toMatchObject([{ failures: 1 }]);
});

test('many failed sign-ins to an application from one address raise one alert', async () => {
  const failure = () =>
    recordOf('InitiateAuth', {
      ...{ eventSource: 'cognito-idp.amazonaws.com', eventType: 'AwsApiCall' },
      ...{ errorCode: 'NotAuthorizedException', userIdentity: { type: 'Unknown', principalId: 'Anonymous' } },
    });
  const close = Array.from({ length: 100 }, failure).map((record, index) => ({
    ...record,
    eventTime: `2026-11-20T01:0${Math.floor(index / 60)}:${String(index % 60).padStart(2, '0')}Z`,
  }));
  expect((await alertsOn(close)).map(({ ruleName }) => ruleName)).toContain('application-passwords-guessed');
});
