import { addStack, type Edit, type EditedResource, type EditedTemplate, type Json } from './edited-estate';

type Apply = Edit['apply'];

/** Edits that change nothing of what is logged, kept, searched or told. */
export function harmlessEdits(template: EditedTemplate): readonly Edit[] {
  const edits: readonly (readonly [string, Apply])[] = [
    ...texts(template),
    ...UNRELATED.map(([type, properties]): readonly [string, Apply] => [
      `a new ${type} that nothing of the pipeline refers to`,
      ({ Resources }) => {
        Resources[`New${type.replace(/\W/g, '')}`] = { Type: type, Properties: properties };
      },
    ]),
    [
      'policies that are those of one role each',
      forAll('AWS::IAM::Policy', (policy) => {
        const { Roles, ...properties } = policy.Properties;
        Object.assign(policy, {
          Type: 'AWS::IAM::RolePolicy',
          Properties: { ...properties, RoleName: Roles[0] },
        });
      }),
    ],
    ...renamed(template),
    ...spelled(template),
    ...ELSEWHERE,
  ];
  return edits.map(([name, apply]) => ({ name, expects: 'quiet', apply }));
}

function idsOf({ Resources }: EditedTemplate, type: string): readonly string[] {
  const ids = Object.keys(Resources).filter((id) => Resources[id]?.Type === type);
  if (ids.length === 0) throw new Error(`no ${type}`);
  return ids;
}

function forAll(type: string, change: (resource: EditedResource) => void): Apply {
  return (template) => {
    for (const id of idsOf(template, type)) change(template.Resources[id]!);
  };
}

const TAGGED = [
  ...['AWS::S3::Bucket', 'AWS::SNS::Topic', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::KMS::Key'],
  ...['AWS::CloudTrail::Trail', 'AWS::DynamoDB::Table', 'AWS::Logs::LogGroup', 'AWS::IAM::Role'],
  ...['AWS::CloudWatch::Alarm', 'AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping'],
];

const DESCRIBED = ['AWS::Lambda::Function', 'AWS::Events::Rule', 'AWS::KMS::Key', 'AWS::IAM::Role'];

/** Tags, descriptions, and what only lets a function work faster. */
function texts(_: EditedTemplate): readonly (readonly [string, Apply])[] {
  return [
    ...TAGGED.map((type): readonly [string, Apply] => [
      `tags of each ${type}`,
      forAll(type, ({ Properties }) => {
        Properties.Tags = [...(Properties.Tags ?? []), { Key: 'team', Value: 'security' }];
      }),
    ]),
    ...DESCRIBED.map((type): readonly [string, Apply] => [
      `another description of each ${type}`,
      forAll(type, ({ Properties }) => {
        Properties.Description = 'Another text';
      }),
    ]),
    [
      'another description of each alarm',
      forAll('AWS::CloudWatch::Alarm', ({ Properties }) => {
        Properties.AlarmDescription = 'Another text';
      }),
    ],
    [
      'more memory of each function',
      forAll('AWS::Lambda::Function', ({ Properties }) => {
        Properties.MemorySize *= 2;
      }),
    ],
    [
      'another name of each statement',
      forAll('AWS::S3::BucketPolicy', ({ Properties }) => {
        for (const statement of Properties.PolicyDocument.Statement) statement.Sid = 'Another';
      }),
    ],
    [
      'another dashboard',
      forAll('AWS::CloudWatch::Dashboard', ({ Properties }) => {
        Properties.DashboardBody = '{"widgets":[]}';
      }),
    ],
    [
      'an alarm that also tells when all is well again',
      forAll('AWS::CloudWatch::Alarm', ({ Properties }) => {
        Properties.OKActions = Properties.AlarmActions;
      }),
    ],
    [
      'metadata of each resource',
      ({ Resources }) => {
        for (const resource of Object.values(Resources))
          resource.Metadata = { ...resource.Metadata, Comment: 'x' };
      },
    ],
    [
      'paths of constructs are written into the metadata',
      ({ Resources }) => {
        for (const [place, resource] of Object.values(Resources).entries())
          resource.Metadata = { ...resource.Metadata, 'aws:cdk:path': `Audit/Moved/Part${place}/Resource` };
      },
    ],
    [
      'a description and metadata of the template',
      (template) => {
        template.Description = 'Audit';
        template.Metadata = { Comment: 'x' };
      },
    ],
    [
      'another output, parameter, mapping and condition that nothing uses',
      (template) => {
        template.Outputs = { ...template.Outputs, Note: { Value: 'x' } };
        template.Parameters = { ...template.Parameters, Note: { Type: 'String', Default: 'x' } };
        template.Mappings = { Note: { a: { b: 'x' } } };
        template.Conditions = { Note: { 'Fn::Equals': ['a', 'b'] } };
      },
    ],
    [
      'all outputs are gone',
      (template) => {
        template.Outputs = {};
      },
    ],
  ];
}

const LAMBDA_TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

const UNRELATED: readonly (readonly [string, Json])[] = [
  ['AWS::S3::Bucket', {}],
  ['AWS::SNS::Topic', {}],
  ['AWS::SQS::Queue', {}],
  [
    'AWS::DynamoDB::Table',
    { KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST' },
  ],
  ['AWS::Logs::LogGroup', { RetentionInDays: 7 }],
  ['AWS::KMS::Key', { KeyPolicy: { Statement: [] } }],
  ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)', State: 'DISABLED', Targets: [] }],
  ['AWS::CloudWatch::Alarm', { MetricName: 'CPUUtilization', Namespace: 'AWS/EC2', Threshold: 90 }],
  ['AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' }],
  ['AWS::EC2::SecurityGroup', { GroupDescription: 'web' }],
  ['AWS::EC2::Instance', { ImageId: 'ami-0' }],
  ['AWS::RDS::DBInstance', { Engine: 'postgres' }],
  ['AWS::ECS::Cluster', {}],
  ['AWS::ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP' }],
  ['AWS::SSM::Parameter', { Type: 'String', Value: 'x' }],
  ['AWS::SecretsManager::Secret', {}],
  ['AWS::CloudFormation::WaitConditionHandle', {}],
  ['AWS::IAM::Role', { AssumeRolePolicyDocument: LAMBDA_TRUST }],
  [
    'AWS::StepFunctions::StateMachine',
    { DefinitionString: '{}', RoleArn: 'arn:aws:iam::111122223333:role/a' },
  ],
];

