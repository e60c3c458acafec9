import { join } from 'node:path';
import { AllowList, Condition, Rule, RuleSet, RuleSeverity } from '../../../lib';
import { judgeCondition } from '../../../lib/core/calls/judge-condition';
import { judgeName, NAMED_FIELDS, nameJudge, wholeName } from '../../../lib/core/calls/judge-name';
import { UNLOGGED } from '../../../lib/core/calls/unlogged-actions';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { verifySelection } from '../../../lib/core/selector/verify/verify-selection';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';
import { runTrailwatch } from '../../bin/run-trailwatch';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { readCalls } from './read-calls';

const CALLS = readCalls();
const calls = readCalls;

/** For each field with a vocabulary a name that it has, and one that no record can have or that is a slip. */
const NAMES: Readonly<Record<string, readonly [right: string, wrong: string]>> = {
  errorCode: ['AccessDenied', 'AccesDenied'],
  eventName: ['CreateUser', 'CreateUsr'],
  eventSource: ['iam.amazonaws.com', 'iam'],
  awsRegion: ['us-east-1', 'us-esat-1'],
  eventType: ['AwsApiCall', 'AwsApiCal'],
  eventCategory: ['Management', 'Managment'],
  'userIdentity.type': ['IAMUser', 'IAMUsr'],
  'userIdentity.invokedBy': ['cloudformation.amazonaws.com', 'cloudformation'],
  'insightDetails.eventSource': ['iam.amazonaws.com', 'iam'],
  ...{
    recipientAccountId: ['111122223333', '1111-2222-3333'],
    'userIdentity.accountId': ['anonymous', 'prod'],
  },
  'userIdentity.sessionContext.sessionIssuer.accountId': ['111122223333', '11112222333'],
  'userIdentity.sessionContext.sessionIssuer.type': ['Role', 'AssumedRole'],
  'userIdentity.accessKeyId': ['ASIAIOSFODNN7EXAMPLE', 'AIDAIOSFODNN7EXAMPLE'],
  sourceIPAddress: ['vpn.example.com', '192.0.2.256'],
  eventID: ['3038ebd2-c98a-4c65-9b6e-e22506292313', '3038ebd2'],
  eventTime: ['2026-11-01T09:00:00Z', '2026-11'],
  eventVersion: ['1.11', '2.0.0'],
  'resources.type': ['AWS::S3::Bucket', 'AWS::S3::Buckt'],
  vpcEndpointId: ['vpce-1a2b3c4d', 'vpc-1a2b3c4d'],
  apiVersion: ['2012-08-10', '1.0'],
  'userIdentity.principalId': ['AIDAIOSFODNN7EXAMPLE', 'alice'],
  'userIdentity.identityProvider': [
    'token.actions.githubusercontent.com',
    'https://token.actions.githubusercontent.com',
  ],
  sessionCredentialFromConsole: ['true', 'yes'],
  'insightDetails.insightType': ['ApiCallRateInsight', 'ApiCallRate'],
  'insightDetails.state': ['Start', 'Begin'],
  'tlsDetails.tlsVersion': ['TLSv1.2', 'TLS1.2'],
  readOnly: ['true', 'yes'],
  managementEvent: ['false', 'no'],
  'userIdentity.sessionContext.attributes.mfaAuthenticated': ['false', 'Yes'],
  'additionalEventData.MFAUsed': ['Yes', 'true'],
  'additionalEventData.MobileVersion': ['No', 'false'],
  'responseElements.ConsoleLogin': ['Failure', 'Failed'],
  'userIdentity.arn': [
    'arn:aws:sts::111122223333:assumed-role/deployer/ci',
    'arn:aws:iam::111122223333:role/deployer',
  ],
  'userIdentity.sessionContext.sessionIssuer.arn': [
    'arn:aws:iam::111122223333:role/ci/deployer',
    'arn:aws:sts::111122223333:assumed-role/deployer/ci',
  ],
};

/** What a place that takes a name says of it, errors and warnings; empty if it has nothing to say. */
type Place = (field: string, name: string) => string;

function said(action: () => readonly string[]): string {
  try {
    return action().join('\n');
  } catch (error) {
    return (error as Error).message;
  }
}

