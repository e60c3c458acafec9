import { type App, Fn, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { AlertTopic } from '../../../lib/index';
import { ACCOUNT, REGION } from '../../constructs/synthesize';
import { reviewOfApps } from './edited-estate';

const TOOLS = '444455556666';

interface Taker {
  readonly actions: readonly string[];
  readonly resource: string;
  /** The account of the role that gets the permission. */
  readonly account?: string;
}

/** A stack of trailwatch's, deployed by the CDK, and a role elsewhere that gets a permission. */
function app(env: object, taker?: Taker): (app: App) => void {
  return (built) => {
    const stack = new Stack(built, 'Audit', { env });
    new AlertTopic(stack, 'Alerts', { emails: ['soc@example.com'] });
    const tools = new Stack(built, 'Tools', { env: { account: taker?.account ?? ACCOUNT, region: REGION } });
    const role = new Role(tools, 'Builder', { assumedBy: new AccountPrincipal(ACCOUNT) });
    if (taker !== undefined)
      role.addToPolicy(
        new PolicyStatement({ actions: [...taker.actions], resources: [Fn.sub(taker.resource)] }),
      );
  };
}

const KNOWN = { account: ACCOUNT, region: REGION };

function gained(taker: Taker, env: object = KNOWN): readonly string[] {
  const before = app(env, { ...taker, actions: ['s3:ListAllMyBuckets'], resource: '*' });
  return reviewOfApps(before, app(env, taker)).changes.flatMap(({ effect, subject, message }) =>
    effect === 'stronger' || subject.startsWith(`account ${ACCOUNT}`)
      ? []
      : [`${effect} ${subject.replace(/(?<=Builder)[0-9A-F]{8}/, '')}: ${message}`],
  );
}

const ROLE = `cdk-hnb659fds-deploy-role-${ACCOUNT}-${REGION}`;

test.each([
  ['deploy', 'sts:AssumeRole'],
  ['lookup', 'sts:AssumeRole'],
  ['deploy', 'iam:PutRolePolicy'],
  ['lookup', 'iam:UpdateAssumeRolePolicy'],
  ['cfn-exec', 'iam:PassRole'],
  ['cfn-exec', 'iam:AttachRolePolicy'],
])('who newly takes the %s role of a stack by %s is told', (kind, action) => {
  const name = `cdk-hnb659fds-${kind}-role-${ACCOUNT}-${REGION}`;
  const resource = `arn:aws:iam::${ACCOUNT}:role/${name}`;
  expect(gained({ actions: [action], resource })).toEqual([
    expect.stringContaining(`weaker role Tools/Builder may take role ${name}: ${action}`),
  ]);
});

test('the role of CloudFormation trusts nobody else: who may assume all roles takes the two others', () => {
  const taken = gained({ actions: ['sts:AssumeRole'], resource: '*' });
  expect(taken.filter((each) => each.includes('cdk-hnb659fds'))).toHaveLength(2);
  expect(taken.join()).not.toContain('cfn-exec');
});

test('a role of another account takes it if the bootstrap stack trusts that account', () => {
  const resource = `arn:aws:iam::${ACCOUNT}:role/${ROLE}`;
  expect(gained({ actions: ['sts:AssumeRole'], resource, account: TOOLS })).toEqual([
    expect.stringContaining(
      `may take role ${ROLE}: sts:AssumeRole, if the bootstrap stack of account ${ACCOUNT} trusts account ${TOOLS}`,
    ),
  ]);
});

test('of a stack for no account, the roles are those of its own account and Region', () => {
  const resource = 'arn:aws:iam::*:role/cdk-hnb659fds-deploy-role-*';
  expect(gained({ actions: ['sts:AssumeRole'], resource }, {}).join()).toContain('cdk-hnb659fds-deploy-role');
});

test('roles that publish assets are none of the review', () => {
  const resource = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-file-publishing-role-${ACCOUNT}-${REGION}`;
  expect(gained({ actions: ['sts:AssumeRole'], resource })).toEqual([]);
});
