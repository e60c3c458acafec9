import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AllowList, Condition, Rule, RuleSeverity } from '../../../lib';
import { judgeCondition } from '../../../lib/core/calls/judge-condition';
import { judgeMember } from '../../../lib/core/calls/judge-member';
import { judgeName, wholeName } from '../../../lib/core/calls/judge-name';
import type { Json } from '../../../lib/core/json/json-value';
import { parseSigma } from '../../../lib/core/sigma/sigma-file';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { readCalls } from './read-calls';

const CALLS = readCalls();
const calls = readCalls;

const within = (source: string, ...names: readonly string[]) => ({
  calls,
  sources: new Set([`${source}.amazonaws.com`]),
  ...(names.length === 0 ? {} : { names: new Set(names.map((name) => name.toLowerCase())) }),
});

const sigma = (selection: string) =>
  parseSigma(
    `title: T\nid: 7a6d1f2e-0000-4000-8000-000000000001\nlevel: low\nlogsource: { product: aws, service: cloudtrail }\ndetection:\n  a:\n    eventSource: iam.amazonaws.com\n    eventName: CreateUser\n    ${selection}\n  condition: a`,
    'rule.yml',
    { calls },
  ).problems.map(({ severity, line, message }) => [severity, line, message]);

describe('a member of a call', () => {
  test.each([
    [
      'iam',
      ['CreateUser'],
      'requestParameters.usrName',
      "'usrName' is not a known member of CreateUser; did you mean 'userName'?",
    ],
    ['iam', ['CreateUser'], 'requestParameters.policyArn', "'policyArn' is not a known member of CreateUser"],
    [
      'iam',
      [],
      'requestParameters.usrName',
      "'usrName' is not a known member of iam.amazonaws.com; did you mean 'userName'?",
    ],
    [
      'iam',
      ['CreateAccessKey'],
      'responseElements.accessKey.acessKeyId',
      "'acessKeyId' is not a known member of iam.amazonaws.com; did you mean 'accessKeyId'?",
    ],
    [
      'ec2',
      ['RunInstances'],
      'requestParameters.instanceTipe',
      "'instanceTipe' is not a known member of ec2.amazonaws.com; did you mean 'instanceType'?",
    ],
  ])('is a warning where no model has it: %s %j %s', (source, names, field, message) => {
    expect(judgeMember(field, within(source, ...names))).toEqual({ message, isNever: false });
  });

  test.each([
    ['iam', 'CreateUser', 'requestParameters.username', "'userName'"],
    ['iam', 'CreateUser', 'requestParameters.USERNAME', "'userName'"],
    ['rds', 'ModifyDBInstance', 'requestParameters.publiclyaccessible', "'publiclyAccessible'"],
  ])('is impossible in letters that CloudTrail never writes: %s %s %s', (source, name, field, spelled) => {
    expect(judgeMember(field, within(source, name))).toEqual({
      message: `no record has '${field.split('.').at(-1)}'; ${source}.amazonaws.com spells it ${spelled}`,
      isNever: true,
    });
  });

  test.each([
    ['a tag that customers name', 'lambda', 'requestParameters.tags.whateverTheyLike', 'TagResource'],
    [
      'a key of a map that the service names',
      'es',
      'requestParameters.logPublishingOptions.AUDIT_LOGS',
      'UpdateElasticsearchDomainConfig',
    ],
    ['a part of a policy', 'kms', 'requestParameters.policy.Statement.Action', 'PutKeyPolicy'],
    ['a list of EC2', 'ec2', 'requestParameters.instancesSet.items.instanceId', 'StopInstances'],
    ['a wrapper of EC2', 'ec2', 'requestParameters.CreateFlowLogsRequest.ResourceId', 'CreateFlowLogs'],
    [
      'a wrapper of API Gateway',
      'apigateway',
      'requestParameters.updateMethodInput.patchOperations',
      'UpdateMethod',
    ],
    ['the header of a host', 's3', 'requestParameters.Host', 'PutBucketPolicy'],
    [
      'a call of each of two services of one source',
      'elasticloadbalancing',
      'requestParameters.loadBalancerAttributes',
      'ModifyLoadBalancerAttributes',
    ],
    ['what signs in', 'signin', 'responseElements.ConsoleLogin', 'ConsoleLogin'],
    ['a service without a model', 'noservice', 'requestParameters.anything', 'Anything'],
  ])('passes: %s', (_what, source, field, name) => {
    expect(judgeMember(field, within(source, name))).toBeUndefined();
  });

  test('is judged by any API where no source is asked for', () => {
    expect(judgeMember('requestParameters.userName', { calls })).toBeUndefined();
    expect(judgeMember('requestParameters.usrNamme', { calls })?.message).toBe(
      "no call that is known has the member 'usrNamme'",
    );
  });

  test('is an error in a rule that can never match, at its place, and a warning where others may', () => {
    expect(sigma("requestParameters.username: 'x'")).toEqual([
      ['error', 9, "no record has 'username'; iam.amazonaws.com spells it 'userName'"],
    ]);
    expect(sigma("requestParameters.usrName: 'x'").map(([severity]) => severity)).toEqual(['warning']);
    // What no record has is null in all of them.
    expect(sigma('requestParameters.username: null').map(([severity]) => severity)).toEqual(['warning']);
  });

  test('is judged in rules in code and in allow lists', () => {
    const condition = (field: string) =>
      Condition.allOf(
        Condition.equalTo('eventSource', 'iam.amazonaws.com'),
        Condition.equalTo('eventName', 'CreateUser'),
        Condition.equalTo(field, 'x'),
      );
    const define = (field: string) =>
      Rule.define({ name: 'own', title: 'Own', severity: RuleSeverity.LOW, condition: condition(field) });
    expect(() => define('requestParameters.username')).toThrow("no record has 'username'");
    expect(define('requestParameters.usrName')._warnings()).toEqual([expect.stringContaining("'usrName'")]);
    expect(define('requestParameters.userName')._warnings()).toEqual([]);
    expect(AllowList.where(condition('requestParameters.usrName'))._warnings()).toHaveLength(1);
  });

  test('passes as each model spells it, and with its first letter in lower case', () => {
    const judged = [...CALLS.sources].flatMap((source) =>
      [...CALLS.calls(source).values()].flatMap(({ name, members }) =>
        members
          .filter((member) => !member.includes('.'))
          .flatMap((member) => [member, member.charAt(0).toLowerCase() + member.slice(1)])
          .map((member) => judgeMember(`requestParameters.${member}`, within(source, name))),
      ),
    );
    expect(judged.length).toBeGreaterThan(140_000);
    expect(judged.filter((fault) => fault !== undefined)).toEqual([]);
  });
});