function inSigma(body: string): string {
  const text = `title: T\nid: 7a6d1f2e-0000-4000-8000-000000000001\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\n${body}`;
  return said(() => parseSigma(text, 'rule.yml', { calls }).problems.map(({ message }) => message));
}

const tuned = () =>
  Rule.define({
    name: 'r',
    title: 'R',
    severity: RuleSeverity.LOW,
    condition: Condition.exists('eventName'),
  });

/** Every place that takes conditions takes names of all fields. */
const PLACES: Readonly<Record<string, Place>> = {
  'a rule file': (field, name) =>
    inSigma(`detection:\n  selection: { ${field}: ${name} }\n  condition: selection`),
  'a list in a rule file': (field, name) =>
    inSigma(`detection:\n  selection: { ${field}: [${NAMES[field]![0]}, ${name}] }\n  condition: selection`),
  'a filter': (field, name) =>
    inSigma(`filter:\n  rules: any\n  selection: { ${field}: ${name} }\n  condition: not selection`).replace(
      /^the filter .*$/m,
      '',
    ),
  'a rule in code': (field, name) =>
    said(() =>
      Rule.define({
        name: 'own',
        title: 'Own',
        severity: RuleSeverity.LOW,
        condition: Condition.equalTo(field, name),
      })._warnings(),
    ),
  'an allow list': (field, name) => said(() => AllowList.where(Condition.equalTo(field, name))._warnings()),
  'a tuning': (field, name) =>
    said(() =>
      RuleSet.fromRules(tuned())
        .tune('r', { raiseTo: RuleSeverity.HIGH, raiseWhere: Condition.equalTo(field, name) })
        .rules.flatMap((rule) => rule._warnings()),
    ),
};

describe('a name of a closed vocabulary', () => {
  test('is known for each field that has one', () => {
    expect(Object.keys(NAMES).sort()).toEqual([...NAMED_FIELDS].sort());
  });

  const places = Object.entries(PLACES).flatMap(([place, say]) =>
    Object.entries(NAMES).map(([field, names]) => [place, field, names, say] as const),
  );

  test.each(places)('is judged in %s: %s', (_place, field, [right, wrong], say) => {
    expect(say(field, right)).toBe('');
    expect(say(field, wrong)).toContain(`'${wrong}'`);
  });

  test('is judged in selectors', () => {
    const of = (field: string, value: string) =>
      verifySelection(
        {
          destination: 'eventDataStore',
          advanced: [
            {
              fieldSelectors: [
                { field: 'eventCategory', equals: ['Management'] },
                { field, equals: [value] },
              ],
            },
          ],
        },
        '',
        nameJudge(calls),
      ).map(({ message }) => message);
    for (const field of ['eventName', 'eventSource', 'eventType']) {
      const [right, wrong] = NAMES[field]!;
      expect(of(field, right)).toEqual([]);
      expect(of(field, wrong)).toEqual([expect.stringContaining(`'${wrong}'`)]);
    }
  });

  test.each([
    ['--event-name', 'CreateUsr', 'note: --event-name: '],
    ['--event-name', 'PassRole', '--event-name: '],
    ['--event-source', 'iam', '--event-source: '],
    ['--region', 'us-esat-1', '--region: '],
  ])('is judged in the option %s %s', async (option, name, sentence) => {
    const { stderr } = await runTrailwatch(['view', join(__dirname, 'none'), option, name]);
    expect(stderr).toContain(`trailwatch: ${sentence}`);
    expect(stderr).toContain(`'${name}'`);
  });

  test('is no link on standard error', async () => {
    const { stderr } = await runTrailwatch(['view', 'none', '--event-name', 'https://a.example/\u001b[31m']);
    expect(stderr).toContain('trailwatch: note: --event-name: ');
    expect(stderr).not.toContain('https://a.example');
    expect(stderr).not.toContain('\u001b');
  });

  test('is judged where services are allowed', () => {
    expect(() => AllowList.invokedBy('cloudformation')).toThrow(
      "AllowList.invokedBy: no record satisfies the condition: 'cloudformation' is not an event source; CloudTrail writes 'cloudformation.amazonaws.com'",
    );
  });
});

