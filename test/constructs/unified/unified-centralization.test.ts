import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { UnifiedCentralization, type UnifiedCentralizationProps, UnifiedScope } from '../../../lib/index';
import {
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  notesOf,
  ORGANIZATION,
  REGION,
  resourceOf,
  type Statement,
  synthError,
} from '../synthesize';

const RULE = 'AWS::ObservabilityAdmin::OrganizationCentralizationRule';
const KEY = `arn:aws:kms:${REGION}:${LOG_ARCHIVE}:key/0a1b2c3d-0000-4000-8000-000000000000`;
const BACKUP_KEY = KEY.replace(REGION, 'eu-west-1');
const UNIT = 'ou-ab12-11111111';

/** A variable in a pattern of names. */
function variable(name: string): string {
  return ['$', '{', name, '}'].join('');
}

function managementStack(): Stack {
  return newStack({ env: { account: MANAGEMENT, region: REGION } });
}

function centralize(stack: Stack, props: Partial<UnifiedCentralizationProps> = {}): UnifiedCentralization {
  return new UnifiedCentralization(stack, 'Copies', {
    source: UnifiedScope.organization(ORGANIZATION),
    sourceRegions: [REGION, 'us-east-1'],
    destinationAccount: LOG_ARCHIVE,
    ...props,
  });
}

test('the rule copies the log groups of CloudTrail in every account, encrypted ones too', () => {
  const stack = managementStack();
  centralize(stack);
  expect(resourceOf(stack, RULE).Properties).toEqual({
    RuleName: expect.stringMatching(/^Stack-Copies-[0-9A-F]+$/),
    Rule: {
      Source: {
        Regions: [REGION, 'us-east-1'],
        Scope: `OrganizationId = '${ORGANIZATION}'`,
        SourceLogsConfiguration: {
          EncryptedLogGroupStrategy: 'ALLOW',
          LogGroupSelectionCriteria: "LogGroupName LIKE 'aws/cloudtrail/%'",
        },
      },
      Destination: {
        Region: REGION,
        Account: LOG_ARCHIVE,
        DestinationLogsConfiguration: { LogsEncryptionConfiguration: { EncryptionStrategy: 'AWS_OWNED' } },
      },
    },
  });
  expect(notesOf(stack)).toEqual([expect.stringContaining('observabilityadmin.amazonaws.com')]);
});

test('copies get names by a pattern, and a backup in another Region, with the key of each', () => {
  const stack = managementStack();
  const backup = { region: 'eu-west-1', encryptionKey: Key.fromKeyArn(stack, 'BackupKey', BACKUP_KEY) };
  const logGroupNamePattern = `central/${variable('source.accountId')}/${variable('source.logGroup')}`;
  centralize(stack, {
    encryptionKey: Key.fromKeyArn(stack, 'Key', KEY),
    backup,
    logGroupNamePattern,
    keyPolicyManagedElsewhere: true,
  });
  expect(resourceOf(stack, RULE).Properties.Rule.Destination.DestinationLogsConfiguration).toEqual({
    LogsEncryptionConfiguration: {
      EncryptionStrategy: 'CUSTOMER_MANAGED',
      KmsKeyArn: KEY,
      EncryptionConflictResolutionStrategy: 'ALLOW',
    },
    BackupConfiguration: { Region: 'eu-west-1', KmsKeyArn: BACKUP_KEY },
    LogGroupNameConfiguration: { LogGroupNamePattern: logGroupNamePattern },
  });
});

describe('the key of the destination', () => {
  test.each([
    ['CloudTrail alone', undefined, 'aws/cloudtrail/*'],
    ['any name, where a pattern gives them names', `central/${variable('source.logGroup')}`, '*'],
  ])('lets CloudWatch Logs encrypt log groups of %s', (_, logGroupNamePattern, names) => {
    const stack = newStack({ env: { account: LOG_ARCHIVE, region: REGION } });
    const encryptionKey = new Key(stack, 'Key');
    centralize(stack, {
      encryptionKey,
      ...(logGroupNamePattern === undefined ? {} : { logGroupNamePattern }),
    });
    const { Statement: statements } = resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy;
    expect((statements as Statement[]).find(({ Sid }) => Sid === 'AllowCloudWatchLogs')).toMatchObject({
      Principal: { Service: { 'Fn::Join': ['', [`logs.${REGION}.`, { Ref: 'AWS::URLSuffix' }]] } },
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, `:logs:${REGION}:${LOG_ARCHIVE}:log-group:${names}`],
            ],
          },
        },
      },
    });
  });

  test('must have the statement where it is imported', () => {
    const stack = managementStack();
    centralize(stack, { encryptionKey: Key.fromKeyArn(stack, 'Key', KEY) });
    expect(synthError(stack)).toMatch(/CloudWatch Logs needs .*keyPolicyManagedElsewhere: true/);
  });
});

