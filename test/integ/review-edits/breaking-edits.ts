import { addStack, type Edit, type EditedResource, type EditedTemplate, type Json } from './edited-estate';
import { UNRELATED } from './estates';

type Change = (resource: EditedResource, template: EditedTemplate, id: string) => void;

/** Every way to silence, redirect, expose or starve the pipeline that no single property shows. */
export function breakingEdits(template: EditedTemplate): readonly Edit[] {
  return [
    ...switchedOff(template),
    ...redirected(template),
    ...starved(template),
    ...lostStatements(template),
    ...denied(template),
    ...exposed(template),
    ...limited(template),
    ...unread(),
  ];
}

/** The same edit of each resource of a type. */
function ofEach(
  { Resources }: EditedTemplate,
  type: string,
  [words, change]: readonly [string, Change],
  { expects = 'worse', where = () => true }: Options = {},
): readonly Edit[] {
  return Object.entries(Resources)
    .filter(([id, resource]) => resource.Type === type && !id.startsWith(UNRELATED) && where(resource))
    .map(([id]) => ({
      ...{ name: `${words} of ${id}`, expects, names: id },
      apply: (template) => change(template.Resources[id]!, template, id),
    }));
}

interface Options {
  readonly expects?: Edit['expects'];
  readonly where?: (resource: EditedResource) => boolean;
}

function set(path: string, value: Json): readonly [string, Change] {
  const names = path.split('.');
  const change: Change = ({ Properties }) => {
    const parent = names.slice(0, -1).reduce((json, name) => {
      json[name] ??= {};
      return json[name];
    }, Properties);
    parent[names.at(-1) ?? ''] = value;
  };
  return [`${path} ${JSON.stringify(value)}`, change];
}

/** A pattern for events of another account; patterns are objects, or JSON in a text. */
const OTHER_ACCOUNT: readonly [string, Change] = [
  'EventPattern.account of another account',
  ({ Properties }) => {
    const { EventPattern } = Properties;
    const isText = typeof EventPattern === 'string';
    const pattern = { ...(isText ? JSON.parse(EventPattern) : EventPattern), account: ['000000000000'] };
    Properties.EventPattern = isText ? JSON.stringify(pattern) : pattern;
  },
];

const WEAKER: Options = { expects: 'weaker' };

function switchedOff(template: EditedTemplate): readonly Edit[] {
  const actions: Options = { ...WEAKER, where: ({ Properties }) => Properties.AlarmActions !== undefined };
  return [
    ...ofEach(template, 'AWS::Events::Rule', set('State', 'DISABLED'), WEAKER),
    ...ofEach(template, 'AWS::Events::Rule', set('Targets', []), WEAKER),
    ...ofEach(template, 'AWS::Lambda::EventSourceMapping', set('Enabled', false), WEAKER),
    ...ofEach(template, 'AWS::Lambda::Function', set('ReservedConcurrentExecutions', 0), WEAKER),
    ...ofEach(template, 'AWS::CloudWatch::Alarm', set('ActionsEnabled', false), actions),
    ...ofEach(template, 'AWS::CloudWatch::Alarm', set('AlarmActions', []), actions),
    ...ofEach(template, 'AWS::CloudTrail::Trail', set('IsLogging', false), WEAKER),
    ...ofEach(template, 'AWS::CloudTrail::Trail', set('EnableLogFileValidation', false), WEAKER),
    ...ofEach(template, 'AWS::KMS::Key', set('Enabled', false), WEAKER),
    ...ofEach(template, 'AWS::S3::Bucket', set('VersioningConfiguration.Status', 'Suspended'), WEAKER),
    ...ofEach(
      template,
      'AWS::S3::Bucket',
      set('NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled', false),
      { ...WEAKER, where: ({ Properties }) => Properties.NotificationConfiguration !== undefined },
    ),
  ];
}

const OTHER = 'arn:aws:lambda:eu-central-1:666677778888:function:other';

