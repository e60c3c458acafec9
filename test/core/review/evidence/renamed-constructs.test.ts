import type { Estate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import { changesOf, type Json } from '../edited-template';

const policy = { Statement: [] };
const TEMPLATE = {
  Resources: {
    OldTrail1A2B3C4D: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { S3BucketName: { Ref: 'OldLogs1A2B3C4D' }, IsLogging: true },
    },
    OldLogs1A2B3C4D: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' },
    OldTopic1A2B3C4D: { Type: 'AWS::SNS::Topic' },
    OldMail1A2B3C4D: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'OldTopic1A2B3C4D' }, Protocol: 'email', Endpoint: 'soc@example.com' },
    },
    OldTopicPolicy1A2B3C4D: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'OldTopic1A2B3C4D' }], PolicyDocument: policy },
    },
    OldFunction1A2B3C4D: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: {
          Variables: { TRAILWATCH_TOPIC_ARN: { Ref: 'OldTopic1A2B3C4D' }, TRAILWATCH_PROCESSOR_NAME: 'Old' },
        },
      },
    },
    OldAlarm1A2B3C4D: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmActions: [{ Ref: 'OldTopic1A2B3C4D' }],
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: 'OldFunction1A2B3C4D' } }],
      },
    },
  },
};

function renamed(template: Json): Json {
  return JSON.parse(
    JSON.stringify(template)
      .replace(/Old(\w*)1A2B3C4D/g, 'New$15E6F7A8B')
      .replace('"Old"', '"New"'),
  );
}

const STAYS =
  'it is no longer in the template; the existing resource stays in the account, outside the stack';
const GOES = 'it is no longer in the template; the existing resource is deleted';
const is = (name: string): string => `Audit/New${name}5E6F7A8B, which is new, has the same properties`;

test('a construct with another id loses what it stores, once for each, and nothing else is gone or new', () => {
  expect(
    changesOf(TEMPLATE, (template) => {
      template.Resources = renamed(template).Resources;
    }),
  ).toEqual([
    'weaker pipeline-interrupted: subscription Audit/NewMail5E6F7A8B: its topic is new: nothing reaches the endpoint until the subscription is confirmed',
    `weaker evidence-deleted: trail Audit/OldTrail1A2B3C4D: ${GOES}; without it calls are not recorded; ${is('Trail')}`,
    `weaker evidence-unmanaged: bucket Audit/OldLogs1A2B3C4D: ${STAYS}; it holds evidence; ${is('Logs')}`,
    `weaker state-lost: topic Audit/OldTopic1A2B3C4D: ${GOES}; alerts may be lost or repeated; ${is('Topic')}`,
  ]);
});

test('a reference to another resource than the renamed one is a change', () => {
  const changes = changesOf(TEMPLATE, (template) => {
    template.Resources = renamed(template).Resources;
    template.Resources.Other = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: 'Other' } };
    template.Resources.NewAlarm5E6F7A8B.Properties.AlarmActions = [{ Ref: 'Other' }];
  });
  expect(changes).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^weaker pipeline-interrupted: actions in ALARM of Audit\/NewAlarm5E6F7A8B: no longer /,
      ),
    ]),
  );
});

test('in a construct that moves into another one, what has names made from its path is the same', () => {
  const within = (path: string, hash: string): Json => ({
    [`${path}Key${hash}`]: {
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: { Statement: [{ Resource: `log-group:Audit-${path}Logs${hash}-*` }] } },
      Metadata: { 'aws:cdk:path': `Audit/${path}/Key` },
    },
    [`${path}Logs${hash}`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { KmsKeyId: { Ref: `${path}Key${hash}` } },
    },
    [`${path}Trail${hash}`]: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: {
        ...{ IsLogging: true, S3BucketName: 'logs' },
        CloudWatchLogsLogGroupArn: { Ref: `${path}Logs${hash}` },
      },
    },
    [`${path}Alarm${hash}`]: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'N',
        MetricName: `Audit${path}${hash}/calls`,
        AlarmActions: ['arn:aws:sns:eu-west-1:111122223333:t'],
      },
    },
    [`${path}Filter${hash}`]: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        ...{ LogGroupName: { Ref: `${path}Logs${hash}` }, FilterPattern: '{ $.eventName = "StopLogging" }' },
        MetricTransformations: [
          { MetricNamespace: 'N', MetricName: `Audit${path}${hash}/calls`, MetricValue: '1' },
        ],
      },
    },
  });
  const moved = changesOf({ Resources: within('All', '1A2B3C4D') }, (template) => {
    template.Resources = within('PlatformAll', '5E6F7A8B');
  });
  expect(moved.map((change) => change.replace(/: .*/, ''))).toEqual([
    'weaker evidence-deleted',
    'weaker evidence-deleted',
    'weaker evidence-deleted',
  ]);
});

function estate(templates: Readonly<Record<string, Json>>): Estate {
  const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
  const stacks = Object.entries(templates).map(([name, template]) => ({
    ...{ name, ...place, file: `${name}.json`, template },
  }));
  return { kind: 'assembly', path: 'cdk.out', stacks, messages: [], unknowns: [], problems: [] };
}

