import { changesOf, type Json } from '../edited-template';

const TEMPLATE = {
  Parameters: {
    TrailName: { Type: 'String', Default: 'primary' },
    Keep: { Type: 'String', Default: 'Retain' },
  },
  Mappings: { Names: { logs: { name: 'logs' } } },
  Resources: {
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      Properties: { IsLogging: true, TrailName: { Ref: 'TrailName' }, S3BucketName: { Ref: 'Logs' } },
    },
    Logs: {
      Type: 'AWS::S3::Bucket',
      DeletionPolicy: { Ref: 'Keep' },
      Properties: { BucketName: { 'Fn::FindInMap': ['Names', 'logs', 'name'] } },
    },
  },
};

describe('what decides that evidence is lost, and is not written at the resource', () => {
  test.each<[string, string, (template: Json) => void]>([
    [
      'the default of a parameter that names the trail',
      'evidence-replaced: trail Audit/Trail: TrailName changes',
      ({ Parameters }) => Object.assign(Parameters.TrailName, { Default: 'other' }),
    ],
    [
      'a mapping that names the bucket',
      'evidence-replaced: bucket Audit/Logs: BucketName changes',
      ({ Mappings }) => Object.assign(Mappings.Names.logs, { name: 'other' }),
    ],
    [
      'the default of a parameter that is the DeletionPolicy',
      'evidence-unprotected: bucket Audit/Logs',
      ({ Parameters }) => Object.assign(Parameters.Keep, { Default: 'Delete' }),
    ],
  ])('is read: %s', (_name, words, edit) => {
    expect(changesOf(TEMPLATE, edit)).toContainEqual(expect.stringContaining(words));
  });

  test('a name that is spelled in another way is the same name', () => {
    const edit = ({ Resources }: Json) => {
      Resources.Logs.Properties.BucketName = { 'Fn::Sub': 'logs' };
      Resources.Trail.Properties.TrailName = 'primary';
      Resources.Logs.DeletionPolicy = 'Retain';
    };
    expect(changesOf(TEMPLATE, edit)).toEqual([]);
  });
});
