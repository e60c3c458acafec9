import { App, CfnParameter, CfnStackSet, DefaultStackSynthesizer, Stack } from 'aws-cdk-lib';
import { AuditGuardrails, LogArchive, TrailIdentity } from '../../../lib/index';
import { ORGANIZATION_ROOT } from '../../scenarios/guardrails';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  ORGANIZATION,
  REGION,
  TRAIL,
  warningsOf,
} from '../synthesize';

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

const BOOTSTRAP = 'arn:aws:iam::*:role/cdk-hnb659fds-*';
const of = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

function guardrailsOf(props: Partial<ConstructorParameters<typeof AuditGuardrails>[2]>, stack = newStack()) {
  const exemptRoleArns = [BOOTSTRAP];
  return new AuditGuardrails(stack, 'Guardrails', { stacks: [stack], trails: [], exemptRoleArns, ...props });
}

function statementsOf(guardrails: AuditGuardrails): readonly Statement[] {
  return guardrails.documents().flatMap(({ json }) => JSON.parse(json).Statement as Statement[]);
}

function statementOf(guardrails: AuditGuardrails, sid: string): Statement {
  const found = statementsOf(guardrails).find(({ Sid }) => Sid === sid);
  if (found === undefined) throw new Error(`no statement ${sid}`);
  return found;
}

function stackIn(account: string, region: string, props = {}): Stack {
  return new Stack(new App(), 'Stack', { env: { account, region }, ...props });
}

