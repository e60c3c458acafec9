import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuditEndpointService, LogArchive } from '../../../lib/index';
import { ACCOUNT, LOG_ARCHIVE, newStack, ORGANIZATION, ORGANIZATION_TRAIL, TRAIL } from '../synthesize';
import { statementsOf, withEndpoint } from './endpoint-in-vpc';

describe('the policies', () => {
  const condition = (own: object) => ({ StringEquals: own });
  const ofAccount = condition({ 'aws:PrincipalAccount': ACCOUNT, 'aws:ResourceAccount': ACCOUNT });

  test('let the account of the stack use its own resources, by actions of the service', () => {
    const { stack } = withEndpoint();
    expect(statementsOf(stack, AuditEndpointService.CLOUDWATCH_LOGS)).toEqual([
      {
        ...{ Sid: 'AllowOwnRequests', Effect: 'Allow', Principal: '*' },
        ...{ Action: 'logs:*', Resource: '*', Condition: ofAccount },
      },
    ]);
  });

  test.each([
    ['organizationId', { organizationId: ORGANIZATION }],
    ['the trails of the archives', {}],
  ])('let the organization use its own resources, by %s', (_, props) => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    withEndpoint({ archives: [archive], ...props }, stack);
    const own = condition({ 'aws:PrincipalOrgID': ORGANIZATION, 'aws:ResourceOrgID': ORGANIZATION });
    for (const service of [AuditEndpointService.KMS, AuditEndpointService.DYNAMODB]) {
      expect(statementsOf(stack, service).map(({ Condition }) => Condition)).toEqual([own]);
    }
  });

  test('let given accounts use their own resources instead of those of an organization', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const accounts = [ACCOUNT, LOG_ARCHIVE];
    withEndpoint({ archives: [archive], accounts }, stack);
    expect(statementsOf(stack, AuditEndpointService.SNS)[0]?.Condition).toEqual(
      condition({ 'aws:PrincipalAccount': accounts, 'aws:ResourceAccount': accounts }),
    );
  });

  test('of S3 read archives, and write to other buckets alone', () => {
    const stack = newStack();
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const results = Bucket.fromBucketName(stack, 'Results', 'query-results');
    withEndpoint({ archives: [archive], buckets: [results] }, stack);
    const actionsOf = (bucket: string) =>
      statementsOf(stack, AuditEndpointService.S3)
        .filter(({ Resource }) => JSON.stringify(Resource).includes(bucket))
        .flatMap(({ Action }) => Action);
    const read = ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'];
    expect(actionsOf('ArchiveBucket')).toEqual(read);
    expect(actionsOf('query-results')).toEqual([...read, 's3:AbortMultipartUpload', 's3:PutObject']);
  });

  test('of S3 let nothing but answers to CloudFormation pass where lists of buckets are empty', () => {
    const { stack } = withEndpoint({ archives: [], buckets: [] });
    expect(statementsOf(stack, AuditEndpointService.S3).map(({ Sid }) => Sid)).toEqual([
      'AllowAnswersToCloudFormation',
    ]);
  });

  test('fail for more buckets than AWS takes', () => {
    const stack = newStack();
    const buckets = Array.from({ length: 200 }, (_, index) =>
      Bucket.fromBucketName(stack, `Bucket${index}`, `results-${'x'.repeat(40)}-${index}`),
    );
    expect(() => withEndpoint({ buckets }, stack)).toThrow(
      /the policy of the endpoint for S3 may have \d{5} characters, but AWS allows at most 20480; name fewer/,
    );
  });
});
