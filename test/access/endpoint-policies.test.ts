import { App, Stack } from 'aws-cdk-lib';
import { decide } from '../../lib/core/policy/evaluation/decide';
import { type Policy, parsePolicy } from '../../lib/core/policy/evaluation/policy-document';
import {
  type Account,
  type Organization,
  type Request,
  roleSession,
} from '../../lib/core/policy/evaluation/request';
import { privateNetwork } from '../scenarios/private-network';
import { arnOf, deploymentsOf } from './reference-stacks';
import { type Deployment, resolveText, resolveValue } from './template/intrinsic';
import { collectPolicies } from './template/template-policies';

const ORGANIZATION: Organization = { id: 'o-exampleorgid', managementAccount: '999988887777' };
const OWNER: Account = { id: '999988887777', organization: ORGANIZATION };
const MEMBER: Account = { id: '111122223333', organization: ORGANIZATION };
const STRANGER: Account = {
  id: '666677778888',
  organization: { id: 'o-strangers00', managementAccount: '666677778888' },
};

const app = new App();
privateNetwork.build(app);
const [deployed] = deploymentsOf(
  app,
  app.node.children.filter((node) => Stack.isStack(node)),
);
if (deployed === undefined) throw new Error('the scenario has no stack');
const deployment: Deployment = deployed;
const policies = collectPolicies([deployment]);
const bucketArn = arnOf(deployment, 'AWS::S3::Bucket', /ArchiveBucket/);

/** The prefixes of actions, by the ends of the names of the services in PrivateLink. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };

/** The policy of each endpoint, by the prefix of the actions that go through it. */
const ENDPOINTS: ReadonlyMap<string, Policy> = new Map(
  Object.values(deployment.template.Resources ?? {})
    .filter(({ Type }) => Type === 'AWS::EC2::VPCEndpoint')
    .map(({ Properties }) => {
      const { ServiceName, PolicyDocument } = Properties ?? {};
      const name = resolveText(ServiceName, deployment).split('.').at(-1) ?? '';
      return [
        PREFIXES[name] ?? name,
        parsePolicy(resolveValue(PolicyDocument, deployment), 'resource', `the endpoint of ${name}`),
      ];
    }),
);

/** What Lambda does outside of the VPC in the name of a function: it creates network interfaces, reads the queue and writes the log. */
const OUTSIDE =
  /^(ec2:.*|logs:(CreateLogStream|PutLogEvents)|sqs:(ReceiveMessage|ChangeMessageVisibility|GetQueueUrl|DeleteMessage|GetQueueAttributes))$/;

/**
 * AWS Organizations answers in one Region of a partition, where its endpoints are, too. Without a way there the accounts of the
 * organization stay unknown, and an alert that one of them decides is sent.
 */
const ELSEWHERE = /^organizations:/;

/** Everything that the roles of the functions allow, with what is open in it filled in. */
const REQUESTS: readonly Request[] = [...policies.identity].flatMap(([roleArn, ofRole]) => {
  if (!isOfFunction(roleArn)) return [];
  const principal = roleSession(OWNER, roleArn.split(':role/')[1] ?? '');
  return ofRole
    .flatMap(({ statements }) => statements)
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ actions, resources }) =>
      actions.patterns
        .filter((action) => !ELSEWHERE.test(action) && !OUTSIDE.test(action))
        .flatMap((action) =>
          (resources?.patterns ?? []).map((arn) => ({
            principal,
            action: action.replace('*', ''),
            resource: { arn: arn.replaceAll('*', 'x'), owner: OWNER },
          })),
        ),
    );
});

function isOfFunction(roleArn: string): boolean {
  const trust = policies.resource.get(roleArn);
  return JSON.stringify(trust?.statements.map(({ principals }) => principals)).includes(
    'lambda.amazonaws.com',
  );
}

function endpointFor({ action }: Request): Policy | undefined {
  return ENDPOINTS.get(action.split(':')[0] ?? '');
}

/** Whether the endpoint lets the request pass, which the policies of requester and resource allow. */
function passes(request: Request): boolean {
  const everything = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  const identity = [parsePolicy(everything, 'identity', 'all')];
  const open = { ...everything, Statement: { ...everything.Statement, Principal: '*' } };
  const resource = parsePolicy(open, 'resource', 'all');
  return decide(request, { identity, resource, endpoint: endpointFor(request) }).verdict === 'allowed';
}

test('every call of a function has an endpoint, and its policy lets it pass', () => {
  expect(new Set(REQUESTS.map(({ action }) => action.split(':')[0]))).toEqual(new Set(ENDPOINTS.keys()));
  expect(REQUESTS.filter((request) => endpointFor(request) === undefined)).toEqual([]);
  expect(REQUESTS.filter((request) => !passes(request))).toEqual([]);
});

test('the same call for a resource of a stranger does not pass', () => {
  const foreign = REQUESTS.map((request) => ({
    ...request,
    resource: { ...request.resource, owner: STRANGER },
  }));
  expect(foreign.filter(passes)).toEqual([]);
});

test('the same call by a role of a stranger does not pass', () => {
  const foreign = REQUESTS.map((request) => ({ ...request, principal: roleSession(STRANGER, 'Intruder') }));
  expect(foreign.filter(passes)).toEqual([]);
});

test('a call by a role of another account of the organization passes', () => {
  const ofMember = REQUESTS.map((request) => ({ ...request, principal: roleSession(MEMBER, 'Auditor') }));
  expect(ofMember.filter((request) => !passes(request))).toEqual([]);
});

describe('through the endpoint of S3', () => {
  const own = roleSession(OWNER, 'Administrator');
  const onObject = (action: string) => ({
    ...{ principal: own, action },
    resource: { arn: `${bucketArn}/AWSLogs/one`, owner: OWNER },
  });

  test.each(['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention'])(
    'an administrator cannot call %s on the archive',
    (action) => {
      expect(passes(onObject('s3:GetObject'))).toBe(true);
      expect(passes(onObject(action))).toBe(false);
    },
  );

  test('no other bucket is reached, not even of the same account', () => {
    const other = { arn: 'arn:aws:s3:::other-bucket/one', owner: OWNER };
    expect(passes({ ...onObject('s3:GetObject'), resource: other })).toBe(false);
  });

  test('an answer that CloudFormation signed reaches its bucket of the Region, and nothing is read there', () => {
    const AWS: Account = { id: '000000000001' };
    const answer = (action: string, bucket: string) => ({
      ...{ principal: roleSession(AWS, 'CloudFormation'), action },
      resource: { arn: `arn:aws:s3:::cloudformation-custom-resource-response-${bucket}/answer`, owner: AWS },
    });
    expect(passes(answer('s3:PutObject', 'eucentral1'))).toBe(true);
    expect(passes(answer('s3:PutObject', 'useast1'))).toBe(false);
    expect(passes(answer('s3:GetObject', 'eucentral1'))).toBe(false);
  });
});
