import { toControlPattern, toQuietPattern } from '../../../lib/core/alarm/control';
import { CONTROLS } from '../../../lib/core/alarm/to-control-alarm';
import { parseMetricFilter } from '../../../lib/core/pattern/metric-filter/parse-metric-filter';

function matcherOf(pattern: string): (record: unknown) => boolean {
  const filter = parseMetricFilter(pattern);
  if ('problems' in filter) throw new Error(`${pattern}: ${JSON.stringify(filter.problems)}`);
  return (record) => filter.matches(JSON.stringify(record));
}

const PERSON = { type: 'IAMUser', userName: 'ann', arn: 'arn:aws:iam::111122223333:user/ann' };
const ROOT = { type: 'Root', arn: 'arn:aws:iam::111122223333:root' };
const CLOUDFORMATION = { ...PERSON, invokedBy: 'cloudformation.amazonaws.com' };
const SIGN_IN = {
  eventSource: 'signin.amazonaws.com',
  eventName: 'ConsoleLogin',
  eventType: 'AwsConsoleSignIn',
};

/** What each control and its quiet form say of a record. */
const CASES: readonly (readonly [
  id: string,
  what: string,
  record: object,
  exact: boolean,
  quiet: boolean,
])[] = [
  ['CloudWatch.1', 'root signs in', { ...SIGN_IN, userIdentity: ROOT, readOnly: false }, true, true],
  [
    'CloudWatch.1',
    'root reads',
    { userIdentity: ROOT, eventName: 'ListUsers', eventType: 'AwsApiCall', readOnly: true },
    true,
    false,
  ],
  [
    'CloudWatch.1',
    'root writes',
    { userIdentity: ROOT, eventName: 'CreateUser', eventType: 'AwsApiCall', readOnly: false },
    true,
    true,
  ],
  [
    'CloudWatch.1',
    'root, and whether it reads is not said',
    { userIdentity: ROOT, eventName: 'X', eventType: 'AwsApiCall' },
    true,
    true,
  ],
  [
    'CloudWatch.2',
    'a person is denied',
    { userIdentity: PERSON, eventName: 'GetUser', errorCode: 'AccessDenied' },
    true,
    true,
  ],
  [
    'CloudWatch.2',
    'a service is denied',
    { userIdentity: { type: 'AWSService', invokedBy: 'x' }, eventName: 'GetUser', errorCode: 'AccessDenied' },
    true,
    false,
  ],
  [
    'CloudWatch.2',
    'the console asks for a bucket',
    { userIdentity: PERSON, eventName: 'HeadBucket', errorCode: 'AccessDenied' },
    true,
    false,
  ],
  [
    'CloudWatch.3',
    'no second factor',
    {
      ...SIGN_IN,
      userIdentity: PERSON,
      additionalEventData: { MFAUsed: 'No' },
      responseElements: { ConsoleLogin: 'Success' },
    },
    true,
    true,
  ],
  [
    'CloudWatch.3',
    'a second factor',
    {
      ...SIGN_IN,
      userIdentity: PERSON,
      additionalEventData: { MFAUsed: 'Yes' },
      responseElements: { ConsoleLogin: 'Success' },
    },
    false,
    false,
  ],
  [
    'CloudWatch.5',
    'a try to stop a trail',
    {
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      errorCode: 'AccessDenied',
      userIdentity: PERSON,
    },
    true,
    true,
  ],
  [
    'CloudWatch.5',
    'a trail is started',
    { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StartLogging', userIdentity: PERSON },
    true,
    false,
  ],
  ['CloudWatch.6', 'a wrong password', { ...SIGN_IN, errorMessage: 'Failed authentication' }, true, true],
  [
    'CloudWatch.10',
    'a port is opened',
    { eventSource: 'ec2.amazonaws.com', eventName: 'AuthorizeSecurityGroupIngress', userIdentity: PERSON },
    true,
    true,
  ],
  [
    'CloudWatch.10',
    'a dry run',
    {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'AuthorizeSecurityGroupIngress',
      errorCode: 'Client.DryRunOperation',
      userIdentity: PERSON,
    },
    true,
    false,
  ],
  [
    'CloudWatch.10',
    'a deployment',
    {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'AuthorizeSecurityGroupIngress',
      userIdentity: CLOUDFORMATION,
    },
    true,
    false,
  ],
];

test.each(CASES)('%s: %s', (id, _, record, exact, quiet) => {
  const control = CONTROLS.find((one) => one.id === id)!;
  expect([matcherOf(toControlPattern(control))(record), matcherOf(toQuietPattern(control))(record)]).toEqual([
    exact,
    quiet,
  ]);
});

test.each(CONTROLS)('what raises the quiet alarm of $id raises the exact one, too', (control) => {
  const exact = matcherOf(toControlPattern(control));
  const quiet = matcherOf(toQuietPattern(control));
  const calls = 'eventNames' in control.filter ? control.filter.eventNames : ['ConsoleLogin', 'GetUser'];
  const sources =
    'eventNames' in control.filter
      ? [control.filter.eventSource]
      : ['signin.amazonaws.com', 'iam.amazonaws.com'];
  let both = 0;
  for (const eventName of calls) {
    for (const eventSource of sources) {
      for (const userIdentity of [PERSON, ROOT, CLOUDFORMATION]) {
        for (const ending of [
          {},
          { errorCode: 'AccessDenied' },
          { errorMessage: 'Failed authentication' },
          { additionalEventData: { MFAUsed: 'No' }, responseElements: { ConsoleLogin: 'Success' } },
        ]) {
          const record = { eventName, eventSource, eventType: 'AwsApiCall', userIdentity, ...ending };
          if (!quiet(record)) continue;
          both++;
          expect([record, exact(record)]).toEqual([record, true]);
        }
      }
    }
  }
  expect(both).toBeGreaterThan(0);
});
