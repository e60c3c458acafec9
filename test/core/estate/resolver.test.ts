import type { EstateStack, EstateTemplate } from '../../../lib/core/estate/estate';
import { Resolver } from '../../../lib/core/estate/resolver';
import {
  at,
  Choice,
  canonicalValue,
  OpenText,
  Unknown,
  unknownsOf,
  type Value,
} from '../../../lib/core/estate/values/value';

type Given = Partial<Omit<EstateStack, 'template'>>;

function stackOf(template: Partial<EstateTemplate>, given: Given = {}): EstateStack {
  return {
    ...{ name: 'Audit', account: '111122223333', region: 'eu-west-1', partition: 'aws', file: 'Audit.json' },
    ...given,
    template: { Resources: {}, ...template },
  };
}

function valueIn(template: Partial<EstateTemplate>, json: unknown, given: Given = {}): Value | undefined {
  const stack = stackOf(template, given);
  return new Resolver([stack]).value(json, stack);
}

/** The value with its unknown parts in brackets. */
function shown(value: Value | undefined): string {
  if (value instanceof Unknown) return `<${value.words}>`;
  if (value instanceof OpenText)
    return value.parts.map((part) => (typeof part === 'string' ? part : `<${part.words}>`)).join('');
  if (value instanceof Choice) return `${value.condition} ? ${shown(value.one)} : ${shown(value.other)}`;
  return typeof value === 'string' ? value : canonicalValue(value);
}

const TEMPLATE: Partial<EstateTemplate> = {
  Parameters: {
    Env: { Type: 'String' },
    Days: { Type: 'Number', Default: 30 },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' },
  },
  Mappings: { Sizes: { small: { days: 7 }, large: { days: 90 } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] },
    IsNotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    IsShort: { 'Fn::Equals': [{ Ref: 'Days' }, '30'] },
    IsBoth: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsShort' }] },
    IsEither: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsShort' }] },
    IsLoop: { Condition: 'IsLoop' },
  },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket' },
    Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': `logs-\${AWS::AccountId}` } } },
    ByParameter: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Env' } } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'notices' } },
    Topic: { Type: 'AWS::SNS::Topic' },
    Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'alerts', EventBusName: { Ref: 'Bus' } } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'security' } },
    Version: { Type: 'AWS::Lambda::Version' },
  },
};

