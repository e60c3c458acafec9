import { Annotations, App, Aspects, CfnParameter, CfnStackSet, NestedStack, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  AlertResponse,
  AlertTopic,
  AuditGuardrails,
  type AuditGuardrailsProps,
  DeliveryTopic,
  EventDataStore,
  type EventDataStoreProps,
  FirehoseDestination,
  FirehoseSink,
  LogArchive,
  Responder,
  Trailwatch,
} from '../../../lib/index';
import {
  EXEMPT_ROLES,
  guardedOrganization,
  OPERATOR_ROLE,
  ORGANIZATION_ROOT,
} from '../../scenarios/guardrails';
import { sinks } from '../../scenarios/sinks';
import { everythingInOneStack } from '../everything-in-one-stack';
import {
  ACCOUNT,
  LOG_ARCHIVE,
  MANAGEMENT,
  newStack,
  notesOf,
  oneRule,
  REGION,
  resourcesOf,
  synthError,
  TRAIL,
  TRAIL_ARN,
  warningsOf,
} from '../synthesize';

const EXEMPT = `arn:aws:iam::${ACCOUNT}:role/deployment/*`;

function keep(stack: Stack, props: Partial<AuditGuardrailsProps> = {}): AuditGuardrails {
  return new AuditGuardrails(stack, 'Guardrails', {
    stacks: [stack],
    trails: [TRAIL],
    exemptRoleArns: [EXEMPT],
    ...props,
  });
}

interface Statement {
  readonly Sid: string;
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: unknown;
}

function statementsOf(guardrails: AuditGuardrails, name: string): Statement[] {
  const json = guardrails.documents().find((document) => document.name === name)?.json ?? '{}';
  return JSON.parse(json).Statement;
}

function statementOf(guardrails: AuditGuardrails, name: string, sid: string): Statement {
  return statementsOf(guardrails, name).find(({ Sid }) => Sid === sid)!;
}

/** No test changes it. */
const organization = (() => {
  const app = new App();
  return { app, guardrails: guardedOrganization(app) };
})();

/** Everything in one stack with its guardrails, which no test changes. */
const everything = (() => {
  const stack = everythingInOneStack();
  new DeliveryTopic(stack, 'Deliveries', { trails: [TRAIL] });
  const guardrails = keep(stack, {
    ...{ organizationId: 'o-exampleorgid', targetIds: [ORGANIZATION_ROOT] },
    exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'],
  });
  return { stack, guardrails };
})();

