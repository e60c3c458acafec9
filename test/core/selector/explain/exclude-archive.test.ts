import {
  ARCHIVE_EXCLUSION_REASON,
  excludeArchive,
} from '../../../../lib/core/selector/explain/exclude-archive';
import { explainSelection } from '../../../../lib/core/selector/explain/explain-selection';
import type { Selection } from '../../../../lib/core/selector/selection';
import { unresolvedText } from '../../../../lib/core/selector/selector-value';
import { verifySelection } from '../../../../lib/core/selector/verify/verify-selection';
import { dataSelector, managementSelector, trailWith } from '../sample-selections';

const S3 = 'AWS::S3::Object';
const ARCHIVE = { bucketName: 'audit-logs', partition: 'aws' };
const FOREIGN_ARCHIVE = {
  bucketName: unresolvedText('Fn::ImportValue Logs'),
  partition: unresolvedText('AWS::Partition'),
};

function delivery(bucket: string) {
  return {
    eventCategory: 'Data',
    eventSource: 's3.amazonaws.com',
    eventName: 'PutObject',
    userIdentity: { invokedBy: 'cloudtrail.amazonaws.com' },
    resources: [
      { type: S3, ARN: `arn:aws:s3:::${bucket}/AWSLogs/111122223333/CloudTrail/x.json.gz` },
      { type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucket}` },
    ],
  };
}

describe('excludeArchive', () => {
  test('leaves the objects of the bucket out of every selector of S3 objects, and of no other', () => {
    const selection = trailWith(
      managementSelector(),
      dataSelector('AWS::Lambda::Function'),
      dataSelector(S3, {}, 'all'),
      dataSelector(S3, {
        'resources.ARN': { startsWith: ['arn:aws:s3:::a'], notStartsWith: ['arn:aws:s3:::a/tmp/'] },
      }),
    );
    const excluded = excludeArchive(selection, ARCHIVE);
    expect(excluded.advanced).toEqual([
      managementSelector(),
      dataSelector('AWS::Lambda::Function'),
      dataSelector(S3, { 'resources.ARN': { notStartsWith: ['arn:aws:s3:::audit-logs/'] } }, 'all'),
      dataSelector(S3, {
        'resources.ARN': {
          startsWith: ['arn:aws:s3:::a'],
          notStartsWith: ['arn:aws:s3:::a/tmp/', 'arn:aws:s3:::audit-logs/'],
        },
      }),
    ]);
    expect(verifySelection(excluded)).toEqual([]);
    expect(explainSelection(selection, delivery('audit-logs')).logged).toBe(true);
    expect(explainSelection(excluded, delivery('audit-logs')).logged).toBe(false);
    expect(explainSelection(excluded, delivery('audit-logs-2')).logged).toBe(true);
  });

  test('changes nothing the second time', () => {
    for (const archive of [ARCHIVE, FOREIGN_ARCHIVE]) {
      const once = excludeArchive(trailWith(dataSelector(S3)), archive);
      expect(excludeArchive(once, archive)).toEqual(once);
    }
  });

  test('leaves selections without advanced selectors as they are', () => {
    const basic: Selection = { destination: 'trail', basic: [{}] };
    expect(excludeArchive(basic, ARCHIVE)).toBe(basic);
  });

  test('knows its reason', () => {
    expect(ARCHIVE_EXCLUSION_REASON).toContain(
      'does not log object events of the bucket that it delivers to',
    );
  });
});