describe('exempt roles of any account', () => {
  test.each<[string, Stack, string, string]>([
    [
      "of the CDK are those of the stack's account and Region",
      stackIn(LOG_ARCHIVE, 'us-east-1'),
      BOOTSTRAP,
      `cdk-hnb659fds-*${LOG_ARCHIVE}-us-east-1`,
    ],
    [
      'of the CDK with a qualifier of its own',
      stackIn(LOG_ARCHIVE, REGION, { synthesizer: new DefaultStackSynthesizer({ qualifier: 'audit' }) }),
      'arn:aws:iam::*:role/cdk-audit-*-role-*',
      `cdk-audit-*-role-*${LOG_ARCHIVE}-${REGION}`,
    ],
    [
      "that are not the CDK's are those of the account",
      stackIn(LOG_ARCHIVE, REGION),
      'arn:aws:iam::*:role/deployment/*',
      'deployment/*',
    ],
    [
      'of the CDK where no Region is known',
      stackIn(LOG_ARCHIVE, undefined as never),
      BOOTSTRAP,
      'cdk-hnb659fds-*',
    ],
  ])('%s', (_, stack, pattern, name) => {
    const guardrails = guardrailsOf({ exemptRoleArns: [pattern] }, stack);
    const { Resource, Condition } = statementOf(guardrails, 'KeepDeployment');
    expect(Resource).toBe(of(LOG_ARCHIVE, name));
    expect(Condition?.ArnNotLike?.['aws:PrincipalArn']).toBe(of(LOG_ARCHIVE, name));
  });

  test('are those of every stack and trail, and not of the management account, to which no guardrail applies', () => {
    const app = new App();
    const stacks = [REGION, 'us-east-1'].map(
      (region) => new Stack(app, region, { env: { account: LOG_ARCHIVE, region } }),
    );
    const organization = TrailIdentity.organization({
      ...{ trailName: 'everyone', homeRegion: REGION, managementAccount: MANAGEMENT },
      organizationId: ORGANIZATION,
    });
    const guardrails = guardrailsOf({ stacks, trails: [TRAIL, organization] }, stacks[0]);
    expect(statementOf(guardrails, 'KeepDeployment').Resource).toEqual([
      of(LOG_ARCHIVE, `cdk-hnb659fds-*${LOG_ARCHIVE}-${REGION}`),
      of(LOG_ARCHIVE, `cdk-hnb659fds-*${LOG_ARCHIVE}-us-east-1`),
      of(ACCOUNT, `cdk-hnb659fds-*${ACCOUNT}-${REGION}`),
    ]);
  });

  test('are bound to the account alone where the Regions make the policies too long', () => {
    const app = new App();
    const stacks = Array.from({ length: 12 }, (_, n) => `100000000${String(n).padStart(3, '0')}`).flatMap(
      (account) =>
        [REGION, 'us-east-1', 'us-west-2', 'ap-south-1'].map(
          (region) => new Stack(app, `S${account}${region}`, { env: { account, region } }),
        ),
    );
    for (const stack of stacks)
      new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: `b-${stack.account}-${stack.region}` });
    const guardrails = guardrailsOf({ stacks }, stacks[0]);
    const exemptIn = (sid: string) =>
      statementsOf(guardrails).find(({ Sid }) => Sid.startsWith(sid))?.Condition?.ArnNotLike?.[
        'aws:PrincipalArn'
      ];
    const first = of('100000000000', 'cdk-hnb659fds-*');
    // the quotas of resource control policies are smaller
    expect(exemptIn('KeepArchiveAndQueues')).toContain(first);
    expect(exemptIn('KeepTrailsAndArchive')).toContain(`${first}100000000000-${REGION}`);
  });

  test('and known accounts stay as they are given', () => {
    const pipeline = of('555566667777', 'ci');
    const guardrails = guardrailsOf({ exemptRoleArns: [pipeline, of(ACCOUNT, 'cdk-hnb659fds-*')] });
    expect(statementOf(guardrails, 'KeepDeployment').Resource).toEqual([
      pipeline,
      of(ACCOUNT, 'cdk-hnb659fds-*'),
    ]);
  });

  test('fail where no account is known', () => {
    const known = { stacks: [], trails: [], bucketArns: ['arn:aws:s3:::company-logs'] };
    expect(() => guardrailsOf(known).documents()).toThrow(
      `exemptRoleArns '${BOOTSTRAP}' is for roles of any account, and no stack, trail or key tells which accounts are protected; give ` +
        'the number of the account',
    );
    const exemptRoleArns = [of(ACCOUNT, 'ci')];
    expect(guardrailsOf({ ...known, exemptRoleArns }).documents()).not.toEqual([]);
    const keyArns = [`arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d`];
    expect(statementOf(guardrailsOf({ ...known, keyArns }), 'KeepDeployment').Resource).toBe(
      of(ACCOUNT, 'cdk-hnb659fds-*'),
    );
  });

  test.each([
    [
      'arn:aws:iam::*:role/deployment/Pipeline',
      [expect.stringContaining(`exempt only roles of ${ACCOUNT}: * means the accounts`)],
    ],
    [of('555566667777', 'deployment/Pipeline'), []],
    ['arn:aws:iam::*:role/cdk-hnb659fds-deploy-role-*', []],
  ])('warn if %s may be in an account where it is denied', (arn, warnings) => {
    const stack = newStack();
    guardrailsOf({ exemptRoleArns: [BOOTSTRAP, arn], targetIds: [ORGANIZATION_ROOT] }, stack);
    expect(warningsOf(stack)).toEqual(warnings);
  });

  test('that are known only at deployment are left to it', () => {
    const stack = newStack();
    const role = new CfnParameter(stack, 'Deployer').valueAsString;
    const guardrails = guardrailsOf({ exemptRoleArns: [role] }, stack);
    expect(statementOf(guardrails, 'KeepDeployment').Resource).toEqual(expect.stringContaining('Deployer'));
    expect(statementOf(guardrails, 'KeepStackRoles').Condition?.StringEquals).toEqual({
      'aws:PrincipalAccount': [ACCOUNT],
    });
  });
});

test.each(['ci', 'a', 'ops/x', 'deployment/*'])('a role named %s may be exempt and an operator', (name) => {
  const arns = [of(ACCOUNT, name)];
  expect(() => guardrailsOf({ exemptRoleArns: arns, operatorRoleArns: arns })).not.toThrow();
});

test.each(['ci*', 'c?', '*', '??*', ''])(
  'fails to exempt %p, which matches too many roles, or none',
  (name) => {
    expect(() => guardrailsOf({ exemptRoleArns: [of(ACCOUNT, name)] })).toThrow(/must be the ARN of a role/);
  },
);