function redirected(template: EditedTemplate): readonly Edit[] {
  const isMail: Options = { where: ({ Properties }) => Properties.Protocol === 'email' };
  return [
    ...ofEach(template, 'AWS::SNS::Subscription', set('Endpoint', 'mallory@example.org'), isMail),
    ...ofEach(template, 'AWS::SNS::Subscription', set('Endpoint', OTHER)),
    ...ofEach(template, 'AWS::SNS::Subscription', set('FilterPolicy', { severity: ['none'] })),
    ...ofEach(template, 'AWS::SNS::Subscription', set('TopicArn', 'arn:aws:sns:eu-central-1:111122223333:a')),
    ...ofEach(template, 'AWS::Lambda::Function', set('Handler', 'index.other')),
    ...ofEach(template, 'AWS::Lambda::Function', set('Layers', [`${OTHER}:layer:1`])),
    ...ofEach(
      template,
      'AWS::Lambda::Function',
      set('Code', { ZipFile: 'exports.handler = async () => {}' }),
    ),
    ...ofEach(template, 'AWS::Lambda::Function', set('Role', 'arn:aws:iam::111122223333:role/other')),
    ...ofEach(template, 'AWS::Lambda::Function', set('Environment.Variables.TRAILWATCH_TOPIC_ARN', 'x'), {
      where: ({ Properties }) => Properties.Environment.Variables.TRAILWATCH_TOPIC_ARN !== undefined,
    }),
    ...ofEach(template, 'AWS::CloudTrail::Trail', set('S3BucketName', 'bucket-elsewhere')),
    ...ofEach(template, 'AWS::CloudTrail::Trail', set('KMSKeyId', 'alias/elsewhere')),
    ...ofEach(template, 'AWS::CloudTrail::Trail', set('S3KeyPrefix', 'elsewhere')),
    ...ofEach(template, 'AWS::Events::Rule', [
      'target elsewhere',
      ({ Properties }) => {
        Properties.Targets[0].Arn = OTHER;
      },
    ]),
    ...ofEach(
      template,
      'AWS::Lambda::EventSourceMapping',
      set('EventSourceArn', 'arn:aws:sqs:eu-west-1:1:q'),
    ),
    ...ofEach(template, 'AWS::Lambda::EventSourceMapping', set('FunctionName', 'other')),
    ...ofEach(template, 'AWS::Lambda::EventSourceMapping', [
      'a second reader beside that',
      ({ Properties, ...mapping }, { Resources }) => {
        Resources.Second = { ...mapping, Properties: { ...Properties, FunctionName: 'other' } };
      },
    ]),
    ...ofEach(template, 'AWS::Logs::MetricFilter', set('LogGroupName', 'other')),
    ...ofEach(template, 'AWS::CloudWatch::Alarm', set('AlarmActions', ['arn:aws:sns:eu-central-1:1:a']), {
      where: ({ Properties }) => Properties.AlarmActions !== undefined,
    }),
    ...ofEach(template, 'AWS::CloudWatch::Alarm', set('MetricName', 'Other'), {
      where: ({ Properties }) => Properties.MetricName !== undefined,
    }),
  ];
}

function starved(template: EditedTemplate): readonly Edit[] {
  const pattern: Options = { where: ({ Properties }) => Properties.EventPattern !== undefined };
  return [
    ...ofEach(template, 'AWS::Events::Rule', OTHER_ACCOUNT, pattern),
    ...ofEach(template, 'AWS::Events::Rule', set('ScheduleExpression', 'rate(365 days)'), {
      where: ({ Properties }) => Properties.ScheduleExpression !== undefined,
    }),
    ...ofEach(
      template,
      'AWS::Lambda::EventSourceMapping',
      set('FilterCriteria', { Filters: [{ Pattern: '{"body":["never"]}' }] }),
    ),
    ...ofEach(template, 'AWS::Logs::MetricFilter', set('FilterPattern', '{ $.eventName = "Never" }')),
    ...ofEach(template, 'AWS::SQS::Queue', set('MessageRetentionPeriod', 60), WEAKER),
    ...ofEach(template, 'AWS::SQS::Queue', set('DelaySeconds', 900)),
    ...ofEach(template, 'AWS::SQS::Queue', set('MaximumMessageSize', 1024)),
    ...ofEach(template, 'AWS::Lambda::Function', set('Timeout', 1), WEAKER),
    ...ofEach(template, 'AWS::Lambda::Function', set('MemorySize', 128), {
      ...WEAKER,
      where: ({ Properties }) => Properties.MemorySize > 128,
    }),
    ...ofEach(template, 'AWS::Logs::LogGroup', set('RetentionInDays', 1), WEAKER),
    ...ofEach(template, 'AWS::CloudWatch::Alarm', [
      'unreachable threshold',
      ({ Properties }) => {
        Properties.Threshold = /^Less/.test(Properties.ComparisonOperator) ? -1e9 : 1e9;
      },
    ]),
    ...ofEach(
      template,
      'AWS::S3::Bucket',
      [
        'expiration after a day',
        ({ Properties }) => {
          Properties.LifecycleConfiguration.Rules.push({ Id: 'A', Status: 'Enabled', ExpirationInDays: 1 });
        },
      ],
      WEAKER,
    ),
    ...ofEach(
      template,
      'AWS::CloudTrail::Trail',
      [
        'fewer selectors',
        ({ Properties }) => {
          Properties.AdvancedEventSelectors.shift();
        },
      ],
      WEAKER,
    ),
  ];
}