/** References to a logical id follow it to its new name. */
function rename(template: EditedTemplate, id: string): void {
  const text = JSON.stringify(template)
    .replaceAll(`"${id}"`, `"Renamed${id}"`)
    .replaceAll(`\${${id}`, `\${Renamed${id}`);
  Object.assign(template, JSON.parse(text));
}

/** Resources that hold nothing: with another logical id, CloudFormation makes the same anew before it deletes the first. */
const MOVABLE = [
  ...[
    'AWS::Events::Rule',
    'AWS::CloudWatch::Alarm',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
  ],
  ...['AWS::Lambda::LayerVersion', 'AWS::Lambda::Permission', 'AWS::IAM::Role', 'AWS::IAM::Policy'],
  ...['AWS::Logs::MetricFilter', 'AWS::KMS::Alias'],
];

function renamed(template: EditedTemplate): readonly (readonly [string, Apply])[] {
  return MOVABLE.map((type) => [
    `another logical id of a ${type}`,
    (edited) => rename(edited, idsOf(template, type)[0] ?? ''),
  ]);
}

function spelled(_: EditedTemplate): readonly (readonly [string, Apply])[] {
  return [
    [
      'resources in another order',
      (template) => {
        template.Resources = Object.fromEntries(Object.entries(template.Resources).reverse());
      },
    ],
    ['statements in another order', statements((list) => list.reverse())],
    [
      'actions in another order',
      statements((list) => {
        for (const each of list) if (Array.isArray(each.Action)) each.Action.reverse();
      }),
    ],
    [
      'one action as a list of one',
      statements((list) => {
        for (const each of list) each.Action = [each.Action].flat();
      }),
    ],
    [
      'a statement in two halves',
      statements((list) => {
        const [first] = list.splice(0, 1);
        for (const Resource of [first.Resource].flat()) list.push({ ...first, Resource });
      }),
    ],
    ['Fn::Join as Fn::Sub', intrinsics(joinAsSub)],
    ['Fn::GetAtt as Fn::Sub', intrinsics(getAttAsSub)],
    ['Fn::GetAtt as a text', intrinsics(getAttAsText)],
    ['pseudo parameters as what they are', intrinsics(pseudoAsText)],
    [
      'values behind a condition that is true',
      (template) => {
        template.Conditions = { Always: { 'Fn::Equals': ['a', 'a'] } };
        for (const { Type, Properties } of Object.values(template.Resources))
          if (Type === 'AWS::Events::Rule')
            Properties.State = { 'Fn::If': ['Always', 'ENABLED', 'DISABLED'] };
      },
    ],
    [
      'values of a mapping',
      (template) => {
        template.Mappings = { States: { rules: { state: 'ENABLED' } } };
        for (const { Type, Properties } of Object.values(template.Resources))
          if (Type === 'AWS::Events::Rule')
            Properties.State = { 'Fn::FindInMap': ['States', 'rules', 'state'] };
      },
    ],
    [
      'true and numbers as texts',
      ({ Resources }) => {
        for (const { Type, Properties } of Object.values(Resources)) {
          if (Type === 'AWS::SQS::Queue')
            Properties.MessageRetentionPeriod = String(Properties.MessageRetentionPeriod);
          if (Type === 'AWS::CloudTrail::Trail') Properties.IsLogging = 'true';
        }
      },
    ],
    [
      'rules are enabled in words',
      forAll('AWS::Events::Rule', ({ Properties }) => {
        Properties.State = 'ENABLED';
      }),
    ],
    [
      'mappings are enabled in words',
      forAll('AWS::Lambda::EventSourceMapping', ({ Properties }) => {
        Properties.Enabled = true;
      }),
    ],
    [
      'alarms act in words',
      forAll('AWS::CloudWatch::Alarm', ({ Properties }) => {
        Properties.ActionsEnabled = true;
      }),
    ],
    [
      'another dependency',
      ({ Resources }) => {
        const [first = '', second = ''] = Object.keys(Resources);
        Resources[second]!.DependsOn = [first];
      },
    ],
    [
      'properties in another order',
      ({ Resources }) => {
        for (const each of Object.values(Resources))
          each.Properties = Object.fromEntries(Object.entries(each.Properties).reverse());
      },
    ],
  ];
}