describe('a resolver', () => {
  it.each<[string, unknown, string]>([
    ['a text', 'x', 'x'],
    ['a parameter with its default', { Ref: 'Days' }, '30'],
    ['a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b'],
    ['a parameter without default', { Ref: 'Env' }, '<parameter Env>'],
    ['a parameter from Systems Manager', { Ref: 'Stored' }, '<parameter Stored from /path>'],
    ['a secret of another service', 'a{{resolve:ssm:/x}}b', 'a<{{resolve:ssm:/x}}>b'],
    ['a known name', { Ref: 'Named' }, 'logs-111122223333'],
    ['the ARN of a known name', { 'Fn::GetAtt': ['Named', 'Arn'] }, 'arn:aws:s3:::logs-111122223333'],
    ['a generated name', { Ref: 'Bucket' }, '<Bucket.name>'],
    ['the ARN of a generated name', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::<Bucket.name>'],
    ['a name by an open parameter', { Ref: 'ByParameter' }, '<parameter Env>'],
    [
      'an attribute that is not in the table',
      { 'Fn::GetAtt': ['Bucket', 'DomainName'] },
      '<Bucket.DomainName>',
    ],
    ['a type without names', { Ref: 'Version' }, '<Version>'],
    ['a queue', { Ref: 'Queue' }, 'https://sqs.eu-west-1.amazonaws.com/111122223333/notices'],
    [
      'a rule of another bus',
      { 'Fn::GetAtt': ['Rule', 'Arn'] },
      'arn:aws:events:eu-west-1:111122223333:rule/security/alerts',
    ],
    [
      'the last part of an ARN',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { Ref: 'Topic' }] }] },
      '<Topic.name>',
    ],
    ['an account in an ARN', { 'Fn::Select': [4, { 'Fn::Split': [':', { Ref: 'Topic' }] }] }, '111122223333'],
    [
      'a substitution',
      { 'Fn::Sub': [`\${A}-\${!B}-\${Queue.QueueName}`, { A: { Ref: 'Env' } }] },
      `<parameter Env>-\${B}-notices`,
    ],
    ['a mapping', { 'Fn::FindInMap': ['Sizes', 'large', 'days'] }, '90'],
    [
      'a mapping by an open key',
      { 'Fn::FindInMap': ['Sizes', { Ref: 'Env' }, 'days'] },
      '<Fn::FindInMap of "Sizes", {"?":"parameter Env"}, "days", {"large":{"days":90},"small":{"days":7}}>',
    ],
    ['Base64', { 'Fn::Base64': 'ü' }, 'w7w='],
    ['an open condition', { 'Fn::If': ['IsProd', 1, 2] }, 'parameter Env = prod ? 1 : 2'],
    [
      'an open condition in a text',
      { 'Fn::Sub': [`a\${B}`, { B: { 'Fn::If': ['IsProd', 'b', { Ref: 'AWS::NoValue' }] } }] },
      'parameter Env = prod ? ab : a',
    ],
    [
      'a mapping by an open condition',
      { 'Fn::FindInMap': ['Sizes', { 'Fn::If': ['IsProd', 'large', 'small'] }, 'days'] },
      'parameter Env = prod ? 90 : 7',
    ],
    [
      'a condition within its own side',
      { 'Fn::If': ['IsProd', { 'Fn::If': ['IsNotProd', 1, 2] }, 3] },
      'parameter Env = prod ? 2 : 3',
    ],
    ['equal sides', { 'Fn::If': ['IsProd', 1, 1] }, '1'],
    ['a condition of a default', { 'Fn::If': ['IsShort', 1, 2] }, '1'],
    ['a macro', { 'Fn::Transform': { Name: 'Mine' } }, '<Fn::Transform {"Name":"Mine"}>'],
    ['a macro beside members', { A: 1, 'Fn::Transform': { Name: 'Mine' } }, '<Fn::Transform>'],
    ['a function that is not evaluated', { 'Fn::GetAZs': '' }, '<Fn::GetAZs of "">'],
    ['an import of a stack that is not read', { 'Fn::ImportValue': 'x' }, '<import x>'],
  ])('gives %s', (_what, json, expected) => {
    expect(shown(valueIn(TEMPLATE, json))).toBe(expected);
  });

  it('leaves out what AWS::NoValue gives', () => {
    expect(valueIn(TEMPLATE, { A: { Ref: 'AWS::NoValue' }, B: [{ Ref: 'AWS::NoValue' }, 1] })).toEqual({
      B: [1],
    });
  });

  it('takes what the user gave before the default', () => {
    expect(valueIn(TEMPLATE, { Ref: 'Days' }, { given: new Map([['Days', '1']]) })).toBe('1');
  });

  it('invents no account, Region or partition', () => {
    const place = { account: undefined, region: undefined, partition: undefined };
    expect(shown(valueIn(TEMPLATE, { Ref: 'Topic' }, place))).toBe(
      'arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:<Topic.name>',
    );
  });

  it.each([
    ['IsShort', true],
    ['IsProd', undefined],
    ['IsBoth', undefined],
    ['IsEither', true],
    ['IsLoop', undefined],
    ['NoSuch', undefined],
  ])('says whether %s holds', (condition, holds) => {
    const stack = stackOf(TEMPLATE);
    expect(new Resolver([stack]).holds(condition, stack)).toBe(holds);
  });

  it('ends at values that grow without end', () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `A${index}`,
        { Value: [0, 1].map(() => ({ 'Fn::ImportValue': `A${index + 1}` })), Export: { Name: `A${index}` } },
      ]),
    );
    const value = valueIn({ Outputs: doubled }, { 'Fn::ImportValue': 'A0' });
    expect(unknownsOf(value).some(({ why }) => why === 'limit')).toBe(true);
  });

  it('ends at texts of too many conditions', () => {
    const conditions = Array.from({ length: 9 }, (_, index) => `C${index}`);
    const value = valueIn(
      {
        Conditions: Object.fromEntries(
          conditions.map((name) => [name, { 'Fn::Equals': [{ Ref: name }, '1'] }]),
        ),
      },
      { 'Fn::Join': ['', conditions.map((name) => ({ 'Fn::If': [name, name, 'no'] }))] },
    );
    expect(unknownsOf(value).some(({ why }) => why === 'limit')).toBe(true);
  });
});

