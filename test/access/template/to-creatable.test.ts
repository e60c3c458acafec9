// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub is written so

import type { TemplateResource } from './intrinsic';
import { toCreatable } from './to-creatable';

const PLACE = { accountId: '111122223333', region: 'eu-central-1', stackName: 'Audit' };
const isCreatable = (type: string) => type !== 'AWS::Lambda::Function';

function creatable(Properties: TemplateResource['Properties'], more: Partial<TemplateResource> = {}) {
  const Resources = {
    Worker: { Type: 'AWS::Lambda::Function', Properties: {} },
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties, ...more },
  };
  return toCreatable({ ...PLACE, template: { Resources } }, isCreatable);
}

const propertiesOf = (Properties: TemplateResource['Properties']) =>
  creatable(Properties).template.Resources?.Topic?.Properties;

describe('toCreatable', () => {
  test('leaves out the types that the engine lacks, and says which', () => {
    const { template, leftOut } = creatable({});
    expect([...leftOut]).toEqual(['AWS::Lambda::Function']);
    expect(Object.keys(template.Resources ?? {})).toEqual(['Key', 'Topic']);
  });

  test.each([
    ['Ref', { Ref: 'Worker' }, 'Audit-Worker'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Worker', 'Arn'] }, expect.stringMatching(/^arn:aws:lambda:.*Worker$/)],
    ['Fn::Sub', { 'Fn::Sub': 'a ${Worker}' }, 'a Audit-Worker'],
    [
      'a list in Fn::Join',
      { 'Fn::Join': ['', ['a', { Ref: 'Worker' }]] },
      { 'Fn::Join': ['', ['a', 'Audit-Worker']] },
    ],
  ])('replaces %s of a resource that is left out', (_how, value, replaced) => {
    expect(propertiesOf({ DisplayName: value })).toEqual({ DisplayName: replaced });
  });

  test.each([
    [{ Ref: 'Key' }],
    [{ Ref: 'AWS::Region' }],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }],
    [{ 'Fn::Sub': '${Key} in ${AWS::Region}' }],
    [{ 'Fn::ImportValue': 'Other:Name' }],
  ])('leaves %j to the engine', (value) => {
    expect(propertiesOf({ DisplayName: value })).toEqual({ DisplayName: value });
  });

  test('a resource waits for those that are there', () => {
    const { template } = creatable({}, { DependsOn: ['Worker', 'Key'] });
    expect(template.Resources?.Topic?.DependsOn).toEqual(['Key']);
  });

  test('a null stays, which the engine refuses', () => {
    expect(propertiesOf({ Pattern: [null] })).toEqual({ Pattern: [null] });
  });
});
