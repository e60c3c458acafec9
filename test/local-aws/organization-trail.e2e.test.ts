import { Tags } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AuditTrail, LogArchive, TrailIdentity } from '../../lib/index';
import { type LakeServer, serveLake } from '../bin/lake/serve-lake';
import { ServedTrails } from '../lambda/organization-trail/served-trails';
import type { FunctionContainer } from './function-container';
import { startBeforeTests } from './local-tests';
import { onlyResource, startOnlyFunction } from './only-function';
import { StackAnswers } from './stack-answers';
import { LOCAL_REGION, type LocalAws } from './start-local-aws';
import { synthesizeStack } from './synthesize-stack';
import type { SynthesizedStack } from './template';

const ARN_START = `arn:aws:cloudtrail:${LOCAL_REGION}:999988887777:trail/`;
const ARN = `${ARN_START}everyone`;
const StackId = 'arn:aws:cloudformation:eu-central-1:044455556666:stack/Local/1';

let aws: LocalAws;
let stack: SynthesizedStack;
let cloudTrail: LakeServer;
let container: FunctionContainer;
let ResponseURL: string;
let trails: ServedTrails;
const answers = new StackAnswers();
const log: string[] = [];
const operations: string[] = [];

startBeforeTests(async (local, folder) => {
  aws = local;
  ResponseURL = await answers.start();
  stack = synthesizeStack(folder, 'Local', (scope) => {
    const identity = TrailIdentity.organization({
      ...{ trailName: 'everyone', homeRegion: LOCAL_REGION },
      ...{ managementAccount: '999988887777', organizationId: 'o-exampleorgid' },
    });
    const bucket = Bucket.fromBucketName(scope, 'Bucket', 'company-logs');
    const archive = LogArchive.fromBucket(scope, 'Archive', {
      ...{ bucket, trails: [identity], policyManagedElsewhere: true },
    });
    new AuditTrail(scope, 'Trail', { identity, archive, delegatedAdministrator: {} });
    Tags.of(scope).add('team', 'security');
  });
  return { stop: async () => answers.stop() };
});

beforeEach(async () => {
  trails = new ServedTrails(ARN_START);
  cloudTrail = await serveLake({
    trails,
    fault: ({ operation, times }) => {
      operations.push(operation);
      return operation === 'StopLogging' && times === 0 ? { code: 'InvalidHomeRegionException' } : undefined;
    },
  });
  container = await startOnlyFunction(stack, {
    environment: {
      AWS_ENDPOINT_URL_CLOUDTRAIL: cloudTrail.url,
      AWS_ENDPOINT_URL_CLOUDFORMATION: answers.endpoint,
    },
    ...{ aws, log },
  });
});

afterEach(async () => {
  container.stop();
  await cloudTrail.stop();
  answers.bodies.length = 0;
  operations.length = 0;
});

/** What CloudFormation sends: the properties of the template, every flag a text. */
function request(RequestType: string, changes: object = {}) {
  const { logicalId: LogicalResourceId, properties } = onlyResource(
    stack,
    'Custom::TrailwatchOrganizationTrail',
  );
  const texts = Object.entries(properties).map(([name, value]) => [
    name,
    typeof value === 'boolean' ? String(value) : value,
  ]);
  return {
    ...{ RequestType, ResponseURL, LogicalResourceId, RequestId: `${RequestType}-1`, StackId },
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: ARN }),
    ResourceProperties: { ...Object.fromEntries(texts), ...changes },
  };
}

test('the shipped function creates one trail, changes it, answers CloudFormation, and deletes it with the stack', async () => {
  for (const event of [request('Create'), request('Create')]) await container.call(event);
  // a trail that is not there yet is not waited for
  expect(operations.slice(0, 2)).toEqual(['GetTrail', 'CreateTrail']);
  const created = trails.all.get(ARN);
  expect(trails.all.size).toBe(1);
  expect(created).toMatchObject({
    settings: {
      Name: 'everyone',
      S3BucketName: 'company-logs',
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
    },
    tags: { team: 'security', 'cdk-trailwatch:stack': expect.stringMatching(/stack\/Local\/Trail/) },
    isLogging: true,
  });
  await container.call(request('Update', { S3KeyPrefix: 'audit', Tags: [] }));
  expect(trails.all.get(ARN)?.settings).toMatchObject({ S3KeyPrefix: 'audit' });
  await container.call(request('Delete'));
  expect(trails.all.size).toBe(0);
  expect(answers.bodies).toEqual(
    ['Create-1', 'Create-1', 'Update-1', 'Delete-1'].map((RequestId) => ({
      ...{ Status: 'SUCCESS', StackId, RequestId, PhysicalResourceId: ARN },
      LogicalResourceId: expect.stringMatching(/^Trail/),
      Data: { Arn: ARN, SnsTopicArn: '' },
    })),
  );
  expect(log.join('\n')).toContain(ARN);
  expect(log.join('\n')).not.toContain('signature');
});

test('the shipped function deletes nothing while CloudFormation is not at work on the stack', async () => {
  await container.call(request('Create'));
  answers.stackStatus = 'CREATE_COMPLETE';
  await container.call(request('Delete'));
  await container.call(request('Update', { IsLogging: 'false', S3BucketName: 'logs-of-another' }));
  answers.stackStatus = 'UPDATE_IN_PROGRESS';
  expect(trails.all.get(ARN)).toMatchObject({ isLogging: true, settings: { S3BucketName: 'company-logs' } });
  expect(answers.bodies.slice(1).map(({ Status, Reason }) => [Status, Reason])).toEqual(
    ['deleted', 'updated'].map((done) => [
      'FAILED',
      `the organization trail was not ${done}: UnexpectedRequest: CloudFormation sends no requests while the status of ${StackId} is CREATE_COMPLETE`,
    ]),
  );
});

test('the shipped function says in one sentence why it failed, and goes on when it is called again', async () => {
  await container.call(request('Create'));
  await container.call(request('Update', { IsLogging: 'false' }));
  await container.call(request('Update', { IsLogging: 'false' }));
  expect(answers.bodies.map(({ Status, Reason }) => [Status, Reason])).toEqual([
    ['SUCCESS', undefined],
    [
      'FAILED',
      'the organization trail was not updated: InvalidHomeRegionException: InvalidHomeRegionException',
    ],
    ['SUCCESS', undefined],
  ]);
  expect(trails.all.get(ARN)?.isLogging).toBe(false);
});
