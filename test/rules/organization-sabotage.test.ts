import { readBuiltInRules } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import type { JsonObject } from '../../lib/core/json/json-value';

const matcher = RuleMatcher.of(readBuiltInRules());

/** Calls in the management account that end the logging of member accounts and touch no resource of trailwatch. */
const SABOTAGE: readonly (readonly [eventName: string, request: JsonObject])[] = [
  ['DisableAWSServiceAccess', { servicePrincipal: 'cloudtrail.amazonaws.com' }],
  ['DisableAWSServiceAccess', { servicePrincipal: 'member.org.stacksets.cloudformation.amazonaws.com' }],
  ['DeregisterDelegatedAdministrator', { servicePrincipal: 'cloudtrail.amazonaws.com' }],
  ['DetachPolicy', { policyId: 'p-01234567' }],
  ['DisablePolicyType', { policyType: 'SERVICE_CONTROL_POLICY' }],
];

test.each(SABOTAGE)(
  '%s is detected by a built-in rule of level high or above',
  (eventName, requestParameters) => {
    const record = {
      ...{ eventSource: 'organizations.amazonaws.com', eventName, requestParameters },
      ...{ eventVersion: '1.11', eventType: 'AwsApiCall', awsRegion: 'us-east-1', readOnly: false },
      userIdentity: { type: 'Root', accountId: '111122223333' },
    };
    const severities = matcher.match(record).map(({ severity }) => severity);
    expect(severities.filter((severity) => severity === 'high' || severity === 'critical')).not.toEqual([]);
  },
);