function statements(change: (list: Json[]) => void): Apply {
  return ({ Resources }) => {
    for (const { Properties } of Object.values(Resources))
      for (const document of [Properties.PolicyDocument, Properties.KeyPolicy])
        if (document !== undefined) change(document.Statement);
  };
}

/** Writes each intrinsic function in another way. */
function intrinsics(write: (value: Json) => Json): Apply {
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    const written = write(value);
    return written === value
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]))
      : written;
  };
  return ({ Resources }) => {
    for (const resource of Object.values(Resources)) resource.Properties = walk(resource.Properties);
  };
}

function joinAsSub(value: Json): Json {
  const [separator, parts] = value['Fn::Join'] ?? [];
  if (!Array.isArray(parts) || !parts.every((part) => textOf(part) !== undefined)) return value;
  return { 'Fn::Sub': parts.map(textOf).join(separator) };
}

function textOf(part: Json): string | undefined {
  if (typeof part === 'string') return part.includes('${') ? undefined : part;
  if (typeof part.Ref === 'string') return `\${${part.Ref}}`;
  return Array.isArray(part['Fn::GetAtt']) ? `\${${part['Fn::GetAtt'].join('.')}}` : undefined;
}

function getAttAsSub(value: Json): Json {
  return Array.isArray(value['Fn::GetAtt']) ? { 'Fn::Sub': textOf(value) } : value;
}

function getAttAsText(value: Json): Json {
  return Array.isArray(value['Fn::GetAtt']) ? { 'Fn::GetAtt': value['Fn::GetAtt'].join('.') } : value;
}

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-central-1',
  'AWS::AccountId': '111122223333',
};

function pseudoAsText(value: Json): Json {
  return PSEUDO[value.Ref] ?? value;
}

/** Another stack of the app, which has nothing to do with the trail. */
const ELSEWHERE: readonly (readonly [string, Apply])[] = [
  [
    'a stack with a bucket, and one with a role',
    addStack('Shop', {
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: LAMBDA_TRUST } },
    }),
  ],
  [
    'a stack with a table, a queue, a topic and a rule',
    addStack('Orders', {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: { KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }] },
      },
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: { State: 'DISABLED', ScheduleExpression: 'rate(1 day)' },
      },
    }),
  ],
];
