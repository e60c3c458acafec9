import { SecretValue } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Authorization, Connection } from 'aws-cdk-lib/aws-events';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AlertResponse,
  AlertTopic,
  ApiDestinationSink,
  ArchiveSearch,
  LogArchive,
  LogTable,
  LogTableCompaction,
  PlatformDefaults,
  Responder,
  ResponseMode,
} from '../../../lib/index';
import { newStack, oneRule, type Resource, resourceOf, resourcesOf, TRAIL, warningsOf } from '../synthesize';

interface Statement {
  readonly Sid?: string;
  readonly Principal?: { readonly Service?: string };
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Everything that has a state machine or a bus of its own. */
function build(isEncrypted = true) {
  const stack = newStack();
  const storeKey = new Key(stack, 'StoreKey');
  if (isEncrypted) PlatformDefaults.forScope(stack).apply({ storeEncryption: storeKey });
  const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const search = new ArchiveSearch(stack, 'Search', { archive, rules: oneRule() });
  const [starter, reader] = ['Starter', 'Reader'].map(
    (id) => new Role(stack, id, { assumedBy: new AccountRootPrincipal() }),
  );
  if (starter !== undefined) search.grantStart(starter);
  if (reader !== undefined) search.grantReadResults(reader);
  const responses = [AlertResponse.startLogging({ rules: oneRule(), mode: ResponseMode.ACT })];
  new Responder(stack, 'Responder', { alertTopic, responses });
  const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-01-01' });
  new LogTableCompaction(stack, 'Compaction', { table });
  const authorization = Authorization.apiKey('x-key', SecretValue.secretsManager('pager'));
  const connection = new Connection(stack, 'Connection', { authorization });
  new ApiDestinationSink(stack, 'Pager', {
    ...{ alertTopic, connection },
    endpoint: 'https://events.example.com',
  });
  return stack;
}

function statementsIn({ Properties }: Resource): readonly Statement[] {
  return (Properties.PolicyDocument ?? Properties.KeyPolicy).Statement;
}

const stack = build();
const keyArn = { 'Fn::GetAtt': [expect.stringMatching(/^StoreKey/), 'Arn'] };

/** The statements of policies whose ids begin so that are on the key, and have the condition. */
function onKey(idStart: string, condition: string): readonly Statement[] {
  return resourcesOf(stack, 'AWS::IAM::Policy', idStart)
    .flatMap(statementsIn)
    .filter(({ Resource, Condition }) => {
      return (
        JSON.stringify(Resource).includes('StoreKey') && JSON.stringify(Condition ?? '').includes(condition)
      );
    });
}

const OF_A_MACHINE = 'kms:EncryptionContext:aws:states:stateMachineArn';

test('every state machine is encrypted with the key of the stores', () => {
  const machines = resourcesOf(stack, 'AWS::StepFunctions::StateMachine');
  expect(machines).toHaveLength(3);
  for (const { Properties } of machines) {
    expect(Properties.EncryptionConfiguration).toEqual({
      ...{ Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: keyArn, KmsDataKeyReusePeriodSeconds: 300 },
    });
  }
});

test.each([
  ['Search', '*'],
  ['Compaction', '*'],
  ['Responder', expect.stringMatching(/^Stack-?Responder/)],
])(
  'the role of the state machine of %s may use the key for state machines of the account only, for its own if that has a name',
  (idStart, name) => {
    const statements = onKey(idStart, OF_A_MACHINE);
    expect(statements.map(({ Action }) => Action)).toEqual([['kms:Decrypt', 'kms:GenerateDataKey']]);
    const arn = JSON.stringify(statements[0]?.Condition?.StringLike?.[OF_A_MACHINE]);
    const [, found] = /:stateMachine:([^"]*)"/.exec(arn) ?? [];
    expect(found).toEqual(name);
  },
);

test('the role of a state machine may encrypt what goes to its log, and the service that delivers it may read that', () => {
  const context = 'kms:EncryptionContext:SourceArn';
  const [toLog] = onKey('Search', context);
  expect(toLog?.Action).toBe('kms:GenerateDataKey');
  const [delivered, ...others] = statementsIn(resourceOf(stack, 'AWS::KMS::Key', 'StoreKey')).filter(
    ({ Principal }) => Principal?.Service === 'delivery.logs.amazonaws.com',
  );
  expect(delivered).toMatchObject({ Action: 'kms:Decrypt', Condition: toLog?.Condition });
  expect(JSON.stringify(delivered?.Condition)).toContain(context);
  expect(others).toEqual([]);
});

test.each(['Starter', 'Reader', 'ResponderRole', 'CompactionScheduleRole'])(
  '%s, which calls Step Functions, may use the key through it alone',
  (idStart) => {
    const [statement, ...others] = onKey(idStart, 'kms:ViaService');
    expect(statement?.Action).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    expect(JSON.stringify(statement?.Condition?.StringEquals)).toMatch(/"kms:ViaService":.*states\./);
    expect(others).toEqual([]);
  },
);

test('the bus of requests is encrypted, and what cannot be encrypted goes to the dead-letter queue', () => {
  const bus = resourceOf(stack, 'AWS::Events::EventBus', 'Pager').Properties;
  expect(bus.KmsKeyIdentifier).toEqual(keyArn);
  const deadLetters = { 'Fn::GetAtt': [expect.stringMatching(/^PagerDeadLetter/), 'Arn'] };
  expect(bus.DeadLetterConfig).toEqual({ Arn: deadLetters });
  const sources = resourcesOf(stack, 'AWS::SQS::QueuePolicy', 'Pager')
    .flatMap(statementsIn)
    .map(({ Condition }) => Condition?.ArnEquals?.['aws:SourceArn']);
  expect(sources).toContainEqual({ 'Fn::GetAtt': [expect.stringMatching(/^PagerBus/), 'Arn'] });
  const ofBuses = statementsIn(resourceOf(stack, 'AWS::KMS::Key', 'StoreKey')).filter(({ Sid }) =>
    ['AllowEventBridgeToDescribe', 'AllowEventBuses'].includes(Sid ?? ''),
  );
  expect(ofBuses.map(({ Action, Condition }) => [Action, Object.keys(Condition ?? {})])).toEqual([
    ['kms:DescribeKey', ['StringEquals']],
    [
      ['kms:Decrypt', 'kms:GenerateDataKey'],
      ['StringEquals', 'ArnLike'],
    ],
  ]);
});

test('the key causes no circle and no warning', () => {
  expect(() => Template.fromStack(stack)).not.toThrow();
  expect(warningsOf(stack).filter((warning) => warning.includes('storeKeyPolicy'))).toEqual([]);
});

test('without a key of the stores, machines, buses and callers name none', () => {
  const without = build(false);
  const [{ Properties: machine } = { Properties: {} }] = resourcesOf(
    without,
    'AWS::StepFunctions::StateMachine',
  );
  expect(machine).not.toHaveProperty('EncryptionConfiguration');
  expect(resourceOf(without, 'AWS::Events::EventBus', 'Pager').Properties).not.toHaveProperty(
    'KmsKeyIdentifier',
  );
  expect(JSON.stringify(resourcesOf(without, 'AWS::IAM::Policy', ''))).not.toContain('StoreKey');
});
