import {
  arnShapesOf,
  isArnOfType,
  isListedResourceType,
  isResourceTypeName,
  listDataResourceTypes,
} from '../../../../lib/core/selector/verify/resource-type';

describe('the list of resource types', () => {
  const types = listDataResourceTypes();

  test('has the 250 types of November 2026, each once', () => {
    expect(types).toHaveLength(250);
    expect(new Set(types.map(({ type }) => type)).size).toBe(250);
    expect(types.filter(({ since }) => since === '2026-04')).toHaveLength(175);
  });

  test('has only names of the right form, and knows each of them', () => {
    for (const { type } of types) {
      expect([type, isResourceTypeName(type), isListedResourceType(type)]).toEqual([type, true, true]);
    }
  });

  test('knows no other', () => {
    const others = [
      'AWS::S3::Bucket',
      'AWS::S3::',
      'S3::Object',
      'AWS::S3::Object::x',
      'AWS::constructor::name',
      '',
    ];
    expect(others.filter(isListedResourceType)).toEqual([]);
  });

  test('gives ARN shapes for listed types only, each of which fits an ARN made of it', () => {
    const shaped = types.filter(({ arnShapes }) => arnShapes.length > 0);
    expect(shaped.length).toBeGreaterThan(50);
    for (const { type, arnShapes } of shaped) {
      for (const shape of arnShapes) {
        const arn = shape
          .replace(/^arn:P:/, 'arn:aws:')
          .replace(/:R:/, ':eu-west-1:')
          .replace(/:A:/, ':111122223333:')
          .replace(/(?<=[:/])[A-Z_]+(?=[:/]|$)/g, 'name-1');
        expect([arn, isArnOfType(arn, type)]).toEqual([arn, true]);
        expect([arn, isArnOfType(arn.slice(0, arn.lastIndexOf('name-1') - 1), type)]).toEqual([arn, false]);
      }
    }
  });
});

describe('isArnOfType', () => {
  const cases: readonly [arn: string, type: string, expected: boolean][] = [
    ['arn:aws:s3:::bucket/key', 'AWS::S3::Object', true],
    ['arn:aws:s3:::bucket/a/b/c.txt', 'AWS::S3::Object', true],
    ['arn:aws-us-gov:s3:::bucket/', 'AWS::S3::Object', true],
    ['arn:aws:s3:::bucket', 'AWS::S3::Object', false],
    ['arn:aws:sqs:eu-west-1:111122223333:queue', 'AWS::S3::Object', false],
    ['arn:aws:lambda:eu-west-1:111122223333:function:name', 'AWS::Lambda::Function', true],
    ['arn:aws:lambda:eu-west-1:111122223333:function:name:PROD', 'AWS::Lambda::Function', true],
    ['arn:aws:lambda:eu-west-1:111122223333:function:', 'AWS::Lambda::Function', false],
    ['arn:aws:lambda:eu-west-1::function:name', 'AWS::Lambda::Function', false],
    ['arn:aws:ec2:eu-west-1::snapshot/snap-1', 'AWS::EC2::Snapshot', true],
    ['arn:aws:states:eu-west-1:111122223333:stateMachine:name', 'AWS::StepFunctions::StateMachine', true],
    ['arn:aws:s3:eu-west-1:111122223333:accesspoint/ap', 'AWS::S3::AccessPoint', true],
    ['arn:aws:s3:eu-west-1:111122223333:accesspoint/ap/object/a/b', 'AWS::S3::AccessPoint', true],
    ['arn:aws:appsync:eu-west-1:111122223333:apis/x', 'AWS::AppSync::GraphQLApi', true],
    ['apis/x', 'AWS::AppSync::GraphQLApi', false],
    ['arn:aws:new:eu-west-1:111122223333:thing/x', 'AWS::New::Thing', true],
  ];

  test.each(cases)('%s of %s: %s', (arn, type, expected) => {
    expect(isArnOfType(arn, type)).toBe(expected);
  });

  test('knows no shapes of the members of every object', () => {
    expect(arnShapesOf('constructor')).toEqual([]);
  });
});