test.each([
  [
    { BucketName: 'logs' },
    '; Two/Logs has the same name, logs, and cannot be created while it is there; it holds evidence',
  ],
  [{}, '; it holds evidence; Two/Logs, which is new, has the same logical id'],
])(
  'what moves to another stack with the properties %j is said once, with where it is',
  (Properties, words) => {
    const trail = (S3BucketName: Json) => ({
      Trail: { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName } },
    });
    const bucket = { Logs: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties } };
    const { changes } = reviewDocument({
      base: estate({ One: { Resources: { ...trail({ Ref: 'Logs' }), ...bucket } }, Two: { Resources: {} } }),
      head: estate({
        One: { Resources: trail({ 'Fn::ImportValue': 'Logs' }) },
        Two: { Resources: bucket, Outputs: { Logs: { Value: { Ref: 'Logs' }, Export: { Name: 'Logs' } } } },
      }),
    });
    expect(
      changes
        .filter(({ kind }) => kind.startsWith('evidence-'))
        .map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`),
    ).toEqual([`evidence-unmanaged bucket One/Logs: ${STAYS}${words}`]);
  },
);

describe('a stack with another name', () => {
  const changesTo = (head: Readonly<Record<string, Json>>, base = { Audit: TEMPLATE }) => {
    const document = reviewDocument({ base: estate(base), head: estate(head) });
    return document.changes.map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`);
  };
  const gone = (stays: string, loss: string, name: string): string =>
    `the stack Audit is no longer in the app: when it is destroyed, the existing resource ${stays}; ${loss}; Audit2/${name}, which is new, has the same logical id`;
  const CREATED_ANEW = [
    'pipeline-interrupted subscription Audit2/OldMail1A2B3C4D: its topic is new: nothing reaches the endpoint until the subscription is confirmed',
    `evidence-deleted trail Audit/OldTrail1A2B3C4D: ${gone('is deleted', 'without it calls are not recorded', 'OldTrail1A2B3C4D')}`,
    `evidence-unmanaged bucket Audit/OldLogs1A2B3C4D: ${gone('stays in the account, outside the stack', 'it holds evidence', 'OldLogs1A2B3C4D')}`,
    `state-lost topic Audit/OldTopic1A2B3C4D: ${gone('is deleted', 'alerts may be lost or repeated', 'OldTopic1A2B3C4D')}`,
  ];

  test('has everything anew: what the former one stores is said, and nothing that is as before', () => {
    expect(changesTo({ Audit2: TEMPLATE })).toEqual(CREATED_ANEW);
  });

  test('and in it a construct with another id: what the former one stores has its former id', () => {
    const head: Json = JSON.parse(JSON.stringify(TEMPLATE).replace(/OldLogs1A2B3C4D/g, 'NewLogs5E6F7A8B'));
    expect(changesTo({ Audit2: head })).toEqual(
      CREATED_ANEW.map((change) =>
        change.replace(
          'Audit2/OldLogs1A2B3C4D, which is new, has the same logical id',
          'Audit2/NewLogs5E6F7A8B, which is new, has the same properties',
        ),
      ),
    );
  });

  test('that gets its account and Region with the name has anew what the former one stores', () => {
    const [placed] = estate({ Audit: TEMPLATE }).stacks;
    const stacks = placed === undefined ? [] : [{ ...placed, account: undefined, region: undefined }];
    const base = { ...estate({}), stacks };
    const { changes } = reviewDocument({ base, head: estate({ Audit2: TEMPLATE }) });
    const stored = changes.filter(({ kind }) => /^(evidence|state)-/.test(kind));
    expect(stored.map(({ kind, subject, message }) => `${kind} ${subject}: ${message}`)).toEqual(
      CREATED_ANEW.slice(1),
    );
  });

  test('is compared, so what changes with the name is said, too', () => {
    const head: Json = structuredClone(TEMPLATE);
    head.Resources.OldAlarm1A2B3C4D.Properties.AlarmActions = [];
    delete head.Resources.OldFunction1A2B3C4D;
    const others = changesTo({ Audit2: head }).filter((change) => !CREATED_ANEW.includes(change));
    expect(others).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^pipeline-interrupted actions in ALARM of Audit2\/OldAlarm1A2B3C4D: no longer .*: no one is notified$/,
        ),
        expect.stringMatching(/^pipeline-interrupted function Audit\w*\/OldFunction1A2B3C4D: it was removed/),
      ]),
    );
  });

  test('is not taken for one whose name both sides have', () => {
    const changes = changesTo({ Audit: { Resources: {} }, Audit2: TEMPLATE });
    expect(changes).toEqual(expect.arrayContaining([expect.stringMatching(/no longer in the template/)]));
    expect(changes.filter((change) => change.includes('no longer in the app'))).toEqual([]);
    expect(
      changesTo({ Audit2: TEMPLATE, Audit: TEMPLATE }).filter((change) => change.includes('is no longer')),
    ).toEqual([]);
  });
});