describe('statements', () => {
  test('name the Regions of deployments only where every exempt role of the account is of one', () => {
    const regionsOf = (...exemptRoleArns: string[]) =>
      statementOf(guardrailsOf({ exemptRoleArns }), 'KeepStackRoles').Condition?.StringEquals?.[
        'aws:RequestedRegion'
      ];
    expect(regionsOf(BOOTSTRAP)).toEqual([REGION]);
    expect(regionsOf(BOOTSTRAP, of('555566667777', 'ci'))).toEqual([REGION]);
    expect(regionsOf(of(ACCOUNT, `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}`))).toEqual([REGION]);
    expect(regionsOf(BOOTSTRAP, of(ACCOUNT, 'ci'))).toBeUndefined();
    expect(regionsOf(BOOTSTRAP, of(ACCOUNT, `deployer-${ACCOUNT}-${REGION}`))).toBeUndefined();
  });

  test('on buckets with generated names are for the accounts, and those on buckets of elsewhere for every account', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const guardrails = guardrailsOf({ bucketArns: ['arn:aws:s3:::elsewhere'] }, stack);
    const own = statementOf(guardrails, 'KeepLogFiles');
    expect(own.Condition).toMatchObject({ StringEqualsIfExists: { 'aws:ResourceAccount': [ACCOUNT] } });
    const elsewhere = statementOf(guardrails, 'KeepLogFilesElsewhere');
    expect(elsewhere.Resource).toBe('arn:aws:s3:::elsewhere/*');
    expect(elsewhere.Condition).toBeUndefined();
  });

  test.each<[string, TrailIdentity[], unknown]>([
    ['the protected accounts', [TRAIL], { StringEqualsIfExists: { 'aws:PrincipalAccount': [ACCOUNT] } }],
    [
      'every account, if a trail logs the organization',
      [
        TrailIdentity.organization({
          ...{ trailName: 'everyone', homeRegion: REGION, managementAccount: MANAGEMENT },
          organizationId: ORGANIZATION,
        }),
      ],
      undefined,
    ],
  ])('on membership are for %s', (_, trails, condition) => {
    expect(statementOf(guardrailsOf({ trails }), 'KeepMembership').Condition).toEqual(condition);
  });

  test.each<[string, object, unknown]>([
    [
      'the accounts of a self-managed StackSet',
      {
        permissionModel: 'SELF_MANAGED',
        stackInstancesGroup: [{ deploymentTargets: { accounts: ['222233334444'] }, regions: [REGION] }],
      },
      { 'aws:ResourceAccount': ['222233334444'] },
    ],
    ['all accounts of units', { permissionModel: 'SERVICE_MANAGED' }, undefined],
  ])('on members are for %s', (_, props, condition) => {
    const stack = newStack();
    new CfnStackSet(stack, 'Members', {
      stackSetName: 'Members',
      permissionModel: 'SERVICE_MANAGED',
      ...props,
    });
    const { Condition } = statementOf(guardrailsOf({}, stack), 'KeepMembers');
    expect(Condition?.StringEqualsIfExists).toEqual(condition);
  });

  test('that one policy cannot contain are divided into several, and keep every bucket', () => {
    const bucketArns = Array.from({ length: 115 }, (_, n) => `arn:aws:s3:::one-of-very-many-buckets-${n}`);
    const documents = guardrailsOf({ bucketArns }).documents();
    const lengths = (type: string) =>
      documents.filter((each) => each.policyType === type).map(({ json }) => json.length);
    expect(Math.max(...lengths('SERVICE_CONTROL_POLICY'))).toBeLessThanOrEqual(10_240);
    expect(Math.max(...lengths('RESOURCE_CONTROL_POLICY'))).toBeLessThanOrEqual(5_120);
    expect(lengths('RESOURCE_CONTROL_POLICY').length).toBeGreaterThan(2);
    const json = JSON.stringify(documents);
    for (const arn of bucketArns) expect(json.split(`${arn}/*`).length).toBeGreaterThan(2);
  });
});
