import { App, Stack } from 'aws-cdk-lib';
import { AttributeType, type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { AlarmSet, AlertTopic, LogArchive, LogProcessor, Trailwatch } from '../../../lib/index';
import {
  ACCOUNT,
  LOG_BUCKET,
  MANAGEMENT,
  newStack,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
  resourcesOf,
  TRAIL,
} from '../synthesize';

const ARN = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/sent-alerts`;
const given = (stack: Stack): ITable => Table.fromTableArn(stack, 'Sent', ARN);

function createTable(stack: Stack, sortKey = 'item'): Table {
  const [partition, sort] = ['window', sortKey].map((name) => ({ name, type: AttributeType.STRING }));
  if (partition === undefined) throw new Error('no key');
  return new Table(stack, 'Sent', {
    partitionKey: partition,
    ...(sort === undefined ? {} : { sortKey: sort }),
  });
}

test('Trailwatch takes a table of sent alerts that exists: all routes use it, and changes of it raise alerts', () => {
  const stack = newStack();
  const { processor, realtime } = new Trailwatch(stack, 'Trailwatch', {
    ...{ claimsTable: given(stack), rules: oneRule(), realtime: {}, alarms: AlarmSet.quiet() },
  });
  const own = resourcesOf(stack, 'AWS::DynamoDB::Table').filter(
    ({ Properties }) => Properties.KeySchema !== undefined,
  );
  expect(own).toHaveLength(1);
  expect([processor.table.tableArn, realtime?.table.tableArn]).toEqual([ARN, ARN]);
  const roles = ['Processor', 'Realtime', 'AlarmContext'].map((part) =>
    JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy', `Trailwatch${part}`)),
  );
  for (const role of roles) expect(role).toContain(ARN);
  const [trail] = resourcesOf(stack, 'AWS::CloudTrail::Trail');
  expect(JSON.stringify(trail?.Properties.AdvancedEventSelectors)).toContain(ARN);
  const variables = resourcesOf(stack, 'AWS::Lambda::Function', 'TrailwatchProcessor');
  expect(JSON.stringify(variables)).toContain('"TRAILWATCH_TABLE_NAME":"sent-alerts"');
});

test('a table of the app is taken, if its keys are those of sent alerts', () => {
  const stack = newStack();
  const { processor } = new Trailwatch(stack, 'Trailwatch', {
    claimsTable: createTable(stack),
    rules: oneRule(),
  });
  expect(processor.table.node.path).toBe('Stack/Sent');
  const other = newStack();
  expect(
    () => new Trailwatch(other, 'Trailwatch', { claimsTable: createTable(other, 'alert'), rules: oneRule() }),
  ).toThrow(
    "claimsTable 'Stack/Sent' has the keys window and alert; the table of sent alerts needs the partition key window and the sort key item, both strings",
  );
});

function processorWith(stack: Stack, id: string, props: object): LogProcessor {
  const archive = new LogArchive(stack, `${id}Archive`, { trails: [TRAIL] });
  const alertTopic = new AlertTopic(stack, `${id}Alerts`, { emails: ['a@example.com'] });
  return new LogProcessor(stack, id, { archive, alertTopic, rules: oneRule(), ...props });
}

test.each<[string, (stack: Stack) => object, string]>([
  [
    'a name of the table that it would create',
    (stack) => ({ claimsTable: given(stack), sharedTableName: 'claims' }),
    'claimsTable and sharedTableName are both given; sharedTableName is for the table that the processor creates, so leave it out',
  ],
  [
    'a table of another Region',
    (stack) => ({ claimsTable: Table.fromTableArn(stack, 'Sent', ARN.replace(REGION, 'eu-west-1')) }),
    `claimsTable 'Stack/Sent' is in region 'eu-west-1', the processor in '${REGION}'; give a table of its account and Region`,
  ],
])('fails with %s', (_what, props, message) => {
  const stack = newStack();
  expect(() => processorWith(stack, 'Processor', props(stack))).toThrow(message);
});

test('fails with one table for two processors, of which each would take the alerts of the other for sent', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
  const claimsTable = given(stack);
  for (const id of ['One', 'Two']) processorWith(stack, id, { claimsTable });
  expect(() => app.synth()).toThrow("both have the table of sent alerts name 'sent-alerts'");
});

test('fails with alarms in another account, whose function the policy of the table would have to name', () => {
  const stack = newStack({ env: { account: ACCOUNT, region: REGION } });
  const trailScope = new Stack(stack.node.root as App, 'Management', {
    env: { account: MANAGEMENT, region: REGION },
  });
  expect(
    () =>
      new Trailwatch(stack, 'Trailwatch', {
        ...{ claimsTable: given(stack), rules: oneRule(), trailScope, alarms: AlarmSet.quiet() },
        ...{ identity: ORGANIZATION_TRAIL, bucketName: LOG_BUCKET },
      }),
  ).toThrow(
    'in another account also uses claimsTable, whose policy the app does not manage; leave claimsTable out',
  );
});