const POLICIES = [
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::IAM::Policy',
];

/** Each statement of a policy that is lost: what it allows is needed, and what it denies is allowed again. */
function lostStatements({ Resources }: EditedTemplate): readonly Edit[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => POLICIES.includes(Type))
    .flatMap(([id, { Type, Properties }]) =>
      (Properties.PolicyDocument.Statement as Json[]).map(
        (statement, index): Edit => ({
          name: `the statement ${index} (${statement.Effect} ${String(statement.Action).slice(0, 60)}) of ${id} is lost`,
          // whether a function needs each call is not known
          expects: Type === 'AWS::IAM::Policy' ? 'worse' : 'weaker',
          apply: (template) => {
            template.Resources[id]!.Properties.PolicyDocument.Statement.splice(index, 1);
          },
        }),
      ),
    );
}

const DENY_ALL = { Effect: 'Deny', Action: '*', Resource: '*' };

const CONTROL: EditedResource = {
  Type: 'AWS::Organizations::Policy',
  Properties: {
    ...{ Name: 'deny', Type: 'SERVICE_CONTROL_POLICY', TargetIds: ['111122223333'] },
    Content: { Version: '2012-10-17', Statement: [DENY_ALL] },
  },
};

function denied(template: EditedTemplate): readonly Edit[] {
  const push =
    (statement: Json): Change =>
    ({ Properties }) => {
      (Properties.PolicyDocument ?? Properties.KeyPolicy).Statement.push(statement);
    };
  const roles = Object.keys(template.Resources).filter(
    (id) => template.Resources[id]?.Type === 'AWS::IAM::Role',
  );
  const byPolicy = (type: string, role: string): EditedResource => ({
    Type: type,
    Properties: {
      ...(type === 'AWS::IAM::Policy' ? { PolicyName: 'deny' } : {}),
      ...{ PolicyDocument: { Version: '2012-10-17', Statement: [DENY_ALL] }, Roles: [{ Ref: role }] },
    },
  });
  const weaker = (name: string, apply: Edit['apply']): Edit => ({ name, expects: 'weaker', apply });
  return [
    ...ofEach(
      template,
      'AWS::S3::BucketPolicy',
      [
        'Deny of s3:PutObject for services',
        push({ Effect: 'Deny', Action: 's3:PutObject', Principal: '*', Resource: '*' }),
      ],
      { expects: 'weaker' },
    ).map(({ names, ...edit }) => edit),
    ...['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::KMS::Key'].flatMap((type) =>
      ofEach(
        template,
        type,
        ['Deny of everything', push({ Effect: 'Deny', Action: '*', Principal: '*', Resource: '*' })],
        WEAKER,
      ).map(({ names, ...edit }) => edit),
    ),
    ...roles.flatMap((role): readonly Edit[] => [
      weaker(`an inline Deny of everything of ${role}`, ({ Resources }) => {
        Resources[role]!.Properties.Policies = [
          { PolicyName: 'deny', PolicyDocument: { Version: '2012-10-17', Statement: [DENY_ALL] } },
        ];
      }),
      weaker(`a policy that denies everything to ${role}`, ({ Resources }) => {
        Resources.Denied = byPolicy('AWS::IAM::Policy', role);
      }),
      weaker(`a managed policy that denies everything to ${role}`, ({ Resources }) => {
        Resources.Denied = byPolicy('AWS::IAM::ManagedPolicy', role);
      }),
      weaker(`a boundary that allows nothing to ${role}`, ({ Resources }) => {
        Resources.Boundary = {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'ec2:DescribeRegions', Resource: '*' }],
            },
          },
        };
        Resources[role]!.Properties.PermissionsBoundary = { Ref: 'Boundary' };
      }),
      weaker(`a trust that lets no service take ${role}`, ({ Resources }) => {
        Resources[role]!.Properties.AssumeRolePolicyDocument.Statement[0].Principal = {
          Service: 'ec2.amazonaws.com',
        };
      }),
    ]),
    weaker(
      'a service control policy of the organization that denies everything to the account',
      addStack('Organization', { Control: CONTROL }, '999988887777'),
    ),
  ];
}

