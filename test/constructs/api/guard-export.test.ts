import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, type App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { guardExports } from '../../../bin/build/guard-exports';
import { checkArguments } from '../../../lib/constructs/api/check-argument';
import { guardExport } from '../../../lib/constructs/api/guard-export';
import { readApiTable } from '../../../lib/constructs/api/read-api-table';
import * as typed from '../../../lib/index';
import { CREATED_CONSTRUCTS } from '../created-constructs';
import { newStack, notesOf, TRAIL, warningsOf } from '../synthesize';

/** The API as JavaScript sees it. */
// biome-ignore lint/suspicious/noExplicitAny: JavaScript has no types
const api = typed as any;

/** The message of what a misuse throws; the warnings of a stack that it returns. */
function answerTo(misuse: () => unknown): string {
  try {
    const made = misuse();
    return made instanceof Stack ? [...warningsOf(made), ...notesOf(made)].join() : 'silent';
  } catch (error) {
    return (error as Error).message;
  }
}

const inStack = (create: (stack: Stack) => unknown) => () => {
  const stack = newStack();
  create(stack);
  return stack;
};
const trailwatch = (props: unknown) => inStack((stack) => new api.Trailwatch(stack, 'T', props));
const archive = (props: unknown) => inStack((stack) => new api.LogArchive(stack, 'A', props));
const trails = [TRAIL];