describe('a member that records may have in another spelling', () => {
  const found = (source: string, name: string, fields: readonly string[]) =>
    judgeCondition(
      {
        kind: 'and',
        of: [
          { kind: 'equals', field: 'eventSource', values: [`${source}.amazonaws.com`], cased: false },
          { kind: 'equals', field: 'eventName', values: [name], cased: false },
          { kind: 'or', of: fields.map((field) => ({ kind: 'exists', field })) },
        ],
      },
      calls,
    ).map(({ message, isError }) => [message, isError]);

  test.each([
    ['ec2', 'RunInstances', 'instancesSet.imageId', 'instancesSet.items.imageId'],
    ['ec2', 'CreateNatGateway', 'subnetId', 'CreateNatGatewayRequest.SubnetId'],
    ['s3', 'PutAccessPointPolicy', 'policy', 'PutAccessPointPolicyRequest.Policy'],
    ['s3', 'PutBucketPolicy', 'bucket', 'bucketName'],
    ['ec2', 'TerminateInstances', 'instanceIds', 'instancesSet.items.instanceId'],
    ['ec2', 'DescribeSecurityGroups', 'groupId', 'securityGroupIdSet.items.groupId'],
    ['iam', 'CreateUser', 'UserName', 'userName'],
  ])('is a warning, unless the condition has it: %s %s %s', (source, name, path, other) => {
    const [field, further] = [path, other].map((each) => `requestParameters.${each}`) as [string, string];
    expect(found(source, name, [field])).toEqual([
      [`records may have '${further}' instead: look for both`, false],
    ]);
    expect(found(source, name, [field, further])).toEqual([]);
    expect(found(source, name, [further])).toEqual([]);
  });
});