describe('what guardrails keep', () => {
  test.each<[string, EventDataStoreProps, string]>([
    ['of the account', {}, `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:eventdatastore/*`],
    [
      'of an organization, which belongs to its management account',
      { organizationManagementAccount: MANAGEMENT },
      `arn:aws:cloudtrail:${REGION}:${MANAGEMENT}:eventdatastore/*`,
    ],
  ])('is every event data store %s where a stack has one', (_, props, arn) => {
    const stack = newStack();
    expect(statementOf(keep(stack), 'evidence', 'KeepTrailsAndArchive').Action).not.toContain(
      'cloudtrail:DeleteEventDataStore',
    );
    const withStore = newStack();
    new EventDataStore(withStore, 'Store', props);
    const statement = statementOf(keep(withStore), 'evidence', 'KeepTrailsAndArchive');
    expect(statement.Resource).toContain(arn);
    for (const action of ['Delete', 'Update']) {
      expect(statement.Action).toContain(`cloudtrail:${action}EventDataStore`);
    }
    expect(statement.Action).toContain('cloudtrail:StopEventDataStoreIngestion');
  });

  test('is the archive by what CloudFormation will call it, the trail, and the key by its alias', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const guardrails = keep(stack);
    const { Resource } = statementOf(guardrails, 'evidence', 'KeepTrailsAndArchive');
    expect(Resource).toEqual([
      TRAIL_ARN,
      'arn:aws:s3:::stack-archivebucket49f1ac64*',
      'arn:aws:s3:::stack-archiveaccesslogs31f4f9d*',
      `arn:aws:s3:*:${ACCOUNT}:accesspoint/*`,
      `arn:aws:s3-object-lambda:*:${ACCOUNT}:accesspoint/*`,
      expect.stringMatching(/^arn:aws:kms:eu-central-1:111122223333:alias\/trailwatch\//),
    ]);
    expect(statementOf(guardrails, 'evidence', 'KeepKeys')).toMatchObject({
      Resource: 'arn:aws:kms:eu-central-1:111122223333:key/*',
      Condition: {
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [expect.stringMatching(/^alias\//)] },
      },
    });
  });

  test('is the alert path, and the stack that could change it', () => {
    const stack = newStack();
    new Trailwatch(stack, 'Trailwatch', { identity: TRAIL, rules: oneRule() });
    const guardrails = keep(stack);
    const start = (service: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}`;
    expect(statementOf(guardrails, 'alert-path', 'KeepAlertPath').Resource).toEqual([
      `${start('sns')}:Stack-*`,
      `${start('sqs')}:Stack-*`,
      `${start('lambda')}:function:Stack-*`,
      `${start('lambda')}:layer:*TrailwatchProcessorRules*`,
      `${start('dynamodb')}:table/Stack-*`,
      `${start('events')}:rule/Stack-*`,
      `${start('cloudwatch')}:alarm:Stack-*`,
      `${start('logs')}:log-group:Stack-*`,
    ]);
    expect(statementOf(guardrails, 'control', 'KeepRolesAndStacks').Resource).toEqual([
      `arn:aws:iam::${ACCOUNT}:role/Stack-*`,
      EXEMPT,
      `arn:aws:iam::${ACCOUNT}:saml-provider/*`,
      `arn:aws:iam::${ACCOUNT}:oidc-provider/*`,
      `${start('cloudformation')}:stack/Stack/*`,
    ]);
  });

  test('is known by its own name where it has one, and by the sure part of a long one', () => {
    const env = { account: ACCOUNT, region: REGION };
    const stack = new Stack(new App(), 'AStackWithANameOfMoreThanTwentyFour', { env });
    new LogArchive(stack, 'Archive', { trails: [TRAIL], bucketName: 'company-logs' });
    new Queue(stack, 'Queue');
    const guardrails = keep(stack);
    expect(statementOf(guardrails, 'evidence', 'KeepLogFiles').Resource).toEqual([
      'arn:aws:s3:::company-logs/*',
      'arn:aws:s3:::astackwithanameofmoretha*/*',
    ]);
    expect(statementOf(guardrails, 'alert-path', 'KeepAlertPath').Resource).toBe(
      `arn:aws:sqs:${REGION}:${ACCOUNT}:AStackWithANameOfMoreTha*`,
    );
  });

  test.each(['the nested stack', 'the one that it is in'])(
    'is known in a nested stack by what its names begin with, where %s is named',
    (named) => {
      const app = new App();
      const stack = new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } });
      const nested = new NestedStack(stack, 'Nested');
      new Trailwatch(nested, 'Trailwatch', { identity: TRAIL, rules: oneRule() });
      const guardrails = keep(new Stack(app, 'Other', { env: { account: ACCOUNT, region: REGION } }), {
        stacks: [named === 'the nested stack' ? nested : stack],
      });
      // CloudFormation: the name of the nested stack, Stack-NestedNestedStack…-1A2B, and then the logical id
      expect(statementOf(guardrails, 'evidence', 'KeepLogFiles').Resource).toBe('arn:aws:s3:::stack-*/*');
      const claims = guardrails
        .documents()
        .flatMap(({ json }) => JSON.parse(json).Statement as Statement[])
        .filter(({ Sid }) => Sid === 'KeepClaims');
      expect(claims).not.toEqual([]);
      for (const { Condition } of claims) {
        expect(Condition).toMatchObject({
          ArnNotLike: { 'aws:PrincipalArn': [EXEMPT, `arn:aws:iam::${ACCOUNT}:role/Stack-*`] },
        });
      }
      expect(statementOf(guardrails, 'control', 'KeepRolesAndStacks').Resource).toContain(
        `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Stack-*/*`,
      );
    },
  );

  test('are buckets and keys of elsewhere as well', () => {
    const keyArn = `arn:aws:kms:${REGION}:${ACCOUNT}:key/0a1b2c3d`;
    const guardrails = keep(newStack(), { bucketArns: ['arn:aws:s3:::elsewhere'], keyArns: [keyArn] });
    const { Resource } = statementOf(guardrails, 'evidence', 'KeepTrailsAndArchive');
    expect(Resource).toEqual([TRAIL_ARN, 'arn:aws:s3:::elsewhere', keyArn]);
  });

  test('has no alert path where there is none', () => {
    const guardrails = keep(newStack());
    expect(guardrails.documents().map(({ name }) => name)).toEqual(['evidence', 'control']);
  });
});