describe('a misuse from JavaScript is answered with the call, the place, what was found and what is expected:', () => {
  test.each<[string, () => unknown, string]>([
    [
      'no properties',
      archive(undefined),
      'new LogArchive: props is missing; expected an object of LogArchiveProps, which needs trails',
    ],
    [
      'no trails',
      archive({}),
      'new LogArchive: trails is missing; expected a list, each item TrailIdentity, from TrailIdentity.account(…), TrailIdentity.members(…), TrailIdentity.organization(…)',
    ],
    [
      'one trail',
      archive({ trails: TRAIL }),
      'new LogArchive: trails is a TrailIdentity; expected a list, each item TrailIdentity',
    ],
    [
      'a name in place of a trail',
      archive({ trails: ['primary'] }),
      "new LogArchive: trails[0] is 'primary'; expected TrailIdentity, from",
    ],
    [
      'an item that is undefined',
      archive({ trails: [undefined] }),
      'new LogArchive: trails[0] is undefined; expected TrailIdentity',
    ],
    [
      'an object in place of a trail',
      archive({ trails: [{ trailName: 'a' }] }),
      'new LogArchive: trails[0] is an object with trailName; expected TrailIdentity',
    ],
    ['null', archive({ trails: null }), 'new LogArchive: trails is null; expected a list'],
    [
      'a key of the CDK',
      inStack((stack) => new api.LogArchive(stack, 'A', { trails, encryptionKey: new Key(stack, 'K') })),
      'new LogArchive: encryptionKey is a Key of aws-cdk-lib/aws-kms; expected ITrailKey, from new TrailKey(…), TrailKey.fromKey(…)',
    ],
    [
      'a bucket of the CDK',
      inStack((stack) => new api.Trailwatch(stack, 'T', { archive: new Bucket(stack, 'B') })),
      'new Trailwatch: archive is a Bucket of aws-cdk-lib/aws-s3; expected ILogArchive, from new LogArchive(…), LogArchive.fromBucket(…)',
    ],
    [
      'a topic of the CDK',
      inStack((stack) => new api.Trailwatch(stack, 'T', { alertTopic: new Topic(stack, 'S') })),
      'new Trailwatch: alertTopic is a Topic of aws-cdk-lib/aws-sns; expected IAlertTopic, from new AlertTopic(…), AlertTopic.fromTopic(…)',
    ],
    [
      'an own subclass of a topic',
      inStack(
        (stack) =>
          new api.Trailwatch(stack, 'T', { alertTopic: new (class Mine extends Topic {})(stack, 'S') }),
      ),
      'new Trailwatch: alertTopic is a Mine, which is a Topic of aws-cdk-lib/aws-sns; expected IAlertTopic',
    ],
    [
      'the ARN of a topic',
      trailwatch({ alertTopic: 'arn:aws:sns:eu-west-1:111122223333:alerts' }),
      "new Trailwatch: alertTopic is 'arn:aws:sns:eu-west-1:111122223333:alerts'; expected IAlertTopic",
    ],
    [
      'the class itself',
      trailwatch({ alertTopic: api.AlertTopic }),
      "new Trailwatch: alertTopic is the function or class 'AlertTopic'; expected IAlertTopic",
    ],
    [
      'guardrails without roles',
      trailwatch({ guardrails: {} }),
      'new Trailwatch: guardrails.exemptRoleArns is missing; expected a list, each item a text',
    ],
    [
      'guardrails that are on',
      trailwatch({ guardrails: true }),
      'new Trailwatch: guardrails is true; expected an object of AuditGuardrailsOptions, which needs exemptRoleArns',
    ],
    [
      'a role in place of its ARN',
      inStack(
        (stack) =>
          new api.Trailwatch(stack, 'T', {
            guardrails: { exemptRoleArns: [Role.fromRoleName(stack, 'R', 'ci')] },
          }),
      ),
      'new Trailwatch: guardrails.exemptRoleArns[0] is a ',
    ],
    [
      'one address',
      trailwatch({ emails: 'ann@example.com' }),
      "new Trailwatch: emails is 'ann@example.com'; expected a list, each item a text",
    ],
    [
      'a number as an address',
      trailwatch({ emails: [1] }),
      'new Trailwatch: emails[0] is 1; expected a text',
    ],
    [
      'a text as a switch',
      trailwatch({ tamperDetection: 'false' }),
      "new Trailwatch: tamperDetection is 'false'; expected true or false",
    ],
    [
      'a misspelt property',
      trailwatch({ emial: ['ann@example.com'] }),
      "new Trailwatch: there is no property emial; did you mean 'emails'?: it has no effect; correct its name, or remove it",
    ],
    [
      'an unknown property',
      trailwatch({ color: 'red' }),
      'new Trailwatch: there is no property color: it has no effect',
    ],
    [
      'a misspelt property in an object',
      trailwatch({ realtime: { memberRegion: ['eu-west-1'] } }),
      "new Trailwatch: there is no property realtime.memberRegion; did you mean 'memberRegions'?",
    ],
    [
      'rules as a list',
      trailwatch({ rules: [] }),
      'new Trailwatch: rules is a list; expected RuleSet, from RuleSet.builtIn(…), RuleSet.fromDirectory(…)',
    ],
    [
      'a rule in place of rules',
      trailwatch({ rules: 'rules' }),
      "new Trailwatch: rules is 'rules'; expected RuleSet",
    ],
    [
      'a number of days',
      inStack((stack) => new api.QueryResultsBucket(stack, 'Q', { expireAfter: 30 })),
      'new QueryResultsBucket: expireAfter is 30; expected Duration of aws-cdk-lib, from Duration.days(…)',
    ],
    [
      'a text as a scope',
      () => new api.Trailwatch('stack', 'T'),
      "new Trailwatch: scope is 'stack'; expected Construct of constructs",
    ],
    [
      'no scope',
      () => new api.Trailwatch(),
      'new Trailwatch: scope is missing; expected Construct of constructs, from new Construct(…); id is missing; expected a text',
    ],
    [
      'properties in place of the id',
      inStack((stack) => new api.Trailwatch(stack, { emails: [] })),
      'new Trailwatch: id is an object with emails; expected a text',
    ],
    [
      'a misspelt type of data events',
      () => api.EventSelection.dataEvents(api.DataEventType.S3_OBJECTS),
      'EventSelection.dataEvents: types is undefined; expected DataEventType, from',
    ],
    [
      'a name of a type',
      () => api.EventSelection.dataEvents('AWS::S3::Object'),
      "EventSelection.dataEvents: types is 'AWS::S3::Object'; expected DataEventType",
    ],
    [
      'a misspelt field',
      () => api.EventSelection.managementEvents().where(api.EventField.EVENT_NAMES, { equalTo: ['x'] }),
      'EventSelection.where: field is missing; expected a member of EventField: ',
    ],
    [
      'a misspelt name of a field',
      () => api.EventSelection.managementEvents().where('eventNmae', { equalTo: ['x'] }),
      "EventSelection.where: field is 'eventNmae'; expected a member of EventField: ",
    ],
    [
      'one value of a field',
      () => api.EventSelection.managementEvents().where(api.EventField.EVENT_NAME, { equalTo: 'x' }),
      "EventSelection.where: equalTo is 'x'; expected a list, each item a text",
    ],
    [
      'a misspelt operator',
      () => api.EventSelection.managementEvents().where(api.EventField.EVENT_NAME, { equalsTo: ['x'] }),
      "EventSelection.where: there is no property equalsTo; did you mean 'equalTo'?",
    ],
    [
      'a selection that is not added',
      () => api.EventSelection.managementEvents().plus('data'),
      "EventSelection.plus: other is 'data'; expected EventSelection, from",
    ],
    [
      "a severity of one's own",
      () => api.RuleSet.builtIn().withMinimumSeverity('hihg'),
      "RuleSet.withMinimumSeverity: minimum is 'hihg'; expected a member of RuleSeverity: INFORMATIONAL, LOW, MEDIUM, HIGH, CRITICAL; did you mean 'high'?",
    ],
    [
      'a list in place of arguments',
      () => api.RuleSet.builtIn().only(['root-use']),
      'RuleSet.only: names is a list; expected a text',
    ],
    [
      'rules of a file that are not read',
      () => api.RuleSet.fromRules('rule.yml'),
      "RuleSet.fromRules: rules is 'rule.yml'; expected Rule, from",
    ],
    [
      'an account as a number',
      () => api.AllowList.accounts(111122223333),
      'AllowList.accounts: accountIds is 111122223333; expected a text',
    ],
    [
      'a token that is no text',
      () => api.AllowList.roles(Lazy.any({ produce: () => 'x' })),
      'AllowList.roles: namesOrArns is a ',
    ],
    [
      'identity by a name',
      () => api.TrailIdentity.account('primary'),
      "TrailIdentity.account: props is 'primary'; expected an object of AccountTrailIdentityProps, which needs ",
    ],
    [
      'a date as a Date',
      inStack(
        (stack) =>
          new api.LogTable(stack, 'L', {
            archive: new api.LogArchive(stack, 'A', { trails }),
            firstDay: new Date(0),
          }),
      ),
      'new LogTable: firstDay is a Date; expected a text',
    ],
    [
      'a method of a part that is reached through another',
      inStack((stack) => new api.Trailwatch(stack, 'T').processor.grantSilence('ann')),
      "LogProcessor.grantSilence: grantee is 'ann'; expected IGrantable of aws-cdk-lib/aws-iam",
    ],
  ])('%s', (_, misuse, expected) => {
    expect(answerTo(misuse)).toContain(expected);
  });
});

