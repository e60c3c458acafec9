import { toResources } from '../../../../lib/core/alert/from-record/to-resources';
import { stopLoggingRecord } from '../stop-logging-record';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000001';

describe('toResources', () => {
  it('names the resources of the record, then the ARNs among its request parameters, each once', () => {
    const record = stopLoggingRecord({
      resources: [{ ARN: KEY }, { accountId: '', type: 'AWS::S3::Bucket' }, { ARN: KEY }],
      requestParameters: { keyId: KEY, roleArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', name: 'main' },
    });
    expect(toResources(record)).toEqual([KEY, 'arn:aws:iam::aws:policy/ReadOnlyAccess']);
  });

  it('names the ARNs of a list', () => {
    const record = stopLoggingRecord({
      requestParameters: { layers: ['arn:aws:s3:::one', 'arn:aws:s3:::two'] },
    });
    expect(toResources(record)).toEqual(['arn:aws:s3:::one', 'arn:aws:s3:::two']);
  });

  it('leaves out what only looks like an ARN, and what a policy document names', () => {
    const record = stopLoggingRecord({
      requestParameters: {
        comment: `see ${KEY}`,
        pattern: 'arn:aws:*:::anything here',
        bucketPolicy: { Statement: [{ Resource: 'arn:aws:s3:::inside' }] },
      },
    });
    expect(toResources(record)).toEqual([]);
  });

  it('names at most 20', () => {
    const resources = Array.from({ length: 50 }, (_, index) => ({ ARN: `arn:aws:s3:::bucket-${index}` }));
    expect(toResources(stopLoggingRecord({ resources }))).toHaveLength(20);
  });
});