describe('whom guardrails bind', () => {
  test('is everybody but the deployment roles, and for log files everybody', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const guardrails = keep(stack);
    const but = { ArnNotLike: { 'aws:PrincipalArn': EXEMPT } };
    const inAccount = { StringEqualsIfExists: { 'aws:ResourceAccount': [ACCOUNT] } };
    expect(statementOf(guardrails, 'evidence', 'KeepTrailsAndArchive').Condition).toEqual({
      ...but,
      ...inAccount,
    });
    expect(statementOf(guardrails, 'control', 'KeepRolesAndStacks').Condition).toEqual(but);
    expect(statementOf(guardrails, 'evidence', 'KeepLogFiles').Condition).toEqual(inAccount);
  });

  test('is never a service, where a policy would bind services', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    const statements = statementsOf(keep(stack, { organizationId: 'o-exampleorgid' }), 'perimeter');
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      'KeepArchiveAndQueues',
      'KeepLogFiles',
      'KeepFromReplication',
      'KeepKeys',
      'KeepWithinOrganization',
      'KeepKeysWithinOrganization',
    ]);
    for (const { Condition } of statements) {
      expect(Condition).toMatchObject({ BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } });
    }
  });
});

describe('guardrails that are deployed', () => {
  test('are policies of the organization at their targets', () => {
    const { guardrails } = organization;
    const policies = resourcesOf(Stack.of(guardrails), 'AWS::Organizations::Policy');
    expect(
      policies.map(({ Properties }) => [Properties.Name, Properties.Type, Properties.TargetIds]),
    ).toEqual([
      [expect.stringMatching(/-evidence$/), 'SERVICE_CONTROL_POLICY', [ORGANIZATION_ROOT]],
      [expect.stringMatching(/-alert-path$/), 'SERVICE_CONTROL_POLICY', [ORGANIZATION_ROOT]],
      [expect.stringMatching(/-control$/), 'SERVICE_CONTROL_POLICY', [ORGANIZATION_ROOT]],
      [expect.stringMatching(/[^t]-perimeter$/), 'RESOURCE_CONTROL_POLICY', [ORGANIZATION_ROOT]],
      [expect.stringMatching(/-alert-perimeter$/), 'RESOURCE_CONTROL_POLICY', [ORGANIZATION_ROOT]],
    ]);
    expect(policies.map(({ Properties }) => JSON.stringify(Properties.Content))).toEqual(
      guardrails.documents().map(({ json }) => json),
    );
  });

  test('keep API destinations, connections and delivery streams in a document of their own', () => {
    const app = new App();
    sinks.build(app);
    const guardrails = keep(newStack(), { stacks: [app.node.findChild('Sinks') as Stack] });
    const { Action, Resource } = statementOf(guardrails, 'sinks', 'KeepSinks');
    expect(Action).toContain('events:DeauthorizeConnection');
    expect(Action).toContain('firehose:UpdateDestination');
    expect(Resource).toEqual([
      expect.stringMatching(/:connection\/\*Connection07624BCD\*$/),
      expect.stringMatching(/:api-destination\/\*PagerApiDestination\w+\*$/),
      expect.stringMatching(/:api-destination\/\*TicketsApiDestination\w+\*$/),
      expect.stringMatching(/:deliverystream\/Sinks-\*$/),
      expect.stringMatching(/:secret:splunk-\?{6}$/),
      expect.stringMatching(/:secret:events!connection\/\*Connection07624BCD\*$/),
    ]);
  });

  test('keep silences from all but exempt roles and operators, where people may set any', () => {
    const stack = newStack();
    new Trailwatch(stack, 'Trailwatch', { emails: ['security@example.com'], silences: {}, realtime: {} });
    const guardrails = keep(stack, { operatorRoleArns: [OPERATOR_ROLE] });
    const { Action, Resource, Condition } = statementOf(guardrails, 'alert-path', 'KeepSilences');
    expect(Action).toEqual(['ssm:PutParameter', 'ssm:DeleteParameter', 'ssm:DeleteParameters']);
    expect(Resource).toMatch(
      new RegExp(`^arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/trailwatch/[\\w-]+/silences/medium/\\*$`),
    );
    expect(JSON.stringify(Condition)).toContain(OPERATOR_ROLE);
    const without = newStack();
    new Trailwatch(without, 'Trailwatch', { emails: ['security@example.com'] });
    expect(statementOf(keep(without), 'alert-path', 'KeepSilences')).toBeUndefined();
  });

  test('keep the secrets of connections and streams from all but exempt roles, and let operators replace what is in them', () => {
    const app = new App();
    sinks.build(app);
    const guardrails = keep(newStack(), {
      stacks: [app.node.findChild('Sinks') as Stack],
      operatorRoleArns: [OPERATOR_ROLE],
    });
    const values = statementOf(guardrails, 'sinks', 'KeepSecretValues');
    expect(values.Action).toEqual([
      'secretsmanager:PutSecretValue',
      'secretsmanager:RotateSecret',
      'secretsmanager:UpdateSecretVersionStage',
    ]);
    expect(JSON.stringify(values.Condition)).toContain(OPERATOR_ROLE);
    const reads = statementOf(guardrails, 'sinks', 'KeepCredentials');
    expect(reads.Action).toBe('secretsmanager:GetSecretValue');
    expect(reads.Resource).toMatch(/:secret:events!connection\/\*Connection07624BCD\*$/);
    const all = statementOf(guardrails, 'sinks', 'KeepSinks');
    expect(all.Action).toEqual(
      expect.arrayContaining(
        ['DeleteSecret', 'UpdateSecret', 'RestoreSecret', 'PutResourcePolicy'].map(
          (name) => `secretsmanager:${name}`,
        ),
      ),
    );
    expect(JSON.stringify(all.Condition)).not.toContain(OPERATOR_ROLE);
  });

  test.each<[string, (stack: Stack) => ISecret, readonly string[]]>([
    ['of the app', (stack) => new Secret(stack, 'Token'), ['*TokenCB33349F*']],
    [
      'of the app with a name',
      (stack) => new Secret(stack, 'Token', { secretName: 'hec/audit' }),
      ['hec/audit-??????'],
    ],
    [
      'of another stack',
      (stack) =>
        new Secret(
          new Stack(stack.node.root, 'Secrets', { env: { account: ACCOUNT, region: REGION } }),
          'Token',
        ),
      ['*TokenCB33349F*'],
    ],
    ['by its name', (stack) => Secret.fromSecretNameV2(stack, 'Token', 'hec'), ['hec-??????']],
    [
      'by its ARN, whose end may belong to the name',
      (stack) =>
        Secret.fromSecretCompleteArn(
          stack,
          'Token',
          `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:hec-Ab12Cd`,
        ),
      ['hec-??????', 'hec-Ab12Cd-??????'],
    ],
  ])('know the secret of a stream, %s', (_how, toSecret, names) => {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const destination = FirehoseDestination.datadog({ secret: toSecret(stack) });
    new FirehoseSink(stack, 'Datadog', { alertTopic, destination });
    const { Resource } = statementOf(keep(stack), 'sinks', 'KeepSecretValues');
    const found = [Resource].flat().map((arn) => String(arn).replace(/^.*:secret:/, ''));
    expect(found).toEqual(names);
    expect(warningsOf(stack).filter((text) => text.includes('secretNotKnown'))).toEqual([]);
  });

  test('warn of a secret whose name only the deployment knows', () => {
    const stack = newStack();
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const arn = new CfnParameter(stack, 'SecretArn').valueAsString;
    const secret = Secret.fromSecretCompleteArn(stack, 'Token', arn);
    new FirehoseSink(stack, 'Datadog', { alertTopic, destination: FirehoseDestination.datadog({ secret }) });
    keep(stack);
    expect(warningsOf(stack)).toContainEqual(
      expect.stringContaining("the secret of 'Stack/Datadog/Delivery/Stream' is known only at deployment"),
    );
  });

  test('are within what AWS takes, with everything that the library makes', () => {
    const limits = { SERVICE_CONTROL_POLICY: 10_240, RESOURCE_CONTROL_POLICY: 5_120 };
    for (const { policyType, json } of organization.guardrails.documents()) {
      expect(json.length).toBeLessThanOrEqual(limits[policyType as keyof typeof limits]);
      expect(json.length).toBeGreaterThan(1000);
    }
  });
});