describe('a resolver of several stacks', () => {
  const hub = stackOf(
    {
      Resources: { Topic: { Type: 'AWS::SNS::Topic' } },
      Outputs: { Out: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } } },
    },
    { name: 'Hub' },
  );
  const user = stackOf({ Resources: {} }, { name: 'User' });

  it('follows an import to the resource', () => {
    const resolver = new Resolver([hub, user]);
    const value = resolver.value({ 'Fn::ImportValue': 'topic' }, user);
    expect(shown(value)).toBe('arn:aws:sns:eu-west-1:111122223333:<Topic.name>');
    expect(resolver.target(value)).toMatchObject({ logicalId: 'Topic', stack: { name: 'Hub' } });
  });

  it('takes the export of the same Region where several have the name', () => {
    const far = { ...hub, region: 'us-east-1' };
    const value = new Resolver([far, hub, user]).value({ 'Fn::ImportValue': 'topic' }, user);
    expect(shown(value)).toBe('arn:aws:sns:eu-west-1:111122223333:<Topic.name>');
  });

  it('binds parameters of nested stacks, and takes their outputs', () => {
    const nestedOf = (Type: string, Parameters: unknown) => ({ Type, Properties: { Parameters } });
    const parent = stackOf({
      Resources: {
        Nested: nestedOf('AWS::CloudFormation::Stack', { Mail: 'soc@example.com' }),
        Set: nestedOf('AWS::CloudFormation::StackSet', [
          { ParameterKey: 'Mail', ParameterValue: { Ref: 'AWS::Region' } },
        ]),
      },
    });
    const childOf = (logicalId: string, of: 'nested' | 'stack-set') =>
      stackOf(
        {
          Parameters: { Mail: { Type: 'String', Default: 'x' } },
          Outputs: { Mail: { Value: { Ref: 'Mail' } } },
        },
        {
          ...{ name: `Audit/${logicalId}`, of, region: undefined },
          parent: {
            stack: parent,
            logicalId,
            resource: parent.template.Resources[logicalId] ?? { Type: '' },
          },
        },
      );
    const [nested, set] = [childOf('Nested', 'nested'), childOf('Set', 'stack-set')];
    const resolver = new Resolver([parent, nested, set]);
    expect(resolver.value({ Ref: 'Mail' }, nested)).toBe('soc@example.com');
    expect(resolver.value({ Ref: 'Mail' }, set)).toBe('eu-west-1');
    expect(resolver.value({ 'Fn::GetAtt': ['Nested', 'Outputs.Mail'] }, parent)).toBe('soc@example.com');
  });
});

describe('the target of a value', () => {
  const stack = stackOf({
    Resources: {
      ...TEMPLATE.Resources,
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'notices' } },
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'trail' } },
    },
  });
  const resolver = new Resolver([stack]);

  it.each<[string, unknown, readonly string[] | undefined, string | undefined]>([
    ['a reference', { Ref: 'Bucket' }, undefined, 'Bucket'],
    [
      'an attribute that is not in the table',
      { 'Fn::GetAtt': ['Bucket', 'DomainName'] },
      undefined,
      'Bucket',
    ],
    ['an ARN that is written out', 'arn:aws:sqs:eu-west-1:111122223333:notices', undefined, 'Queue'],
    [
      'an ARN of a log group without its end',
      'arn:aws:logs:eu-west-1:111122223333:log-group:trail',
      undefined,
      'Group',
    ],
    ['a name of two types', 'notices', undefined, undefined],
    ['a name of two types, one asked for', 'notices', ['AWS::IAM::Role'], 'Role'],
    ['an ARN of another account', 'arn:aws:sqs:eu-west-1:444455556666:notices', undefined, undefined],
  ])('is found by %s', (_what, json, types, expected) => {
    expect(resolver.target(resolver.value(json, stack), types)?.logicalId).toBe(expected);
  });

  it('keeps open what a path through an open condition gives', () => {
    const value = valueIn(TEMPLATE, { State: { 'Fn::If': ['IsProd', 'ENABLED', { Ref: 'AWS::NoValue' }] } });
    expect(at(value, 'State')).toEqual(new Choice('parameter Env = prod', 'ENABLED', undefined));
  });
});