test.each<[string, () => UnifiedScope, string]>([
  ['an organization', () => UnifiedScope.organization(ORGANIZATION), `OrganizationId = '${ORGANIZATION}'`],
  [
    'organizational units',
    () => UnifiedScope.organizationalUnits(UNIT, 'ou-ab12-22222222'),
    `OrganizationUnitId = '${UNIT}' OR OrganizationUnitId = 'ou-ab12-22222222'`,
  ],
  ['an account', () => UnifiedScope.accounts(LOG_ARCHIVE), `AccountId = '${LOG_ARCHIVE}'`],
])('the events of %s are copied', (_, source, expected) => {
  const stack = managementStack();
  centralize(stack, { source: source() });
  expect(resourceOf(stack, RULE).Properties.Rule.Source.Scope).toBe(expected);
});

test.each<[string, () => UnifiedScope, string]>([
  ['nothing', () => UnifiedScope.accounts(), 'a scope without AccountId has no account'],
  [
    'a root',
    () => UnifiedScope.organizationalUnits('r-ab12'),
    "'r-ab12' is not a valid organizational unit id",
  ],
  ['a name', () => UnifiedScope.accounts('security'), "'security' is not a valid account id"],
  [
    '200 accounts',
    () =>
      UnifiedScope.accounts(...Array.from({ length: 200 }, (_, index) => String(100_000_000_000 + index))),
    'a scope of 200 AccountId has 5996 characters, but CloudWatch allows at most 2000; use organizational units',
  ],
])('a scope fails on %s', (_, source, message) => {
  expect(source).toThrow(message);
});

test.each<[string, (stack: Stack) => Partial<UnifiedCentralizationProps>, string]>([
  ['no Region', () => ({ sourceRegions: [] }), 'sourceRegions is empty; name at least one Region'],
  ['a Region twice', () => ({ sourceRegions: [REGION, REGION] }), `sourceRegions has '${REGION}' twice`],
  [
    'a backup in the same Region',
    () => ({ backup: { region: REGION } }),
    'is destinationRegion; choose another',
  ],
  ['a pattern with a space', () => ({ logGroupNamePattern: 'a b' }), 'is not a valid log group name pattern'],
  [
    'an unknown variable',
    () => ({ logGroupNamePattern: variable('source.name') }),
    'is not a valid log group name pattern',
  ],
  [
    'a key of another Region',
    (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Key', BACKUP_KEY) }),
    "encryptionKey is a key of account '044455556666' and Region 'eu-west-1', and encrypts log groups of '044455556666' and 'eu-central-1'",
  ],
  [
    'a key, and a backup without one',
    (stack) => ({ encryptionKey: Key.fromKeyArn(stack, 'Key', KEY), backup: { region: 'eu-west-1' } }),
    'encryptionKey is set, but backup.encryptionKey is not; set both, or neither',
  ],
])('the rule fails on %s', (_, propsIn, message) => {
  const stack = managementStack();
  expect(() => centralize(stack, propsIn(stack))).toThrow(message);
});

test('two rules of one name fail', () => {
  const stack = managementStack();
  centralize(stack, { ruleName: 'copies' });
  const source = UnifiedScope.organization(ORGANIZATION);
  const rest = { source, sourceRegions: [REGION], destinationAccount: LOG_ARCHIVE };
  new UnifiedCentralization(stack, 'More', { ruleName: 'copies', ...rest });
  expect(synthError(stack)).toContain("both have the centralization rule name 'copies'");
});

test('takes what only the deployment knows', () => {
  const stack = new Stack(new App(), 'Stack');
  const text = (id: string) => new CfnParameter(stack, id).valueAsString;
  const sourceRegions = new CfnParameter(stack, 'Regions', { type: 'CommaDelimitedList' }).valueAsList;
  centralize(stack, {
    sourceRegions,
    source: UnifiedScope.organization(text('Organization')),
    destinationAccount: text('Account'),
  });
  const { Source, Destination } = resourceOf(stack, RULE).Properties.Rule;
  expect(Source).toMatchObject({
    Regions: { Ref: 'Regions' },
    Scope: { 'Fn::Join': ['', ["OrganizationId = '", { Ref: 'Organization' }, "'"]] },
  });
  expect(Destination).toMatchObject({ Region: { Ref: 'AWS::Region' }, Account: { Ref: 'Account' } });
});