describe('guardrails', () => {
  test('warn of a key that they do not know, and of no other', () => {
    const stack = newStack();
    new Key(stack, 'Nameless');
    new Key(stack, 'Named', { alias: 'named' });
    keep(stack);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^\/Stack\/Guardrails: the key 'Stack\/Nameless\/Resource' has no alias: guardrails identify a key by its alias, so none of them protects the key; add an alias to the key, or name the key in keyArns \[ack: cdk-trailwatch:keyWithoutAlias\]$/,
      ),
    ]);
  });

  test('are judged with what Aspects change after they were visited: an alias that is added, and a key', () => {
    const stack = newStack();
    const nameless = new Key(stack, 'Nameless');
    keep(stack);
    const changes = new Construct(stack, 'Later');
    Aspects.of(changes).add({
      visit: (node) => {
        if (node !== changes || changes.node.children.length > 0) return;
        nameless.addAlias('named');
        new Key(changes, 'Added');
      },
    });
    expect(warningsOf(stack)).toEqual([
      expect.stringContaining("the key 'Stack/Later/Added/Resource' has no alias: "),
    ]);
  });

  test('know every key that constructs make, by its alias', () => {
    const { stack, guardrails } = everything;
    expect(warningsOf(stack).filter((warning) => warning.includes('has no alias'))).toEqual([]);
    const aliases = resourcesOf(stack, 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName);
    expect(aliases).toContainEqual(expect.stringContaining('FindingsDelivery'));
    expect(aliases).toHaveLength(resourcesOf(stack, 'AWS::KMS::Key').length);
    expect(statementOf(guardrails, 'evidence', 'KeepKeys').Condition).toMatchObject({
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': expect.arrayContaining(aliases) },
    });
  });

  test('warn once of all keys that they do not know', () => {
    const stack = newStack();
    new Key(stack, 'One');
    new Key(stack, 'Two');
    keep(stack);
    const warnings = warningsOf(stack);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("the keys 'Stack/One/Resource', 'Stack/Two/Resource' have no alias: ");
  });

  test('have a note of the policy types that their targets need, and none without targets', () => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    keep(stack);
    expect(notesOf(stack)).toEqual([]);
    const { app, guardrails } = organization;
    const notes = app.synth().getStackArtifact(Stack.of(guardrails).artifactId).messages;
    expect(notes.map(({ entry }) => entry.data)).toContain(
      'the policies are attached to targetIds: AWS Organizations attaches policies only of types that are enabled on the root; ' +
        'enable both types once, in the management account: aws organizations enable-policy-type --root-id r-… --policy-type ' +
        'SERVICE_CONTROL_POLICY, and RESOURCE_CONTROL_POLICY [ack: cdk-trailwatch:policyTypes]',
    );
  });

  test('let operators redrive and mute, and no other principal assume or change their role', () => {
    const { guardrails } = organization;
    const exempting = guardrails
      .documents()
      .flatMap(({ json }) => JSON.parse(json).Statement as Statement[])
      .filter(({ Condition }) => JSON.stringify(Condition)?.includes(OPERATOR_ROLE));
    expect(exempting.map(({ Sid }) => Sid)).toEqual(['KeepAlarmsOn', 'KeepNotices']);
    expect(statementOf(guardrails, 'control', 'KeepRolesAndStacks').Resource).toContain(OPERATOR_ROLE);
  });

  test('fail on an operator that is every role', () => {
    expect(() => keep(newStack(), { operatorRoleArns: ['*'] })).toThrow(
      /^operatorRoleArns '\*' must be the ARN/,
    );
  });

  test.each(['*', 'arn:aws:iam::*:role/*', 'arn:aws:iam::*:role/a*', 'arn:aws:iam::*:user/deployer'])(
    'fail on exempting %s',
    (arn) => {
      expect(() => keep(newStack(), { exemptRoleArns: [arn] })).toThrow(
        new Error(
          `exemptRoleArns '${arn}' must be the ARN of a role, its account 12 digits or *, and at least three characters known of a ` +
            "name or path with *, such as 'arn:aws:iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-*'",
        ),
      );
    },
  );

  test('fail when they would be too long', () => {
    const stack = newStack();
    keep(stack, {
      exemptRoleArns: Array.from({ length: 260 }, (_, n) => `arn:aws:iam::${ACCOUNT}:role/deployment/${n}/*`),
    });
    expect(synthError(stack)).toMatch(
      /the policy 'control' would have \d+ characters, but AWS allows at most 10240; \d+ of them are exemptRoleArns and operatorRoleArns; name these/,
    );
    const many = newStack();
    keep(many, {
      bucketArns: Array.from({ length: 300 }, (_, n) => `arn:aws:s3:::one-of-very-many-buckets-${n}`),
    });
    expect(synthError(many)).toMatch(
      /would have \d+ characters, but AWS allows at most \d+; create one AuditGuardrails for some of the stacks/,
    );
  });

  test('fail when a target would get more than it can have', () => {
    const app = new App();
    guardedOrganization(app);
    for (const id of ['More', 'AndMore', 'Most']) {
      const stack = new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
      new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      keep(stack, { targetIds: [ORGANIZATION_ROOT] });
    }
    expect(() => app.synth()).toThrow(
      `targetIds '${ORGANIZATION_ROOT}' would get 5 policies of type RESOURCE_CONTROL_POLICY from this app and AWS's own, and ` +
        'AWS takes 5; attach some of them to a parent or child unit',
    );
  });

  test('keep what the stacks get later, as if it had been there', () => {
    const policies = (isLate: boolean) => {
      const stack = newStack();
      if (!isLate) new Queue(stack, 'Queue');
      keep(stack, { targetIds: [ORGANIZATION_ROOT] });
      if (isLate) new Queue(stack, 'Queue');
      return Object.values(resourcesOf(stack, 'AWS::Organizations::Policy'));
    };
    expect(policies(true).length).toBeGreaterThan(1);
    expect(policies(true)).toEqual(expect.arrayContaining(policies(false)));
    expect(policies(true)).toHaveLength(policies(false).length);
  });

  test('keep what was added since their documents were last requested', () => {
    const stack = newStack();
    const guardrails = keep(stack);
    expect(JSON.stringify(guardrails.documents())).not.toContain(':sqs:');
    new Queue(stack, 'Queue');
    expect(JSON.stringify(guardrails.documents())).toContain(':sqs:');
  });

  test('keep what Trailwatch gets after its guardrails in the same stack', () => {
    const stack = newStack();
    const { alertTopic } = new Trailwatch(stack, 'Trailwatch', {
      guardrails: { exemptRoleArns: ['arn:aws:iam::*:role/cdk-hnb659fds-*'], targetIds: [ORGANIZATION_ROOT] },
    });
    new Responder(stack, 'Responder', {
      alertTopic,
      responses: [AlertResponse.disableAccessKey({ rules: oneRule() })],
    });
    const names = Object.values(resourcesOf(stack, 'AWS::Organizations::Policy')).map(
      ({ Properties }) => (Properties as { readonly Name: string }).Name,
    );
    expect(names.filter((name) => name.endsWith('-responses'))).toHaveLength(1);
  });

  test('of everything in one stack are at most four SCPs and two RCPs, each within its length, and leave out nothing', () => {
    const { stack, guardrails } = everything;
    const documents = guardrails.documents();
    const lengths = (type: string) =>
      documents.filter((each) => each.policyType === type).map(({ json }) => json.length);
    const [service, resource] = [lengths('SERVICE_CONTROL_POLICY'), lengths('RESOURCE_CONTROL_POLICY')];
    expect([service.length, resource.length]).toEqual([4, 2]);
    expect(Math.max(...service)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...resource)).toBeLessThanOrEqual(5_120);
    const denied = new Set(
      documents.flatMap(({ json }) =>
        (JSON.parse(json).Statement as Statement[]).flatMap(({ Action }) => Action),
      ),
    );
    for (const action of [
      'cloudtrail:StopLogging',
      'events:UpdateApiDestination',
      'dynamodb:DeleteItem',
      's3:DeleteObjectVersion',
    ])
      expect(denied).toContain(action);
    expect(resourcesOf(stack, 'AWS::Organizations::Policy')).toHaveLength(6);
  });

  describe('that are attached and exempt nobody', () => {
    const build = (exemptRoleArns: string[], isAcknowledged = false) => {
      const stack = newStack();
      new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      if (isAcknowledged)
        Annotations.of(stack).acknowledgeWarning('cdk-trailwatch:noExemptRole', 'a test of it');
      keep(stack, { exemptRoleArns, targetIds: [ORGANIZATION_ROOT] });
      return stack;
    };

    test('fail', () => {
      expect(synthError(build([]))).toContain(
        'the policies are attached to targetIds, but exemptRoleArns is empty: no one could change the protected resources, not even to ' +
          'deploy again or to remove the guardrails; name the roles that deploy in exemptRoleArns, such as ' +
          'arn:aws:iam::111122223333:role/cdk-hnb659fds-*, with the account of the protected stacks; ' +
          "Annotations.of(…).acknowledgeWarning('cdk-trailwatch:noExemptRole') lets it pass",
      );
    });

    test('pass if that is acknowledged', () => {
      expect(warningsOf(build([], true))).toEqual([]);
    });

    test('pass where nothing is attached', () => {
      const stack = newStack();
      keep(stack, { exemptRoleArns: [] });
      expect(warningsOf(stack)).toEqual([]);
    });
  });

  test.each([
    ['the bootstrap roles', 'arn:aws:iam::*:role/cdk-hnb659fds-*', 0],
    ['other roles', EXEMPT, 1],
    ['the roles of another qualifier', `arn:aws:iam::${ACCOUNT}:role/cdk-other-*`, 1],
    ['the roles of another account', 'arn:aws:iam::999988887777:role/cdk-hnb659fds-*', 1],
  ])('that exempt %s warn of the roles that deploy, if they are not among them', (_, exempt, count) => {
    const stack = newStack();
    new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    keep(stack, { exemptRoleArns: [exempt], targetIds: [ORGANIZATION_ROOT] });
    const found = warningsOf(stack);
    expect(found).toHaveLength(count);
    for (const warning of found) {
      expect(warning).toContain(
        `no exemptRoleArns match 'arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role-${ACCOUNT}-${REGION}', ` +
          `'arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-${REGION}': the next deployment of these stacks is denied`,
      );
    }
  });

  test.each([
    ['alone', [], ['cdk-trailwatch:deployerUnknown']],
    ['beside the bootstrap roles', ['arn:aws:iam::*:role/cdk-hnb659fds-*'], []],
  ])(
    'that exempt a role that only the deployment knows, %s, cannot be judged by it, and say so once',
    (_, known, ids) => {
      const stack = newStack();
      new LogArchive(stack, 'Archive', { trails: [TRAIL] });
      const role = new CfnParameter(stack, 'Deployer').valueAsString;
      keep(stack, { exemptRoleArns: [role, ...known], targetIds: [ORGANIZATION_ROOT] });
      const found = warningsOf(stack);
      expect(found).toEqual(ids.map((id) => expect.stringContaining(id)));
      for (const warning of found) {
        expect(warning).toContain(
          `exemptRoleArns has roles that are known only at deployment, and no other role matches 'arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-deploy-role`,
        );
      }
    },
  );

  test('fail on a stack whose account is not known', () => {
    expect(() => keep(newStack({})).documents()).toThrow(
      new Error("stacks: the account of 'Stack' is not known; set env.account of the stack"),
    );
  });

  test('fail on a name that is known only once deployed', () => {
    const stack = newStack();
    new Queue(stack, 'Queue', { queueName: new CfnParameter(stack, 'Name').valueAsString });
    expect(() => keep(stack).documents()).toThrow(
      "the name of 'Stack/Queue/Resource' is known only at deployment, but guardrails need it at synthesis; give it as text or leave it out",
    );
  });

  test('exempt the same roles in every document', () => {
    const json = organization.guardrails.documents().map((document) => document.json);
    const [, pipeline] = EXEMPT_ROLES;
    const start = `arn:aws:iam::${LOG_ARCHIVE}:role/cdk-hnb659fds-*-role-*`;
    for (const text of json)
      for (const role of [`${start}${LOG_ARCHIVE}-${REGION}`, pipeline]) expect(text).toContain(`"${role}"`);
  });
});

