import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { AuditTrail, LogArchive, TamperDetection, type TamperDetectionProps } from '../../../lib/index';
import { ACCOUNT, newStack, ORGANIZATION_TRAIL, REGION, warningsOf } from '../synthesize';
import { detector, record } from './detector';

const MEMBER = '123412341234';
const EXECUTION = `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`;
const PURGE = { queueUrl: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/Stack-Queue0A1B-x9` };
const FORWARDING = 'StackSet-Audit-Members-0a1b';

const trustOf = (roleName: string) => record('iam', 'UpdateAssumeRolePolicy', { roleName });

/** The same call in a member account, by a role of that account. */
function inMember(call: JsonObject, roleArn: string, invokedBy?: string): JsonObject {
  const arn = `arn:aws:iam::${MEMBER}:role/${roleArn}`;
  const sessionIssuer = { type: 'Role', arn, userName: arn.replace(/^.*\//, '') };
  const userIdentity = { type: 'AssumedRole', accountId: MEMBER, sessionContext: { sessionIssuer } };
  return {
    ...{ ...call, recipientAccountId: MEMBER },
    userIdentity: invokedBy === undefined ? userIdentity : { ...userIdentity, invokedBy },
  };
}

describe('in a member account', () => {
  const members = { stackSetNames: ['Audit-Members'] };
  const disable = record('events', 'DisableRule', { name: FORWARDING });
  const create = record('iam', 'CreateRole', { roleName: 'stacksets-exec-0a1b' });
  const missed = ['tampering-with-member-forwarding'];

  test('the role of StackSets is watched, and is quiet only where StackSets or CloudFormation use it', () => {
    const found = detector(newStack(), members);
    expect(found(inMember(create, 'Administrator'))).toEqual(missed);
    expect(found(inMember(disable, 'stacksets-exec-0a1b'))).toEqual(missed);
    expect(found(inMember(disable, 'stacksets-exec-0a1b/Intruder', 'cloudformation.amazonaws.com'))).toEqual(
      missed,
    );
    for (const service of [
      'cloudformation',
      'stacksets.cloudformation',
      'member.org.stacksets.cloudformation',
    ])
      expect(found(inMember(disable, 'stacksets-exec-0a1b', `${service}.amazonaws.com`))).toEqual([]);
  });

  test('the service-linked role of StackSets is quiet, and a role of its name is not', () => {
    const found = detector(newStack(), members);
    const role = 'AWSServiceRoleForCloudFormationStackSetsOrgMember';
    const path = 'aws-service-role/member.org.stacksets.cloudformation.amazonaws.com';
    expect(found(inMember(create, `${path}/${role}`))).toEqual([]);
    expect(found(inMember(create, role))).toEqual(missed);
  });

  test('a given role deploys in every account and is watched there; bootstrap roles deploy no StackSet', () => {
    const given = `arn:aws:iam::*:role/StackSetExecution`;
    const found = detector(newStack(), { ...members, deploymentRoleArns: [given] });
    expect(found(inMember(disable, 'StackSetExecution', 'cloudformation.amazonaws.com'))).toEqual([]);
    expect(found(inMember(trustOf('StackSetExecution'), 'Administrator'))).toEqual(missed);
    const anyEnvironment = detector(new Stack(new App(), 'Stack'), members);
    expect(anyEnvironment(inMember(disable, EXECUTION, 'cloudformation.amazonaws.com'))).toEqual(missed);
  });
});

describe('in the own accounts', () => {
  test('of functions, only those that create trails change one, whatever is created first', () => {
    const stack = new Stack(new App(), 'AuditOfTheWholeOrganization', {
      env: { account: ACCOUNT, region: REGION },
    });
    const found = detector(stack, { trails: [ORGANIZATION_TRAIL] });
    const archive = new LogArchive(stack, 'Archive', { trails: [ORGANIZATION_TRAIL] });
    const trail = new Construct(stack, 'TheFirstPartOfALongPath');
    new AuditTrail(trail, 'Trail', { identity: ORGANIZATION_TRAIL, archive, delegatedAdministrator: {} });
    const roles = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    const name = (id: string) => `${stack.stackName.slice(0, 24)}-${id.slice(0, 24)}-x9`;
    const stop = { name: ORGANIZATION_TRAIL.trailName };
    const quiet = roles.filter(
      (id) => found(record('cloudtrail', 'UpdateTrail', stop, name(id))).length === 0,
    );
    expect(quiet).toEqual([expect.stringMatching(/^TrailCreator/)]);
    expect(found(record('cloudtrail', 'StopLogging', stop, name('ProcessorRole0A1B')))).toEqual([
      'tampering-with-trail',
    ]);
  });

  test('changes of the roles of operators raise an alert', () => {
    const operatorRoleArns = [`arn:aws:iam::${ACCOUNT}:role/operations/AuditOperator`];
    expect(detector(newStack(), { operatorRoleArns })(trustOf('AuditOperator'))).toEqual([
      'tampering-with-role',
    ]);
    expect(detector(newStack())(trustOf('AuditOperator'))).toEqual([]);
  });

  test('a role with an exempt text in its path is another role', () => {
    const props = { deploymentRoleArns: [`arn:aws:iam::${ACCOUNT}:role/cdk-*`] };
    for (const found of [detector(newStack(), props), detector(new Stack(new App(), 'Stack'))]) {
      expect(found(record('sqs', 'PurgeQueue', PURGE, EXECUTION))).toEqual([]);
      expect(found(record('sqs', 'PurgeQueue', PURGE, `${EXECUTION}/Intruder`))).toEqual([
        'tampering-with-queue',
      ]);
    }
  });
});

describe('warns of exempt roles whose changes raise no alert', () => {
  const warned = (props: TamperDetectionProps) => {
    const stack = newStack();
    new TamperDetection(stack, 'TamperDetection', props);
    return warningsOf(stack).filter((text) => text.includes('exemptRolesMissed'));
  };

  test.each([`arn:aws:iam::${ACCOUNT}:role/deployment/*`, 'arn:aws:iam::999988887777:role/Pipeline'])(
    '%s',
    (arn) => {
      for (const property of ['deploymentRoleArns', 'operatorRoleArns'])
        expect(warned({ [property]: [arn] })).toEqual([expect.stringContaining(`exempts '${arn}'`)]);
    },
  );

  test('but of none whose name is known', () => {
    const arns = [`arn:aws:iam::${ACCOUNT}:role/deployment/Pipe*`, 'arn:*:iam::*:role/Pipeline'];
    expect(warned({ deploymentRoleArns: arns, operatorRoleArns: arns })).toEqual([]);
  });

  test('and takes no call on any role for one on them', () => {
    const operatorRoleArns = [`arn:aws:iam::${ACCOUNT}:role/operations/*`];
    const found = detector(newStack(), { operatorRoleArns, deploymentRoleArns: operatorRoleArns });
    expect(found(trustOf('Website'))).toEqual([]);
    const redrive = { sourceArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:Stack-DeadLetters0A1B-x9` };
    expect(found(record('sqs', 'StartMessageMoveTask', redrive, 'operations/Anyone'))).toEqual([]);
  });
});
