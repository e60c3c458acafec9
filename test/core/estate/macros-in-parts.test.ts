import { readAssembly } from '../../../lib/core/estate/source/read-assembly';

const CALL = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://bucket/part.json' } } };

const RULE = { Type: 'AWS::Events::Rule', Properties: { State: 'ENABLED' } };

const manifest = {
  version: '36.0.0',
  artifacts: {
    Audit: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Audit.json' } },
  },
};

function unreadOf(template: unknown): readonly string[] {
  const files: Readonly<Record<string, unknown>> = { 'manifest.json': manifest, 'Audit.json': template };
  const { unread = [] } = readAssembly('cdk.out', (path) => ({ text: JSON.stringify(files[path]) }));
  return unread.map(({ words }) => words);
}

test.each<[string, object]>([
  ['Mappings', { Mappings: CALL, Resources: { Rule: RULE } }],
  ['Conditions', { Conditions: CALL, Resources: { Rule: RULE } }],
  ['Resources.Rule', { Resources: { Rule: { ...RULE, ...CALL } } }],
])('what a macro makes of %s is not read', (path, template) => {
  expect(unreadOf(template)).toEqual([`what the macro at ${path} makes is not read`]);
});

test.each<[string, unknown]>([
  ['Fn::ForEach::Buckets', ['Name', ['a', 'b'], { 'Bucket${Name}': { Type: 'AWS::S3::Bucket' } }]],
  ['Fn::Transform', CALL['Fn::Transform']],
])('what %s makes among the resources is not read, and the other resources are', (name, call) => {
  const template = { Transform: 'AWS::LanguageExtensions', Resources: { Rule: RULE, [name]: call } };
  expect(unreadOf(template)).toEqual([`the section Resources.${name} of the template is not read`]);
});

test('a macro in properties is a value that is not known', () => {
  expect(unreadOf({ Resources: { Rule: { ...RULE, Properties: CALL } } })).toEqual([]);
});
