import { isOfCloudTrail } from '../../../lib/core/review/cloudtrail-pattern';

test.each([
  [{ 'detail-type': ['AWS API Call via CloudTrail'] }, true],
  [{ source: ['aws.cloudtrail'] }, true],
  [{ source: [{ prefix: 'aws.' }], 'detail-type': [{ suffix: ' via CloudTrail' }] }, true],
  [{ source: ['aws.s3'] }, false],
  [{ source: ['own.aws.cloudtrail'] }, false],
  [undefined, false],
])('a pattern names events of CloudTrail or not, as an object and as text: %j', (pattern, expected) => {
  expect(isOfCloudTrail(pattern)).toBe(expected);
  if (pattern !== undefined) expect(isOfCloudTrail(JSON.stringify(pattern))).toBe(expected);
});
