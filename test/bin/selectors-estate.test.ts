import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../test-folder';
import { PLACES, writeEstate } from './estate/write-estate';
import { runTrailwatch } from './run-trailwatch';

const folder = folderForEachTest();
/** A trail that logs the calls of one name. */
function trailOf(eventName: unknown, more: object = {}) {
  const fields = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
    { Field: 'eventName', Equals: [eventName] },
  ];
  const Properties = { IsMultiRegionTrail: true, AdvancedEventSelectors: [{ FieldSelectors: fields }] };
  return { Trail: { Type: 'AWS::CloudTrail::Trail', Properties, ...more } };
}

/** The answers for a call of each name. */
async function explain(template: string, names: readonly string[], more: readonly string[] = []) {
  const records = join(folder, 'records.json');
  const record = { eventVersion: '1.11', eventTime: '2026-11-20T08:00:00Z', eventSource: 's3.amazonaws.com' };
  const Records = names.map((eventName) => ({
    ...{ ...record, awsRegion: 'us-east-1', eventCategory: 'Data', eventName },
    resources: [{ type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::b/k' }],
  }));
  writeFileSync(records, JSON.stringify({ Records }));
  const argv = ['trails', 'explain', '--template', template, ...more, records];
  const { status, stdout, stderr } = await runTrailwatch(argv);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, answers: lines.map((line) => JSON.parse(line)) };
}

test('has the trails of stacks in YAML, of stages, nested stacks and stack sets', async () => {
  const assembly = join(folder, 'cdk.out');
  writeEstate(assembly, { resourcesOf: (place) => trailOf(place) });
  const { status, answers } = await explain(assembly, PLACES);
  expect(status).toBe(0);
  expect(answers.map(({ logged, by }) => [logged, by])).toEqual(
    PLACES.map((place) => [true, `${place}/Trail: advanced selector 1`]),
  );
});

test('reads a template in YAML, with its conditions, maps and defaults', async () => {
  const template = join(folder, 'audit.yml');
  const trail = (name: string, value: string, condition: string) => `
  ${name}:
    Type: AWS::CloudTrail::Trail
    Condition: ${condition}
    Properties:
      IsMultiRegionTrail: true
      AdvancedEventSelectors:
        - FieldSelectors:
            - { Field: eventCategory, Equals: [Data] }
            - { Field: resources.type, Equals: [AWS::S3::Object] }
            - { Field: eventName, Equals: [${value}] }`;
  writeFileSync(
    template,
    `Parameters: { Stage: { Type: String, Default: prod }, Other: { Type: String } }
Mappings: { Calls: { prod: { Name: GetObject } } }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
  IsOther: !Equals [!Ref Other, x]
Resources:${trail('Prod', '!FindInMap [Calls, !Ref Stage, Name]', 'IsProd')}
${trail('Test', 'PutObject', 'IsTest')}
${trail('Open', 'CopyObject', 'IsOther')}
`,
  );
  const { status, stderr, answers } = await explain(template, ['GetObject', 'PutObject', 'CopyObject']);
  expect({ status, logged: answers.map(({ logged }) => logged) }).toEqual({
    status: 0,
    logged: [true, false, true],
  });
  expect(stderr).toContain('note: audit: parameters are taken with their defaults: Stage\n');
  expect(stderr).toContain(
    'Resources.Open: whether the trail is created is known only at deployment (parameter Other = x); it is assumed to be created\n',
  );
  const test = await explain(template, ['GetObject', 'PutObject'], ['--parameter', 'Stage=test']);
  expect(test.answers.map(({ logged }) => logged)).toEqual([false, true]);
});

test('names of resources that are given close what is known of them', async () => {
  const template = join(folder, 'audit.json');
  const Resources = { Calls: { Type: 'AWS::SSM::Document' }, ...trailOf({ Ref: 'Calls' }) };
  writeFileSync(template, JSON.stringify({ Resources }));
  expect((await explain(template, ['GetObject'])).answers).toMatchObject([{ logged: null }]);
  const given = ['--parameter', 'Calls=GetObject'];
  expect((await explain(template, ['GetObject'], given)).answers).toMatchObject([{ logged: true }]);
});

test('fails for a template without trails, and for a nested stack that is not there', async () => {
  const assembly = join(folder, 'cdk.out');
  const Nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x' } };
  writeEstate(assembly, { resourcesOf: () => ({}) });
  expect(await explain(assembly, ['GetObject'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('the template has no resource of type AWS::CloudTrail::Trail\n'),
  });
  writeEstate(assembly, { resourcesOf: (place) => ({ ...trailOf(place), Nested }), places: ['Plain'] });
  expect(await explain(assembly, ['Plain'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('Plain/Nested: the template of the nested stack is not in the folder'),
  });
});
