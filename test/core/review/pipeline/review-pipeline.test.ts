import type { Estate, EstateResource, EstateStack, EstateTemplate } from '../../../../lib/core/estate/estate';
import { type ReviewDocument, reviewDocument } from '../../../../lib/core/review/document/review-document';
import { SCENARIOS } from '../../../scenarios/scenarios';
import { templatesOf } from '../../../scenarios/synthesized';
import { changesOf, type Json } from '../edited-template';
import { scenarioStacks } from './scenario-stacks';

type Resource = { Type: string; Properties: Record<string, unknown> };
type Edit = (resource: Resource, logicalId: string) => void;

const STACKS = scenarioStacks(templatesOf(scenario('account')));
const ALARMS = scenarioStacks(templatesOf(scenario('alarms')));

function scenario(name: string) {
  const found = SCENARIOS.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

function estate(stacks: readonly EstateStack[]): Estate {
  return { kind: 'assembly', path: 'cdk.out', stacks, messages: [], unknowns: [], problems: [] };
}

/** The review of a change of every template. */
function reviewOf(
  stacks: readonly EstateStack[],
  edit: (template: EstateTemplate) => EstateTemplate,
): ReviewDocument {
  const head = stacks.map((stack) => ({ ...stack, template: edit(structuredClone(stack.template)) }));
  return reviewDocument({ base: estate(stacks), head: estate(head) });
}

/** The review of a change of every resource of a type. */
function edited(stacks: readonly EstateStack[], types: Readonly<Record<string, Edit>>): ReviewDocument {
  return reviewOf(stacks, (template) => {
    for (const [id, resource] of Object.entries(template.Resources)) {
      const { Properties = {} } = resource as Partial<Resource>;
      Object.assign(resource, { Properties });
      types[resource.Type]?.(resource as Resource, id);
    }
    return template;
  });
}

function countOf(stacks: readonly EstateStack[], type: string): number {
  return stacks
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === type).length;
}

function set(values: Readonly<Record<string, unknown>>): Edit {
  return ({ Properties }) => {
    Object.assign(Properties, values);
  };
}

const without =
  (...types: readonly string[]) =>
  (template: EstateTemplate): EstateTemplate => ({
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).filter(
        ([, { Type }]: [string, EstateResource]) => !types.includes(Type),
      ),
    ),
  });

describe('a review of an estate', () => {
  test.each([
    ['AWS::Events::Rule', { State: 'DISABLED' }, 'EventBridge rule|state of'],
    ['AWS::Lambda::EventSourceMapping', { Enabled: false }, 'state of'],
    ['AWS::Lambda::Function', { ReservedConcurrentExecutions: 0 }, 'reserved concurrency of'],
    ['AWS::CloudWatch::Alarm', { ActionsEnabled: false }, 'actions of'],
  ] as const)('names each %s that is silenced', (type, values, subject) => {
    const stacks = countOf(STACKS, type) > 0 ? STACKS : ALARMS;
    const document = edited(stacks, { [type]: set(values) });
    expect(document.verdict).toBe('weaker');
    const named = document.changes.filter(
      (change) => change.kind === 'pipeline-interrupted' && new RegExp(`^(${subject})`).test(change.subject),
    );
    expect(new Set(named.map(({ file, logicalId }) => `${file} ${logicalId}`)).size).toBe(
      countOf(stacks, type),
    );
    for (const { message } of named) expect(message).toMatch(/: \w+ .*\w+ /);
  });

  test('names everything that is silenced at once', () => {
    const filtered: Edit = ({ Properties }) => {
      Object.assign(Properties, {
        FilterPolicy: { ...(Properties.FilterPolicy as object), never: ['matches'] },
      });
    };
    const silenced: Readonly<Record<string, Edit>> = {
      'AWS::Events::Rule': set({ State: 'DISABLED' }),
      'AWS::Lambda::EventSourceMapping': set({ Enabled: false }),
      'AWS::Lambda::Function': set({ ReservedConcurrentExecutions: 0 }),
      'AWS::CloudWatch::Alarm': set({ ActionsEnabled: false }),
      'AWS::SNS::Subscription': filtered,
    };
    for (const stacks of [STACKS, ALARMS]) {
      const { verdict, changes } = edited(stacks, silenced);
      expect(verdict).toBe('weaker');
      const named = changes.filter(({ kind }) => kind === 'pipeline-interrupted');
      const count = Object.keys(silenced).reduce((sum, type) => sum + countOf(stacks, type), 0);
      expect(new Set(named.map(({ file, logicalId }) => `${file} ${logicalId}`)).size).toBe(count);
    }
  });

  test.each([
    'AWS::Events::Rule',
    'AWS::Lambda::EventSourceMapping',
    'AWS::CloudWatch::Alarm',
    'AWS::SNS::Subscription',
    'AWS::Lambda::Function',
  ])('names each %s that is gone', (type) => {
    const stacks = countOf(STACKS, type) > 0 ? STACKS : ALARMS;
    const { verdict, changes } = reviewOf(stacks, without(type));
    expect(verdict).toBe('weaker');
    const gone = changes.filter(
      ({ kind, message }) => kind === 'pipeline-interrupted' && message.startsWith('it was removed'),
    );
    expect(gone).toHaveLength(countOf(stacks, type));
  });

  test('takes a resource under a false condition as gone', () => {
    const { verdict, changes } = reviewOf(STACKS, (template) => {
      for (const resource of Object.values(template.Resources))
        if (resource.Type === 'AWS::Events::Rule') Object.assign(resource, { Condition: 'Never' });
      return { ...template, Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    });
    expect(verdict).toBe('weaker');
    const gone = changes.filter(({ message }) => message.startsWith('it was removed'));
    expect(gone).toHaveLength(countOf(STACKS, 'AWS::Events::Rule'));
  });

  test('names the need that a Deny refuses, whatever policy it is in', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    const bucket = edited(STACKS, {
      'AWS::S3::BucketPolicy': ({ Properties }) => {
        const { Statement } = Properties.PolicyDocument as { Statement: unknown[] };
        Statement.push({
          ...deny,
          Action: 's3:PutObject',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
        });
      },
    });
    expect(bucket.verdict).toBe('weaker');
    expect(bucket.changes.map(({ message }) => message).join('\n')).toMatch(
      /^CloudTrail cannot deliver log files: /m,
    );
    const role = edited(STACKS, {
      'AWS::IAM::Role': set({
        Policies: [{ PolicyName: 'Stop', PolicyDocument: { Version: '2012-10-17', Statement: [deny] } }],
      }),
    });
    expect(role.verdict).toBe('weaker');
    expect(role.changes.map(({ message }) => message).join('\n')).toMatch(
      /^the function cannot read its queue: /m,
    );
    const topic = reviewOf(STACKS, without('AWS::SQS::QueuePolicy', 'AWS::Lambda::Permission'));
    expect(topic.verdict).toBe('weaker');
    expect(topic.changes.map(({ message }) => message).join('\n')).toMatch(
      /^EventBridge cannot deliver events /m,
    );
  });

  test('says unknown of a property that no entry lists', () => {
    const { verdict, changes } = edited(STACKS, { 'AWS::Events::Rule': set({ Unheard: 'of' }) });
    expect(verdict).toBe('unknown');
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['setting-unknown']));
  });

  test('is quiet about tags, descriptions, and resources that have nothing to do with the pipeline', () => {
    const tagged = edited(STACKS, {
      'AWS::Events::Rule': set({ Description: 'another', Tags: [{ Key: 'a', Value: 'b' }] }),
      'AWS::Lambda::Function': set({ Description: 'another', Tags: [{ Key: 'a', Value: 'b' }] }),
      'AWS::S3::Bucket': set({ Tags: [{ Key: 'a', Value: 'b' }] }),
    });
    expect([tagged.verdict, tagged.changes]).toEqual(['no-change', []]);
    const further = reviewOf(STACKS, (template) => ({
      ...template,
      Resources: {
        ...template.Resources,
        Website: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'example-website' } },
        Orders: { Type: 'AWS::SQS::Queue', Properties: {} },
      },
    }));
    expect(further.changes.filter(({ kind }) => !kind.startsWith('cost-'))).toEqual([]);
  });

  test('takes a rule with another logical id as the same', () => {
    const { changes } = reviewOf(ALARMS, (template) => ({
      ...template,
      Resources: Object.fromEntries(
        Object.entries(template.Resources).map(([id, resource]) =>
          resource.Type === 'AWS::Logs::MetricFilter' ? [`Renamed${id}`, resource] : [id, resource],
        ),
      ),
    }));
    expect(changes).toEqual([]);
  });
});