describe('an error code', () => {
  const judge = (code: string, source?: string) =>
    judgeName('errorCode', wholeName(code), source === undefined ? { calls } : within(source));

  test.each([
    ['iam', 'NoSuchEntity'],
    ['iam', 'NoSuchEntityException'],
    ['iam', 'AccessDenied'],
    ['ec2', 'Client.UnauthorizedOperation'],
    ['ec2', 'Client.InvalidGroup.NotFound'],
    ['ec2', 'SomethingOfEc2'],
    ['s3', 'NoSuchBucketPolicy'],
  ])('passes: %s %s', (source, code) => {
    expect(judge(code, source)).toBeUndefined();
    expect(judge(code.toLowerCase(), source)).toBeUndefined();
  });

  test('is a warning where no model has it, or only those of others', () => {
    expect(judge('AccesDenied')).toEqual({
      message:
        "no service is known to answer with the error code 'AccesDenied'; did you mean 'AccessDenied'?",
      isNever: false,
    });
    expect(judge('TrailNotFoundException', 'iam')).toEqual({
      message:
        "no call of iam.amazonaws.com is known to answer with 'TrailNotFoundException', which is of cloudtrail.amazonaws.com",
      isNever: false,
    });
    expect(judge('TrailNotFoundException')).toBeUndefined();
  });

  test('is impossible with blanks', () => {
    expect(judge('Access Denied')).toEqual({
      message:
        "no service is known to answer with the error code 'Access Denied'; did you mean 'AccessDenied'?",
      isNever: true,
    });
  });
});

describe('the built-in rules', () => {
  test('name no member and no error code that is not known', () => {
    const folder = join(__dirname, '../../../lib/rules');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.yml'),
    );
    const faults = files.flatMap((name) =>
      parseSigma(readFileSync(join(folder, name), 'utf8'), name).rules.flatMap(({ rule }) =>
        judgeCondition(rule.condition, calls).map(({ message }) => `${name}: ${message}`),
      ),
    );
    expect(files.length).toBeGreaterThan(450);
    expect(faults).toEqual([]);
  });
});

describeCorpus('members and error codes of real records', () => {
  test('are never found impossible, and hardly ever unknown', () => {
    const judged = corpusRecords().flatMap((record) => {
      const source = String(record.eventSource).replace('.amazonaws.com', '').toLowerCase();
      const context = within(source, String(record.eventName));
      const fields = ['requestParameters', 'responseElements'].flatMap((part) => [
        ...new Set(pathsIn(record[part], part)),
      ]);
      const code = record.errorCode;
      return [
        ...fields.map((field) => judgeMember(field, context)),
        ...(typeof code === 'string' && code !== ''
          ? [judgeName('errorCode', wholeName(code), context)]
          : []),
      ];
    });
    expect(judged.length).toBeGreaterThan(7000);
    expect(judged.filter((fault) => fault?.isNever === true)).toEqual([]);
    expect(judged.filter((fault) => fault !== undefined).length / judged.length).toBeLessThan(0.015);
  });
});

function pathsIn(value: Json | undefined, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsIn(each, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    `${path}.${key}`,
    ...pathsIn(each, `${path}.${key}`),
  ]);
}
