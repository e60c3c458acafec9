import { readAssembly } from '../../../../lib/core/estate/source/read-assembly';
import { readTemplate } from '../../../../lib/core/estate/source/read-template';

const HASH = 'a'.repeat(64);
const RULE = { Type: 'AWS::Events::Rule', Properties: { State: 'DISABLED' } };
const STACK_SET = 'AWS::CloudFormation::StackSet';

/** An assembly of one stack, with further files in its folder. */
function assemblyOf(template: unknown, files: Readonly<Record<string, string>> = {}, extension = 'json') {
  const stack = {
    ...{ type: 'aws:cloudformation:stack', environment: 'aws://111122223333/eu-west-1' },
    properties: { templateFile: 'Audit.template.json' },
  };
  const all: Readonly<Record<string, string>> = {
    'manifest.json': JSON.stringify({
      version: '48.0.0',
      artifacts: {
        'Audit.assets': { type: 'cdk:asset-manifest', properties: { file: 'Audit.assets.json' } },
        Audit: stack,
      },
    }),
    'Audit.assets.json': JSON.stringify({ files: { [HASH]: { source: { path: `part.${extension}` } } } }),
    'Audit.template.json': JSON.stringify(template),
    ...files,
  };
  return readAssembly('cdk.out', (path) => {
    const text = all[path];
    return text === undefined ? { problem: 'no such file' } : { text };
  });
}

const resource = (Type: string, Properties: unknown, Metadata?: unknown) => ({
  Resources: { Part: { Type, Properties, Metadata } },
});

describe('an assembly', () => {
  it.each([
    ['nested', 'AWS::CloudFormation::Stack', 'json', JSON.stringify({ Resources: { Rule: RULE } })],
    ['stack-set', STACK_SET, 'json', JSON.stringify({ Resources: { Rule: RULE } })],
    ['stack-set', STACK_SET, 'yaml', 'Resources: { Rule: { Type: AWS::Events::Rule } }'],
  ])(
    'has the templates of its resources by the hash of the asset: %s, %s, %s',
    (of, type, extension, text) => {
      const url = { 'Fn::Sub': `https://s3.\u0024{AWS::Region}.amazonaws.com/assets/${HASH}.${extension}` };
      const { stacks, unknowns, problems } = assemblyOf(
        resource(type, { TemplateURL: url }),
        { [`part.${extension}`]: text },
        extension,
      );
      expect(stacks).toMatchObject([
        { name: 'Audit' },
        { name: 'Audit/Part', of, file: `cdk.out/part.${extension}`, parent: { logicalId: 'Part' } },
      ]);
      expect(Object.keys(stacks[1]?.template.Resources ?? {})).toEqual(['Rule']);
      expect([...unknowns, ...problems]).toEqual([]);
    },
  );

  it('has the template that is in a stack set, for the one account and Region of its instances', () => {
    const group = { DeploymentTargets: { Accounts: ['444455556666'] }, Regions: ['eu-west-1'] };
    const { stacks } = assemblyOf(
      resource(STACK_SET, {
        TemplateBody: JSON.stringify({ Resources: { Rule: RULE } }),
        StackInstancesGroup: [
          group,
          { Regions: ['eu-west-1'], DeploymentTargets: { Accounts: ['444455556666'] } },
        ],
      }),
    );
    expect(stacks[1]).toMatchObject({
      ...{
        of: 'stack-set',
        account: '444455556666',
        region: 'eu-west-1',
        file: 'cdk.out/Audit.template.json',
      },
      template: { Resources: { Rule: RULE } },
    });
  });

  it('has an unknown account where a stack set is in organizational units, or in several Regions', () => {
    const group = {
      DeploymentTargets: { OrganizationalUnitIds: ['r-1'] },
      Regions: ['eu-west-1', 'us-east-1'],
    };
    const { stacks } = assemblyOf(
      resource(STACK_SET, { TemplateBody: '{"Resources":{}}', StackInstancesGroup: [group] }),
    );
    expect(stacks[1]).toMatchObject({ account: undefined, region: undefined, partition: 'aws' });
  });

  it.each([
    ['AWS::CloudFormation::Stack', 'nested stack'],
    [STACK_SET, 'stack set'],
  ])('says that the template of an %s is not there', (type, words) => {
    expect(assemblyOf(resource(type, { TemplateURL: 'https://example.com/a.json' })).unknowns).toEqual([
      `Audit/Part: the template of the ${words} is not in the folder`,
    ]);
  });

  it.each<[string, unknown, string]>([
    [
      'a transform',
      { Transform: ['AWS::LanguageExtensions', 'Mine'], Resources: {} },
      'Audit: what the transform Mine makes of the template is not read',
    ],
    [
      'a module',
      resource('Acme::Logs::Bucket::MODULE', {}),
      'Audit/Part: the resources of the module are not read',
    ],
    [
      'defaults',
      {
        Parameters: {
          Days: { Type: 'Number', Default: 1 },
          Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a' },
        },
        Resources: {},
      },
      'Audit: parameters are taken with their defaults: Days',
    ],
  ])('says what of a template is not read: %s', (_what, template, sentence) => {
    expect(assemblyOf(template).unknowns).toEqual([sentence]);
  });

  it('takes parameters that the stack set binds for no defaults', () => {
    const body = { Parameters: { Mail: { Type: 'String', Default: 'x' } }, Resources: {} };
    const Parameters = [{ ParameterKey: 'Mail', ParameterValue: 'soc@example.com' }];
    const { unknowns } = assemblyOf(resource(STACK_SET, { TemplateBody: JSON.stringify(body), Parameters }));
    expect(unknowns).toEqual([]);
  });

  it('ends at templates that are their own parts', () => {
    const own = resource('AWS::CloudFormation::Stack', {}, { 'aws:asset:path': 'Audit.template.json' });
    const { stacks, unknowns } = assemblyOf(own);
    expect(stacks).toHaveLength(11);
    expect(unknowns).toHaveLength(1);
  });

  it('fails for the template in a stack set that is none', () => {
    expect(assemblyOf(resource(STACK_SET, { TemplateBody: '{"Resources": 1}' })).problems).toEqual([
      'cdk.out/Audit.template.json: the template in Audit/Part: this is not a template: it has no object Resources',
    ]);
  });
});

describe('a template alone', () => {
  it('has the templates in its resources, and says which others it refers to', () => {
    const Resources = {
      Inline: { Type: STACK_SET, Properties: { TemplateBody: '{"Resources":{}}' } },
      Far: { Type: STACK_SET, Properties: { TemplateURL: 'https://example.com/a.json' } },
    };
    expect(
      readTemplate({ Resources }, 'a/audit.template.yml', { account: undefined, region: undefined }),
    ).toMatchObject({
      value: {
        stacks: [{ name: 'audit' }, { name: 'audit/Inline', of: 'stack-set' }],
        unknowns: ['audit/Far: the template of the stack set is not in the template'],
      },
    });
  });
});