const document = (...Statement: Json[]) => ({ Version: '2012-10-17', Statement });

const overTls = (Action: string) => ({
  ...{ Effect: 'Deny', Principal: '*', Action, Resource: '*' },
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: document() },
    },
    Calls: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        ...{ PolicyName: 'Calls', Roles: [{ Ref: 'Role' }] },
        PolicyDocument: document({ Effect: 'Allow', Action: 'sns:Publish', Resource: '*' }),
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: {
          Variables: { TRAILWATCH_TOPIC_ARN: { Ref: 'Topic' }, TRAILWATCH_QUEUE_URL: { Ref: 'Queue' } },
        },
      },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'Topic' }],
        PolicyDocument: document({
          ...{ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } },
          ...{ Action: 'sns:Publish', Resource: '*' },
        }),
      },
    },
    Queue: { Type: 'AWS::SQS::Queue' },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: document(overTls('sqs:*')) },
    },
    Orders: { Type: 'AWS::SQS::Queue' },
  },
};

const SECOND: Readonly<Record<string, Json>> = {
  'a queue': {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: [{ Ref: 'Queue' }], PolicyDocument: document(overTls('sqs:*')) },
  },
  'a topic': {
    Type: 'AWS::SNS::TopicPolicy',
    Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: document(overTls('sns:Publish')) },
  },
  'a role, under the same name': {
    Type: 'AWS::IAM::Policy',
    Properties: {
      ...{ PolicyName: 'Calls', Roles: [{ Ref: 'Role' }] },
      PolicyDocument: document({ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }),
    },
  },
};

test.each(Object.entries(SECOND))('a second policy of %s takes the place of the first', (_name, Second) => {
  const changes = changesOf(TEMPLATE, ({ Resources }) => Object.assign(Resources, { Second }));
  expect(changes).toContainEqual(
    expect.stringMatching(/^weaker pipeline-interrupted: .*Audit\/Second: it and Audit/),
  );
});

test.each<[string, Json]>([
  [
    'a queue without one',
    { ...SECOND['a queue'], Properties: { ...SECOND['a queue'].Properties, Queues: [{ Ref: 'Orders' }] } },
  ],
  [
    'a role, under another name',
    {
      ...SECOND['a role, under the same name'],
      Properties: { ...SECOND['a role, under the same name'].Properties, PolicyName: 'Traces' },
    },
  ],
])('a policy of %s takes the place of none', (_name, Second) => {
  expect(changesOf(TEMPLATE, ({ Resources }) => Object.assign(Resources, { Second }))).toEqual([]);
});

test('two policies that were there before are no change', () => {
  const base = structuredClone(TEMPLATE) as Json;
  base.Resources.Second = SECOND['a queue'];
  expect(changesOf(base, () => undefined)).toEqual([]);
});
