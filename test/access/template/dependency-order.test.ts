// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so

import { attributesAskedOf, repeatedDependenciesIn, toDependencyOrder } from './dependency-order';
import type { TemplateResource } from './intrinsic';

function resource(Properties: Record<string, unknown> = {}, DependsOn?: string | string[]): TemplateResource {
  return { Type: 'AWS::SNS::Topic', Properties, DependsOn };
}

describe('toDependencyOrder', () => {
  test.each([
    ['Ref', { Name: { Ref: 'Needed' } }],
    ['Fn::GetAtt', { Name: { 'Fn::Join': ['', ['a', { 'Fn::GetAtt': ['Needed', 'Arn'] }]] } }],
    ['Fn::GetAtt as text', { Name: { 'Fn::GetAtt': 'Needed.Arn' } }],
    ['Fn::Sub', { Name: { 'Fn::Sub': 'arn:${AWS::Partition}:${Needed.Arn}' } }],
    ['a variable of Fn::Sub', { Name: { 'Fn::Sub': ['${Name}', { Name: { Ref: 'Needed' } }] } }],
  ])('puts a resource after those that it names by %s', (_how, properties) => {
    const Resources = { First: resource(properties), Needed: resource() };
    expect(toDependencyOrder({ Resources })).toEqual(['Needed', 'First']);
  });

  test.each([
    ['one', 'Needed'],
    ['several', ['Other', 'Needed']],
  ])('puts a resource after those of DependsOn: %s', (_how, dependsOn) => {
    const Resources = { First: resource({}, dependsOn), Needed: resource(), Other: resource() };
    expect(toDependencyOrder({ Resources }).indexOf('First')).toBeGreaterThan(
      toDependencyOrder({ Resources }).indexOf('Needed'),
    );
  });

  test('fails on resources that wait for each other', () => {
    const Resources = { A: resource({ Name: { Ref: 'B' } }), B: resource({}, 'A') };
    expect(() => toDependencyOrder({ Resources })).toThrow('resources wait in a circle: A, B');
  });
});

test('attributesAskedOf names each attribute once, however it is asked for', () => {
  const asking = {
    A: { 'Fn::GetAtt': ['Topic', 'TopicName'] },
    B: { 'Fn::Sub': '${Topic.TopicName}${Topic}' },
  };
  const Resources = { Topic: resource(), Asking: resource(asking) };
  expect(attributesAskedOf('Topic', { Resources })).toEqual(['TopicName']);
});

test('repeatedDependenciesIn names what DependsOn repeats, and not what it alone says', () => {
  const Resources = {
    First: resource({ Name: { 'Fn::Sub': '${Needed.Arn}' } }, ['Needed', 'Other']),
    Second: resource({ Name: { Ref: 'Other' } }, 'Other'),
    Needed: resource(),
    Other: resource(),
  };
  expect(repeatedDependenciesIn({ Resources })).toEqual([
    { logicalId: 'First', dependsOn: 'Needed' },
    { logicalId: 'Second', dependsOn: 'Other' },
  ]);
});
