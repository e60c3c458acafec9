import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { PLACES, writeEstate } from '../estate/write-estate';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();
const KEY = { Key: { Type: 'AWS::KMS::Key', Properties: {} } };

async function cost(path: string) {
  const { status, stdout, stderr } = await runTrailwatch(['cost', path]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, documents: lines.map((line) => JSON.parse(line)) };
}

/** The fixed cost of the key of each stack. */
async function keysOf(path: string) {
  const { documents } = await cost(path);
  return Object.fromEntries(
    documents.filter(({ price }) => price === 'kmsKey').map(({ stack, usd }) => [stack, usd]),
  );
}

const ONE_OF_EACH = Object.fromEntries(PLACES.map((place) => [place, 1]));

function write(instances?: readonly object[]): string {
  const assembly = join(folder, 'cdk.out');
  writeEstate(assembly, {
    resourcesOf: () => KEY,
    ...(instances === undefined ? {} : { instances: instances as readonly Record<string, unknown>[] }),
  });
  return assembly;
}

function template(content: object): string {
  const path = join(folder, 'audit.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

test('counts stacks in YAML, stages, nested stacks and stack sets', async () => {
  expect(await keysOf(write())).toEqual(ONE_OF_EACH);
});

test('counts the template of a stack set once for each account and Region', async () => {
  const accounts = ['111122223333', '444455556666'];
  const groups = [
    { DeploymentTargets: { Accounts: accounts }, Regions: ['eu-west-1', 'us-east-1', 'us-west-2'] },
    { DeploymentTargets: { Accounts: accounts.slice(1) }, Regions: ['us-east-1', 'eu-north-1'] },
  ];
  const assembly = write(groups);
  expect(await keysOf(assembly)).toEqual({ ...ONE_OF_EACH, 'Prod/Members': 7 });
  const { documents } = await cost(assembly);
  const line = documents.find(({ stack, price }) => stack === 'Prod/Members' && price === 'kmsKey');
  expect(line).toMatchObject({ quantity: 7 });
  expect(line.notes).toContain('for 7 accounts and Regions of the stack set; counts are assumed for each');
});

test.each<[string, object | undefined]>([
  ['organizational units', { OrganizationalUnitIds: ['ou-1'] }],
  ['a list that a parameter has', { Accounts: { Ref: 'Accounts' } }],
])('says that the number of instances in %s is not known', async (_what, targets) => {
  const { documents } = await cost(write([{ DeploymentTargets: targets, Regions: ['eu-west-1'] }]));
  const line = documents.find(({ stack, price }) => stack === 'Prod/Members' && price === 'kmsKey');
  expect(line).toMatchObject({ quantity: 1 });
  expect(line.notes).toContain('for one account and Region of the stack set; their number is not known');
  expect(documents).toContainEqual({
    ...{ kind: 'not-counted', type: 'AWS::CloudFormation::StackSet', quantity: 2 },
    notes: ['its template is counted once; the number of its accounts and Regions is not known'],
  });
});

test('puts in defaults, maps and conditions, and leaves out what surely is not created', async () => {
  const alarm = (Condition?: string) => ({
    ...{ Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 60 } },
    ...(Condition === undefined ? {} : { Condition }),
  });
  const path = template({
    Parameters: { Stage: { Type: 'String', Default: 'prod' }, Other: { Type: 'String' } },
    Mappings: { Periods: { prod: { Seconds: 10 } } },
    Conditions: {
      IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
      IsOther: { 'Fn::Equals': [{ Ref: 'Other' }, 'x'] },
    },
    Resources: {
      Fast: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { Period: { 'Fn::FindInMap': ['Periods', { Ref: 'Stage' }, 'Seconds'] } },
      },
      Gone: alarm('IsTest'),
      Perhaps: alarm('IsOther'),
    },
  });
  const { documents, stderr } = await cost(path);
  expect(documents.map(({ logicalId, price }) => [logicalId, price])).toEqual([
    ['Fast', 'highResolutionAlarmMetric'],
    ['Perhaps', 'alarmMetric'],
  ]);
  expect(documents[1].notes).toContain('created only if the condition IsOther is true');
  expect(stderr).toContain('note: audit: parameters are taken with their defaults: Stage\n');
});

test('says what a cost hangs on that only the deployment knows', async () => {
  const open = { Ref: 'Open' };
  const { documents } = await cost(
    template({
      Parameters: { Open: { Type: 'String' } },
      Resources: {
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: open } },
        Mail: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: open, TopicArn: 'arn' } },
      },
    }),
  );
  expect(documents).toMatchObject([
    {
      logicalId: 'Alarm',
      notes: ['Period is not known (parameter Open) and assumed absent'],
    },
    {
      ...{ kind: 'not-counted', type: 'AWS::SNS::Subscription', quantity: 1 },
      notes: ['Protocol is not known (parameter Open) and assumed absent'],
    },
  ]);
});

test('reads a template alone with the nested stacks that the CDK names in it', async () => {
  const assembly = write();
  const path = join(assembly, 'assembly-Prod/ByPath.template');
  writeFileSync(join(folder, 'ByPath.template'), JSON.stringify({ Resources: KEY }));
  const alone = template({
    Resources: {
      Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'ByPath.template' } },
    },
  });
  expect([await keysOf(path), await keysOf(alone)]).toEqual([
    { 'ByPath.template': 1 },
    { 'audit/Nested': 1 },
  ]);
});