describe('what other programs call a source or a call', () => {
  const judge = (field: string, text: string) => judgeName(field, wholeName(text), { calls });

  test.each([
    [
      'stepfunctions.amazonaws.com',
      "'stepfunctions' is the name of a service in SDKs; CloudTrail writes 'states.amazonaws.com'",
    ],
    [
      'sesv2.amazonaws.com',
      "'sesv2' is the name of a service in SDKs; CloudTrail writes 'ses.amazonaws.com'",
    ],
    // databases and brokers, which IAM authorizes and CloudTrail does not record
    ...['neptune-db', 'neptunedata', 'kafka-cluster'].map((service): [string, string] => [
      `${service}.amazonaws.com`,
      `CloudTrail records no request to '${service}'; docs/reference/unlogged.md says which logs have them`,
    ]),
    ['aws.s3', "'aws.s3' is no event source; CloudTrail writes 's3.amazonaws.com'"],
    [
      'https://s3.amazonaws.com',
      "'https://s3.amazonaws.com' is no event source; CloudTrail writes 's3.amazonaws.com'",
    ],
    [
      'ec2.us-east-1.amazonaws.com',
      "'ec2.us-east-1.amazonaws.com' is no event source; CloudTrail writes 'ec2.amazonaws.com'",
    ],
    [
      'ec2.amazonaws.com.cn',
      "'ec2.amazonaws.com.cn' is no event source; CloudTrail writes 'ec2.amazonaws.com'",
    ],
  ])('is told for the source %s', (text, message) => {
    expect(judge('eventSource', text)).toEqual({ message, isNever: false });
  });

  test('is told for actions, and for calls of another source of the service', () => {
    expect(judge('eventName', 'iam:CreateUser')).toEqual({
      message:
        "'iam:CreateUser' has the form of an action of IAM; CloudTrail writes 'CreateUser' without the service",
      isNever: true,
    });
    const sources = new Set(['cloudwatch.amazonaws.com']);
    expect(judgeName('eventName', wholeName('PutMetricAlarm'), { calls, sources })?.message).toBe(
      "CloudTrail writes no known event 'PutMetricAlarm' of cloudwatch.amazonaws.com; monitoring.amazonaws.com has one",
    );
  });

  test.each([
    ['ConsoleLogin', ['console'], true],
    ['SwitchRole', ['console', 'support-console'], true],
    ['ConsoleLogin', ['console', 'signin'], false],
    ['AnythingElse', ['console'], false],
  ])('is told for the sign-in %s of %j: %s', (text, names, isTold) => {
    const sources = new Set(names.map((name) => `${name}.amazonaws.com`));
    const fault = judgeName('eventName', wholeName(text), { calls, sources });
    const message = `CloudTrail writes '${text}' of signin.amazonaws.com, and not of ${[...sources].join(', ')}`;
    expect(fault).toEqual(isTold ? { message, isNever: false } : undefined);
  });

  test.each([
    [
      'AWS::S3::Objet',
      "'AWS::S3::Objet' is not a type of resource that is known; did you mean 'AWS::S3::Object'?",
    ],
    ['AWS::Kinesis::Video', undefined],
    ['AWS::S3::object', undefined],
    ['AWS::New::Thing', undefined],
    [
      'AWS::S3',
      "'AWS::S3' is not of the form that 'resources.type' has in records, such as 'AWS::S3::Bucket'",
    ],
  ])('is told for types of resources that are nearly known: %s', (text, message) => {
    expect(judge('resources.type', text)?.message).toBe(message);
  });

  test('is told for parts of sources', () => {
    const of = (value: string) =>
      judgeCondition({ kind: 'startsWith', field: 'eventSource', values: [value], cased: false }, calls).map(
        ({ message }) => message,
      );
    expect(of('iam.aws')).toEqual([
      "no event source that is known has 'iam.aws'; all end with '.amazonaws.com'",
    ]);
    expect([of('iam.'), of('iam.amazonaws'), of('anything')]).toEqual([[], [], []]);
  });
});

