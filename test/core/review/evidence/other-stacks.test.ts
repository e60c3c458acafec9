import type { Estate, EstateTemplate } from '../../../../lib/core/estate/estate';
import { reviewDocument } from '../../../../lib/core/review/document/review-document';
import type { Json } from '../edited-template';

const COPIES = {
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: { BucketName: 'copies' },
};

const STACKS = {
  Audit: {
    Resources: {
      Trail: {
        Type: 'AWS::CloudTrail::Trail',
        Properties: { IsLogging: true, S3BucketName: { Ref: 'Logs' } },
      },
      Logs: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          ReplicationConfiguration: { Rules: [{ Destination: { Bucket: 'arn:aws:s3:::copies' } }] },
        },
      },
    },
  },
  // says nothing of what its buckets are for
  Storage: {
    Resources: { Copies: COPIES, Images: { ...COPIES, Properties: { BucketName: 'images' } } },
  },
};

function estate(stacks: Json): Estate {
  const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' };
  const read = Object.entries(stacks).map(([name, template]) => {
    return { name, ...place, file: `${name}.json`, template: template as EstateTemplate };
  });
  return { kind: 'assembly', path: 'cdk.out', stacks: read, messages: [], unknowns: [], problems: [] };
}

function kindsOf(edit: (resources: Json) => void): readonly string[] {
  const head = structuredClone(STACKS) as Json;
  edit(head.Storage.Resources);
  return reviewDocument({ base: estate(STACKS), head: estate(head) }).changes.map(({ kind }) => kind);
}

describe('the copies of log files, in a stack that does not name what they are', () => {
  test.each<[string, string, (resources: Json) => void]>([
    ['removed', 'evidence-unmanaged', (resources) => delete resources.Copies],
    [
      'replaced',
      'evidence-replaced',
      ({ Copies }) => Object.assign(Copies.Properties, { BucketName: 'other' }),
    ],
    [
      'to be deleted',
      'evidence-unprotected',
      ({ Copies }) => Object.assign(Copies, { DeletionPolicy: 'Delete' }),
    ],
    [
      'to be deleted when replaced',
      'evidence-unprotected',
      ({ Copies }) => Object.assign(Copies, { UpdateReplacePolicy: 'Delete' }),
    ],
  ])('are evidence: %s', (_words, kind, edit) => {
    expect(kindsOf(edit)).toContain(kind);
  });
});

test('another bucket of that stack holds none', () => {
  expect(kindsOf((resources) => delete resources.Images)).toEqual([]);
});
