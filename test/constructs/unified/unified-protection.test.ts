import type { Stack } from 'aws-cdk-lib';
import { RuleMatcher } from '../../../lib/core/compile/predicate/rule-matcher';
import { withOwnKeys } from '../../../lib/core/inventory/tampering/own-keys';
import type { JsonObject } from '../../../lib/core/json/json-value';
import {
  AuditGuardrails,
  TamperDetection,
  UnifiedCentralization,
  UnifiedIngestion,
  UnifiedScope,
} from '../../../lib/index';
import { ACCOUNT, newStack, REGION } from '../synthesize';

const ARN = `arn:aws:observabilityadmin:${REGION}:${ACCOUNT}`;

function stackWith(organization: boolean): Stack {
  const stack = newStack();
  new UnifiedIngestion(stack, 'Unified', {
    ruleName: 'events',
    ...(organization ? { organizationAdministratorAccount: ACCOUNT } : {}),
  });
  return stack;
}

/** What a guardrail denies and on what, by its id. */
function denialsOf(
  stack: Stack,
): Readonly<Record<string, { Action: string[]; Resource: string | string[] }>> {
  const guardrails = new AuditGuardrails(stack, 'Guardrails', {
    ...{ stacks: [stack], trails: [], exemptRoleArns: ['arn:aws:iam::*:role/deployment'] },
  });
  const documents = guardrails.documents().filter(({ policyType }) => policyType.startsWith('SERVICE'));
  const statements = documents.flatMap(({ json }) => JSON.parse(json).Statement);
  return Object.fromEntries(statements.map((statement) => [statement.Sid, statement]));
}

test.each([
  ['an account', false, 'telemetry-rule', ACCOUNT],
  ['an organization, with the log groups of its accounts', true, 'organization-telemetry-rule', '*'],
])('guardrails keep the rule of %s', (_, isOfOrganization, type, owner) => {
  const { KeepTrailsAndArchive, KeepAlertPath, KeepAccountSettings } = denialsOf(stackWith(isOfOrganization));
  expect(KeepTrailsAndArchive?.Resource).toEqual(`${ARN}:${type}/events`);
  expect(KeepTrailsAndArchive?.Action).toEqual(
    expect.arrayContaining([
      'observabilityadmin:DeleteTelemetryRule',
      'observabilityadmin:UpdateTelemetryRuleForOrganization',
    ]),
  );
  expect(KeepAlertPath).toMatchObject({
    Action: expect.arrayContaining(['logs:DeleteLogGroup', 'logs:PutRetentionPolicy']),
    Resource: `arn:aws:logs:*:${owner}:log-group:aws/cloudtrail/*`,
  });
  expect(KeepAccountSettings?.Action).toContain('observabilityadmin:StopTelemetryEvaluation');
});

test('guardrails keep the rule that copies events, and the copies', () => {
  const stack = newStack();
  new UnifiedCentralization(stack, 'Copies', {
    ...{ ruleName: 'copies', source: UnifiedScope.accounts(ACCOUNT), sourceRegions: [REGION] },
    destinationAccount: ACCOUNT,
  });
  const { KeepTrailsAndArchive, KeepAlertPath } = denialsOf(stack);
  expect(KeepTrailsAndArchive?.Resource).toBe(`${ARN}:organization-centralization-rule/copies`);
  expect(KeepTrailsAndArchive?.Action).toContain(
    'observabilityadmin:DeleteCentralizationRuleForOrganization',
  );
  expect(KeepAlertPath?.Resource).toBe('arn:aws:logs:*:*:log-group:aws/cloudtrail/*');
});

test('guardrails of a stack without a rule deny nothing of telemetry', () => {
  expect(JSON.stringify(denialsOf(newStack()))).not.toContain('observabilityadmin');
});

describe('tamper detection', () => {
  function detect(stack: Stack, eventName: string, requestParameters: JsonObject): readonly string[] {
    const documents = new TamperDetection(stack, 'TamperDetection').rules.rules.map((rule) =>
      rule._toDocument(),
    );
    const record = {
      ...{ eventSource: 'observabilityadmin.amazonaws.com', eventName, requestParameters },
      ...{ recipientAccountId: ACCOUNT, eventType: 'AwsApiCall' },
      userIdentity: { type: 'IAMUser', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
    };
    return RuleMatcher.of(withOwnKeys(documents, undefined))
      .match(record)
      .map(({ name }) => name);
  }

  const CALLS: readonly [string, JsonObject][] = [
    ['DeleteTelemetryRule', { ruleIdentifier: 'events' }],
    ['UpdateTelemetryRule', { RuleIdentifier: `${ARN}:telemetry-rule/events` }],
    ['StopTelemetryEvaluation', {}],
  ];

  test.each(CALLS)('finds %s where a stack has a rule, and nowhere else', (eventName, request) => {
    expect(detect(stackWith(false), eventName, request)).toEqual(['tampering-with-telemetry-rule']);
    expect(detect(newStack(), eventName, request)).toEqual([]);
  });

  test('lets others change rules of their own', () => {
    expect(detect(stackWith(false), 'DeleteTelemetryRule', { ruleIdentifier: 'flow-logs' })).toEqual([]);
  });
});
