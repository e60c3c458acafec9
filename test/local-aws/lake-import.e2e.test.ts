import { Bucket } from 'aws-cdk-lib/aws-s3';
import { EventDataStore, LakeImport, LogArchive } from '../../lib/index';
import { type LakeServer, type ServedLake, serveLake } from '../bin/lake/serve-lake';
import { ServedImports } from '../bin/lake/served-imports';
import type { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { onlyResource, startOnlyFunction } from './only-function';
import { StackAnswers } from './stack-answers';
import { LOCAL_ACCOUNT, LOCAL_REGION, type LocalAws } from './start-local-aws';
import { LOCAL_TRAIL, synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

const STORE = `arn:aws:cloudtrail:${LOCAL_REGION}:${LOCAL_ACCOUNT}:eventdatastore/0a1b2c3d-0000-4000-8000-000000000000`;
const FIRST = '00000000-0000-4000-8000-000000000001';
const ROLE = `arn:aws:iam::${LOCAL_ACCOUNT}:role/import`;

let aws: LocalAws;
let stack: SynthesizedStack;
let lake: LakeServer;
let container: FunctionContainer;
const answers = new StackAnswers();
const log: string[] = [];
let ResponseURL: string;

startBeforeTests(async (local, folder) => {
  aws = local;
  ResponseURL = await answers.start();
  stack = synthesizeStack(folder, 'Local', (scope) => {
    const bucket = Bucket.fromBucketName(scope, 'Bucket', 'company-logs');
    const trails = [LOCAL_TRAIL];
    const archive = LogArchive.fromBucket(scope, 'Archive', { bucket, trails, policyManagedElsewhere: true });
    const eventDataStore = EventDataStore.fromEventDataStoreArn(scope, 'Store', STORE);
    new LakeImport(scope, 'Import', { archive, eventDataStore, stopWhenRemoved: true });
  });
  return { stop: async () => answers.stop() };
});

afterEach(async () => {
  container.stop();
  await lake.stop();
  answers.bodies.length = 0;
  log.length = 0;
});

/** The shipped bundle that the template names, as its function. */
async function startFunction(served: ServedLake): Promise<void> {
  lake = await serveLake(served);
  container = await startOnlyFunction(stack, {
    environment: { AWS_ENDPOINT_URL_CLOUDTRAIL: lake.url, AWS_ENDPOINT_URL_CLOUDFORMATION: answers.endpoint },
    ...{ aws, log },
  });
}

/** What CloudFormation sends: the properties of the template, as they are once the role is there. */
function request(RequestType: string, PhysicalResourceId?: string) {
  const { logicalId: LogicalResourceId, properties } = onlyResource(stack, 'Custom::TrailwatchLakeImport');
  return {
    ...{ RequestType, ResponseURL, LogicalResourceId, RequestId: `${RequestType}-1` },
    ...{ StackId: 'stack', ...(PhysicalResourceId === undefined ? {} : { PhysicalResourceId }) },
    ResourceProperties: { ...properties, roleArn: ROLE },
  };
}

test('the shipped function starts the import once, answers CloudFormation, and stops it with the stack', async () => {
  const imports = new ServedImports();
  await startFunction({ imports });
  for (const event of [request('Create'), request('Create'), request('Delete', FIRST)]) {
    await container.call(event);
  }
  expect(imports.all).toEqual([
    {
      ...{ ImportId: FIRST, ImportStatus: 'STOPPED', Destinations: [STORE] },
      ImportSource: {
        S3: {
          S3LocationUri: 's3://company-logs/AWSLogs/',
          S3BucketRegion: LOCAL_REGION,
          S3BucketAccessRoleArn: ROLE,
        },
      },
    },
  ]);
  const answer = (RequestId: string) => ({
    ...{ Status: 'SUCCESS', StackId: 'stack', RequestId, PhysicalResourceId: FIRST },
    ...{ LogicalResourceId: 'ImportE1BF96D0', Data: { importId: FIRST } },
  });
  expect(answers.bodies).toEqual(
    [answer('Create-1'), answer('Create-1'), answer('Delete-1')].map((body) => ({
      ...body,
      LogicalResourceId: expect.stringMatching(/^Import/),
    })),
  );
  expect(log.join('\n')).toContain(FIRST);
  expect(log.join('\n')).not.toContain('signature');
});

test('the shipped function says why an import did not start', async () => {
  const fault: ServedLake['fault'] = ({ operation }) =>
    operation === 'StartImport' ? { code: 'InvalidEventDataStoreCategoryException' } : undefined;
  await startFunction({ imports: new ServedImports(), fault });
  await container.call(request('Create'));
  expect(answers.bodies).toMatchObject([
    {
      ...{ Status: 'FAILED', PhysicalResourceId: 'no-import' },
      Reason: expect.stringMatching(
        /^the import did not start or stop: InvalidEventDataStoreCategory.*CloudTrail events only$/,
      ),
    },
  ]);
});

test('the shipped function fails when CloudFormation takes no answer, and starts nothing twice when it is called again', async () => {
  const imports = new ServedImports();
  await startFunction({ imports });
  answers.statuses = [503];
  await expect(container.call(request('Create'))).rejects.toThrow(
    'CloudFormation did not accept the response: status 503',
  );
  await container.call(request('Create'));
  expect(imports.all).toHaveLength(1);
  expect(answers.bodies.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual([FIRST, FIRST]);
  expect(answers.types).not.toContain('application/json');
});