/** Access that no one had before. */
function exposed(template: EditedTemplate): readonly Edit[] {
  const everyone = { Effect: 'Allow', Action: '*', Principal: { AWS: '*' }, Resource: '*' };
  const policies = [...POLICIES.slice(0, 3), 'AWS::KMS::Key'];
  return [
    ...policies.flatMap((type) =>
      ofEach(
        template,
        type,
        [
          'Allow for everyone',
          ({ Properties }) => (Properties.PolicyDocument ?? Properties.KeyPolicy).Statement.push(everyone),
        ],
        WEAKER,
      ).map(({ names, ...edit }) => edit),
    ),
    {
      name: 'a new role that may do everything, and that another account may take',
      expects: 'weaker',
      apply: ({ Resources }) => {
        Resources.Intruder = {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { AWS: 'arn:aws:iam::666677778888:root' },
                },
              ],
            },
            Policies: [
              {
                PolicyName: 'all',
                PolicyDocument: {
                  Version: '2012-10-17',
                  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
                },
              },
            ],
          },
        };
      },
    },
    ...ofEach(template, 'AWS::SNS::Topic', [
      'a new subscription',
      (_, { Resources }, topic) => {
        Resources.Listener = {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: topic }, Protocol: 'https', Endpoint: 'https://example.org/' },
        };
      },
    ]),
  ];
}

const MANAGEMENT = '999988887777';

/** Limits that other policies set: permissions boundaries of roles, and policies of the organization. */
function limited({ Resources }: EditedTemplate): readonly Edit[] {
  const roles = Object.entries(Resources).filter(
    ([id, { Type, Properties }]) =>
      !id.startsWith(UNRELATED) &&
      Type === 'AWS::IAM::Role' &&
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('lambda.amazonaws.com'),
  );
  const denies: readonly (readonly [string, string])[] = [
    ['SERVICE_CONTROL_POLICY', 'sqs:ReceiveMessage'],
    ['SERVICE_CONTROL_POLICY', 'sns:*'],
    ['RESOURCE_CONTROL_POLICY', 's3:PutObject'],
    ['RESOURCE_CONTROL_POLICY', 'kms:*'],
  ];
  return [
    ...roles.flatMap(([id]) =>
      ['arn:aws:iam::111122223333:policy/Other', { Ref: 'Boundary' }].map((PermissionsBoundary) => ({
        name: `a permissions boundary ${JSON.stringify(PermissionsBoundary)} of ${id}`,
        expects: 'worse' as const,
        apply: ({ Resources: resources }: EditedTemplate) => {
          resources.Boundary = {
            Type: 'AWS::IAM::ManagedPolicy',
            Properties: {
              PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }] },
            },
          };
          resources[id]!.Properties.PermissionsBoundary = PermissionsBoundary;
        },
      })),
    ),
    ...denies.map(([type, action]) => ({
      name: `a ${type} that denies ${action}`,
      expects: 'worse' as const,
      apply: addStack(
        'Organization',
        {
          Denies: {
            Type: 'AWS::Organizations::Policy',
            Properties: {
              ...{ Name: 'Denies', Type: type, TargetIds: ['111122223333'] },
              Content: { Statement: [{ Effect: 'Deny', Action: action, Resource: '*', Principal: '*' }] },
            },
          },
        },
        MANAGEMENT,
      ),
    })),
  ];
}

/** What the templates do not have. */
function unread(): readonly Edit[] {
  const parts: Readonly<Record<string, (template: EditedTemplate) => void>> = {
    'a transform': (template) => {
      Object.assign(template, { Transform: 'Macro' });
    },
    'a section of the template': (template) => {
      Object.assign(template, { Hooks: { Hook: { Type: 'AWS::CodeDeploy::BlueGreen' } } });
    },
    'a module': ({ Resources }) => {
      Resources.Made = { Type: 'Some::Thing::Bucket::MODULE', Properties: {} };
    },
    'a nested stack': ({ Resources }) => {
      const Properties = { TemplateURL: 'https://example.com/template.json' };
      Resources.Made = { Type: 'AWS::CloudFormation::Stack', Properties };
    },
    'a stack set': ({ Resources }) => {
      const Properties = { StackSetName: 'Set', TemplateURL: 'https://example.com/template.json' };
      Resources.Made = { Type: 'AWS::CloudFormation::StackSet', Properties };
    },
  };
  return Object.entries(parts).map(([name, apply]) => ({
    name: `${name} that is not read`,
    expects: 'worse',
    apply,
  }));
}