describe('a regular expression on names', () => {
  const of = (field: string, expression: string) =>
    judgeCondition({ kind: 'matches', field, expression, flags: '' }, calls).map(({ message }) => message);

  test.each([
    [
      'eventName',
      '^(?:CreateUsr|CreateUser)$',
      "no known event 'CreateUsr' of any service; did you mean 'CreateUser'?",
    ],
    ['eventName', '^(CreateUser|iam:CreateRole)$', "'iam:CreateRole' has the form of an action of IAM"],
    ['eventName', '^(CreateUsr|Nothng)', "no known event of any service has the name '^(CreateUsr|Nothng)'"],
    ['eventSource', '^iam$', "'iam' is not an event source; CloudTrail writes 'iam.amazonaws.com'"],
    ['eventSource', '^iam.$', "no event source that is known has '^iam.$'; all end with '.amazonaws.com'"],
    ['awsRegion', '^us-esat-', "no Region that is known has '^us-esat-'"],
    ['eventType', '^ApiCall$', "'ApiCall' is not an event type of CloudTrail"],
  ])('is compared with those that are known: %s %s', (field, expression, message) => {
    expect(of(field, expression)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ['eventName', '^(Create|Delete)User$'],
    ['eventSource', '^(iam|sts)'],
    ['awsRegion', '^eu-'],
    ['userIdentity.accountId', '^1111'],
    ['eventName', '(unclosed'],
  ])('passes where it finds one: %s %s', (field, expression) => {
    expect(of(field, expression)).toEqual([]);
  });
});

describe('the severity of a name that no record has', () => {
  const severities = (body: string) =>
    parseSigma(
      `title: T\nid: 7a6d1f2e-0000-4000-8000-000000000001\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n${body}`,
      'rule.yml',
      { calls },
    ).problems.map(({ severity, line, column }) => [severity, line, column]);

  test('is an error if the rule can never match', () => {
    expect(
      severities('  a: { eventSource: iam.amazonaws.com, eventName: PassRole }\n  condition: a'),
    ).toEqual([['error', 6, 51]]);
  });

  test('is a warning if other names of a list may match, or if it is negated', () => {
    expect(severities('  a: { eventName: [PassRole, CreateUser] }\n  condition: a')).toEqual([
      ['warning', 6, 20],
    ]);
    expect(
      severities(
        '  a: { eventSource: iam.amazonaws.com }\n  b: { eventName: PassRole }\n  condition: a and not b',
      ),
    ).toEqual([['warning', 7, 19]]);
  });
});

describe('a long list of names that are not known', () => {
  // Each differs by one letter from a name that is.
  const slips = CALLS.callNames()
    .filter((name) => name.startsWith('Describe'))
    .slice(0, 200)
    .map((name) => `${name}x`);
  const hinted = (values: readonly string[]) =>
    judgeCondition({ kind: 'equals', field: 'eventName', values, cased: false }, calls).map(({ message }) =>
      message.includes('did you mean'),
    );

  test('has a hint in the first ten faults, for each takes as long as 20,000 comparisons', () => {
    const found = hinted(slips);
    expect(found.length).toBeGreaterThan(150);
    expect(found.map((isHinted, index) => isHinted === index < 10)).toEqual(found.map(() => true));
    expect(hinted(slips.slice(0, 1))).toEqual([true]);
  });

  test('is compared with names that are collected once', () => {
    expect(CALLS.callNames()).toBe(CALLS.callNames());
    expect(CALLS.foldedNames()).toBe(CALLS.foldedNames());
    expect(CALLS.foldedNames(['iam'])).toEqual(
      CALLS.foldedNames(['iam']).filter((name) => CALLS.foldedNames().includes(name)),
    );
  });

  test.each([
    ['startsWith', ['createuser', 'deletelogin'], []],
    ['startsWith', ['myOwnThing'], ["no known event of any service has the name 'myOwnThing'"]],
    ['endsWith', ['20150331', 'ublicAccessBlock'], []],
    ['contains', ['consolelogi'], []],
  ] as const)('is judged by the parts of names: %s %j', (kind, values, messages) => {
    const condition = { kind, field: 'eventName', values, cased: false } as const;
    expect(judgeCondition(condition, calls).map(({ message }) => message)).toEqual(messages);
  });
});

describe('the catalogue', () => {
  test.each([
    [
      'iam.amazonaws.com',
      'PassRole',
      "'PassRole' is a permission, not a call: CloudTrail has no record of it",
    ],
    [
      'ses.amazonaws.com',
      'delete-identity',
      "'delete-identity' is a name of a command; CloudTrail writes 'DeleteIdentity'",
    ],
    [
      'lambda.amazonaws.com',
      'CreateFunction',
      "CloudTrail writes 'CreateFunction' with a date; did you mean 'CreateFunction20150331'?",
    ],
    [
      's3.amazonaws.com',
      'ListAllMyBuckets',
      "'ListAllMyBuckets' is an action of IAM, not a call; CloudTrail writes 'ListBuckets'",
    ],
    [
      's3.amazonaws.com',
      'SetQueueAttributes',
      "CloudTrail writes no known event 'SetQueueAttributes' of s3.amazonaws.com; sqs.amazonaws.com has one",
    ],
  ])('knows what %s never writes: %s', (source, name, message) => {
    expect(judgeName('eventName', wholeName(name), { calls, sources: new Set([source]) })?.message).toBe(
      message,
    );
  });

  test('calls only that impossible which AWS says is never written', () => {
    const impossible = Object.entries(UNLOGGED).flatMap(([prefix, { '': names = '' }]) =>
      names.split(' ').filter((name) => {
        const sources = new Set(CALLS.sourcesOf(prefix).map((source) => `${source}.amazonaws.com`));
        const fault = judgeName('eventName', wholeName(name), { calls, sources });
        return sources.size > 0 && fault?.isNever === true;
      }),
    );
    expect(impossible).toEqual(['PassRole']);
    const sources = new Set(['eks.amazonaws.com']);
    expect(judgeName('eventName', wholeName('AccessKubernetesApi'), { calls, sources })).toBeUndefined();
    expect(
      judgeName('eventName', wholeName('ClientMount'), {
        calls,
        sources: new Set(['elasticfilesystem.amazonaws.com']),
      }),
    ).toEqual({ message: expect.stringContaining("'ClientMount' is a permission"), isNever: false });
  });

  test.each([
    ['controltower', 'UpdateManagedAccount', 'RegisterOrganizationalUnit'],
    ['ec2', 'BidEvictedEvent', 'BidFulfilledEvent'],
    ['ecr', 'PolicyExecutionEvent'],
    ['elasticfilesystem', 'NewClientConnection'],
    ['organizations', 'CreateAccountResult'],
    ['sso', 'Authenticate', 'Federate', 'Logout'],
    ['workspaces', 'WorkspaceLogin'],
  ])('knows what %s reports beside its calls: %s', (source, ...names) => {
    const sources = new Set([`${source}.amazonaws.com`]);
    for (const name of names)
      expect(judgeName('eventName', wholeName(name), { calls, sources })).toBeUndefined();
    expect(judgeName('eventName', wholeName('NoSuchEvent'), { calls, sources })?.isNever).toBe(false);
  });

  test('lets every call of a model pass, in any letter case', () => {
    let count = 0;
    for (const source of CALLS.sources)
      for (const { name } of CALLS.calls(source).values()) {
        count += 1;
        for (const text of [name, name.toLowerCase()]) {
          const sources = new Set([`${source}.amazonaws.com`]);
          expect([text, judgeName('eventName', wholeName(text), { calls, sources })]).toEqual([
            text,
            undefined,
          ]);
        }
      }
    expect(count).toBeGreaterThan(20_000);
  });
});

describeCorpus('names of real records', () => {
  test('are never found impossible', () => {
    const records = corpusRecords();
    const faults = records.flatMap((record) =>
      NAMED_FIELDS.flatMap((field) => {
        const value = field
          .split('.')
          .reduce<unknown>((at, key) => (at as JsonObject | undefined)?.[key], record);
        // Anonymised records have Regions such as `ca-south-3r`.
        if (typeof value === 'string' && /^[a-z-]+-\dr$/.test(value)) return [];
        const sources = new Set([String(record.eventSource).toLowerCase()]);
        const fault =
          typeof value === 'string' ? judgeName(field, wholeName(value), { calls, sources }) : undefined;
        return fault?.isNever === true ? [`${field}: ${fault.message}`] : [];
      }),
    );
    expect(records.length).toBeGreaterThan(1_800);
    expect([...new Set(faults)]).toEqual([]);
  });
});
