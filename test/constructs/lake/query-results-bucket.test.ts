import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EventDataStore, QueryResultsBucket, type QueryResultsBucketProps } from '../../../lib/index';
import {
  ACCOUNT,
  MANAGEMENT,
  newStack,
  REGION,
  resourceOf,
  resourcesOf,
  type Statement,
  synthError,
} from '../synthesize';

const ARN = `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const ANY_STORE = {
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/*`]],
};

function bucketWith(props: QueryResultsBucketProps = {}, stack = newStack()) {
  return { stack, results: new QueryResultsBucket(stack, 'Results', props) };
}

function allowedIn(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter(
    ({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('cloudtrail'),
  );
}

describe('the bucket of query results', () => {
  test('has the policy that CloudTrail documents', () => {
    const { stack } = bucketWith();
    const { Bucket, PolicyDocument } = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ResultsBucket').Properties;
    const bucketArn = { 'Fn::GetAtt': [Bucket.Ref, 'Arn'] };
    const common = {
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': ACCOUNT },
        ArnLike: { 'aws:SourceArn': ANY_STORE },
      },
    };
    expect(allowedIn(PolicyDocument.Statement)).toEqual([
      {
        ...common,
        Sid: 'AWSCloudTrailLake1',
        Action: ['s3:PutObject*', 's3:Abort*'],
        Resource: [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }],
      },
      { ...common, Sid: 'AWSCloudTrailLake2', Action: 's3:GetBucketAcl', Resource: bucketArn },
    ]);
  });

  test('has a key that CloudTrail encrypts with, for stores of the account', () => {
    const { stack } = bucketWith();
    expect(allowedIn(resourceOf(stack, 'AWS::KMS::Key').Properties.KeyPolicy.Statement)).toEqual([
      {
        Sid: 'AllowCloudTrailSaveQueryResults',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': ANY_STORE },
        },
      },
    ]);
  });

  test('takes the results of the named stores, and of the owner that is named', () => {
    const stack = newStack();
    const arn = ARN.replace(ACCOUNT, MANAGEMENT);
    const store = EventDataStore.fromEventDataStoreArn(stack, 'Store', arn);
    bucketWith({ eventDataStores: [store], ownerAccount: MANAGEMENT }, stack);
    const { PolicyDocument } = resourceOf(stack, 'AWS::S3::BucketPolicy', 'ResultsBucket').Properties;
    for (const { Condition } of allowedIn(PolicyDocument.Statement)) {
      expect(Condition).toEqual({
        StringEquals: { 'aws:SourceAccount': MANAGEMENT },
        ArnLike: { 'aws:SourceArn': arn },
      });
    }
    expect(allowedIn(PolicyDocument.Statement)).toHaveLength(2);
  });

  test('and its store may share one key: nothing is circular', () => {
    const stack = newStack();
    const encryptionKey = new Key(stack, 'Key');
    const store = new EventDataStore(stack, 'Store', { encryptionKey });
    bucketWith({ eventDataStores: [store], encryptionKey }, stack);
    expect(resourcesOf(stack, 'AWS::KMS::Key')).toHaveLength(1);
  });

  test('is kept, and can be one for a test', () => {
    expect(resourceOf(bucketWith().stack, 'AWS::S3::Bucket', 'ResultsBucket').DeletionPolicy).toBe('Retain');
    const { stack } = bucketWith({ removalPolicy: RemovalPolicy.DESTROY });
    for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key']) {
      for (const { DeletionPolicy } of resourcesOf(stack, type)) expect(DeletionPolicy).toBe('Delete');
    }
  });

  test('lets results expire where it is asked to', () => {
    const { stack } = bucketWith({ expireAfter: Duration.days(90) });
    const { Rules } = resourceOf(stack, 'AWS::S3::Bucket', 'ResultsBucket').Properties.LifecycleConfiguration;
    expect(Rules).toContainEqual(expect.objectContaining({ Id: 'Expire', ExpirationInDays: 90 }));
  });

  test('names where queries deliver to', () => {
    const { results } = bucketWith({ bucketName: 'lake-results' });
    expect(results.deliveryUri('daily')).toMatch(/^s3:\/\/.*\/daily$/);
    expect(results.deliveryUri()).not.toMatch(/\/$/);
  });

  test('grants reading and decrypting, and no writing', () => {
    const { stack, results } = bucketWith();
    results.grantRead(new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }));
    const statements: Statement[] = resourceOf(stack, 'AWS::IAM::Policy').Properties.PolicyDocument.Statement;
    expect(statements.flatMap(({ Action }) => Action)).toEqual([
      's3:GetObject*',
      's3:GetBucket*',
      's3:List*',
      'kms:Decrypt',
      'kms:DescribeKey',
    ]);
  });

  test.each<[string, QueryResultsBucketProps, string]>([
    ['no store', { eventDataStores: [] }, 'eventDataStores is empty'],
    ['a wrong name', { bucketName: 'A' }, "bucketName 'A' is not a valid bucket name"],
    ['a wrong account', { ownerAccount: '1' }, "ownerAccount '1' is not a valid account id"],
  ])('fails with %s', (_, props, sentence) => {
    expect(() => bucketWith(props)).toThrow(sentence);
  });

  test('trusts the Regions of the stores, in which CloudTrail uses the key', () => {
    const stack = newStack();
    const regions = [REGION, 'us-east-1', 'us-east-1'];
    const eventDataStores = regions.map((region, at) =>
      EventDataStore.fromEventDataStoreArn(stack, `Store${at}`, ARN.replace(REGION, region)),
    );
    bucketWith({ eventDataStores }, stack);
    const [statement] = allowedIn(
      resourceOf(stack, 'AWS::KMS::Key', 'ResultsKey').Properties.KeyPolicy.Statement,
    );
    const storesIn = (region: string) => JSON.parse(JSON.stringify(ANY_STORE).replace(REGION, region));
    expect(statement?.Condition).toMatchObject({
      ArnLike: { 'aws:SourceArn': [storesIn(REGION), storesIn('us-east-1')] },
    });
  });

  test('fails with a store of another account than the owner', () => {
    const stack = newStack();
    const arn = ARN.replace(ACCOUNT, '999900001111');
    const store = EventDataStore.fromEventDataStoreArn(stack, 'Foreign', arn);
    expect(() => bucketWith({ eventDataStores: [store] }, stack)).toThrow(
      "is in account '999900001111', but results are accepted from account '111122223333' only; set ownerAccount: '999900001111'",
    );
  });

  test('fails with more stores than a bucket policy can name, and says what to leave out', () => {
    const stack = newStack();
    const eventDataStores = Array.from({ length: 200 }, (_, at) =>
      EventDataStore.fromEventDataStoreArn(
        stack,
        `Store${at}`,
        ARN.slice(0, -3) + String(at).padStart(3, '0'),
      ),
    );
    bucketWith({ eventDataStores }, stack);
    expect(synthError(stack)).toMatch(
      /policy has about \d+ bytes, but AWS allows at most 20480; leave out eventDataStores/,
    );
  });

  test('fails with an imported key that does not trust CloudTrail', () => {
    const stack = newStack();
    const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
    bucketWith({ encryptionKey: Key.fromKeyArn(stack, 'Key', keyArn) }, stack);
    expect(synthError(stack)).toContain('AllowCloudTrailSaveQueryResults');
  });
});

test('results that would expire at once are one sentence, because S3 takes no lifecycle of 0 days', () => {
  expect(() => bucketWith({ expireAfter: Duration.days(0) })).toThrow(
    'expireAfter is 0 days, but must be a whole number from 1 to 36500 days',
  );
});