test('a misspelt property can be acknowledged', () => {
  const stack = newStack();
  Annotations.of(stack).acknowledgeWarning('cdk-trailwatch:unknownProperty');
  new api.Trailwatch(stack, 'T', { emial: ['ann@example.com'] });
  expect(warningsOf(stack).join()).not.toContain('emial');
});

test('a construct that passes on properties of its own gets no warning', () => {
  const stack = newStack();
  new api.Trailwatch(stack, 'T', { color: 'red' });
  expect(warningsOf(stack).join()).not.toContain('color');
});

test('what is given as a type of the package or of the CDK passes, and so do tokens', () => {
  const stack = newStack();
  new api.LogArchive(stack, 'A', {
    trails,
    bucketName: undefined,
    encryptionKey: new api.TrailKey(stack, 'K', { trails }),
    retention: undefined,
  });
  new api.QueryResultsBucket(stack, 'Q', { expireAfter: Duration.days(30) });
  expect((stack.node.root as App).synth().stacks).toHaveLength(1);
});

/** A value that no type but `any` has. */
const WRONG = Symbol('wrong');

describe('every parameter and every member of a struct', () => {
  const { shapes, classes } = readApiTable();
  const structs = Object.entries(shapes).flatMap(([name, shape]) =>
    shape.kind === 'struct' ? shape.members.map((member) => ({ name, member })) : [],
  );

  test('is in the table, of each construct that is exported', () => {
    expect(CREATED_CONSTRUCTS.filter(([name]) => classes[name]?.initializer.length !== 3)).toEqual([]);
    expect(structs.length).toBeGreaterThan(600);
  });

  test.each(structs.filter(({ member }) => member.type.kind !== 'any'))(
    'fails with its name where it has another type: $name.$member.name',
    ({ name, member }) => {
      const type = { kind: 'named', name } as const;
      const { problems } = checkArguments([{ name: 'props', type }], [{ [member.name]: WRONG }]);
      expect(problems).toContainEqual(
        expect.stringMatching(new RegExp(`^${member.name} is Symbol\\(wrong\\); expected `)),
      );
    },
  );
});

test('an enum passes as it is, and a class is guarded once', () => {
  expect(guardExport(typed.RuleSeverity)).toBe(typed.RuleSeverity);
  class Unknown {}
  expect(guardExport(Unknown)).toBe(guardExport(Unknown));
  expect(new (guardExport(Unknown))()).toBeInstanceOf(Unknown);
});

test('fails to guard an entry point that has another form', () => {
  expect(() => guardExports('exports.a = 1;')).toThrow('another form than its exports are guarded in');
});

test('the entry point of the package is guarded', () => {
  const index = readFileSync(join(__dirname, '../../../dist/lib/index.js'), 'utf8');
  const exported = index.match(/^Object\.defineProperty\(exports, "\w+", \{ enumerable: true, get/gm) ?? [];
  const modules =
    index.match(/new Proxy\(\{\}, \{ get: \(_, key\) => guard\(\)\.guardExport\(require\(/g) ?? [];
  expect(exported.length).toBeGreaterThan(modules.length);
  expect(index.match(/new Proxy\(/g)).toHaveLength(modules.length);
});