test('no protected account disables an opt-in Region that a guarded stack or trail is in', () => {
  const app = new App();
  const milan = new Stack(app, 'Milan', { env: { account: ACCOUNT, region: 'eu-south-1' } });
  const home = new Stack(app, 'Home', { env: { account: ACCOUNT, region: REGION } });
  const guardrails = keep(home, { stacks: [home, milan] });

  expect(statementOf(guardrails, 'control', 'KeepRegions')).toEqual({
    Sid: 'KeepRegions',
    Effect: 'Deny',
    Action: 'account:DisableRegion',
    Resource: [`arn:aws:account::${ACCOUNT}:account`, `arn:aws:account::*:account/o-*/${ACCOUNT}`],
    Condition: { StringEquals: { 'account:TargetRegion': ['eu-south-1'] } },
  });
  expect(statementOf(keep(milan, { stacks: [home] }), 'control', 'KeepRegions')).toBeUndefined();
});

test.each([
  [undefined, 'AWSCloudFormationStackSetExecutionRole'],
  ['Deployer', 'Deployer'],
])(
  'a self-managed StackSet with the execution role %s deploys to its members as %s',
  (executionRoleName, name) => {
    const stack = newStack({ env: { account: ACCOUNT, region: REGION } });
    new CfnStackSet(stack, 'Members', {
      ...{ permissionModel: 'SELF_MANAGED', stackSetName: 'Members' },
      ...(executionRoleName === undefined ? {} : { executionRoleName }),
    });
    const role = `arn:*:iam::*:role/${name}`;
    expect(statementOf(keep(stack), 'control', 'KeepMembers')).toMatchObject({
      Resource: expect.arrayContaining([role]),
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [EXEMPT, role] } },
    });
  },
);
