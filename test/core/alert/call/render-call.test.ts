import { readBuiltInFiles } from '../../../../bin/generators/built-in-rules';
import { fillPhrase } from '../../../../lib/core/alert/call/fill-phrase';
import { CALL_PHRASES, renderCall } from '../../../../lib/core/alert/call/render-call';
import { verbInWords, withArticle } from '../../../../lib/core/alert/call/verbs';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Condition } from '../../../../lib/core/rule/condition';

describe('renderCall', () => {
  it.each([
    ['StopLogging', 'stopped logging of trail', 'stop logging of trail'],
    ['PutBucketPolicy', 'changed the policy of bucket', 'change the policy of bucket'],
    ['UpdateAssumeRolePolicy', 'changed the trust policy of role', 'change the trust policy of role'],
    ['GetCallerIdentity', 'checked its own identity', 'check its own identity'],
    ['PutMetricAlarm', 'created or changed alarm', 'create or change alarm'],
    ['CheckMfa', 'was asked for MFA at sign-in', 'pass MFA at sign-in'],
    ['ModifyDBParameterGroup', 'modified DB parameter group', 'modify DB parameter group'],
    ['ListWebACLs', 'listed web ACLs', 'list web ACLs'],
    ['TransferDomain', 'transferred domain', 'transfer domain'],
    ['LeaveOrganization', 'left the organization', 'leave the organization'],
    ['UpdateFunctionCode20150331v2', 'changed the code of function', 'change the code of function'],
    ['CreateFunction20150331', 'created function', 'create function'],
    ['CreateDistribution2020_05_31', 'created distribution', 'create distribution'],
    ['AdminDeleteUserAttributes', 'deleted user attributes', 'delete user attributes'],
    ['FailoverDBCluster', 'failed over DB cluster', 'fail over DB cluster'],
    ['LookupTableRows', 'looked up table rows', 'look up table rows'],
    ['RollbackStack', 'rolled back stack', 'roll back stack'],
    ['RebuildWorkspaces', 'rebuilt workspaces', 'rebuild workspaces'],
    ['OptInPhoneNumber', 'opted in phone number', 'opt in phone number'],
    ['DescribeDhcpOptions', 'listed DHCP options', 'list DHCP options'],
    [
      'DescribeOrganizationConfiguration',
      'viewed organization configuration',
      'view organization configuration',
    ],
    ['GetDashboard', 'read dashboard', 'read dashboard'],
    ['GetWorkloadAccessToken', 'got workload access token', 'get workload access token'],
    ['PutDashboard', 'set dashboard', 'set dashboard'],
    ['RestoreTableFromBackup', 'restored a table from backup', 'restore a table from backup'],
    ['Decrypt', 'decrypted', 'decrypt'],
  ])('reads %s as: %s', (eventName, done, tried) => {
    expect(renderCall(eventName)).toMatchObject({ done, tried });
  });

  it.each([
    ['CreateStage', 'created a stage'],
    ['CreateApiMapping', 'created an API mapping'],
    ['DeleteStage', 'deleted the stage'],
    ['RunFleetAdvisorLsaAnalysis', 'ran a fleet advisor lsa analysis'],
    ['Logout', 'logged out'],
    ['ImportRestApi', 'imported a REST API'],
  ])('reads %s whose name does not follow as: %s', (eventName, done) => {
    expect(renderCall(eventName)?.alone?.done).toBe(done);
  });

  it('tells calls of two services with one name apart', () => {
    expect(renderCall('CreateFilter', 'inspector2.amazonaws.com')?.tried).toMatch(/suppression filter/);
    expect(renderCall('CreateFilter', 'guardduty.amazonaws.com')?.tried).toMatch(/GuardDuty/);
    expect(renderCall('CreateFilter', 'ivs.amazonaws.com')?.tried).toBe('create filter');
  });

  it.each([
    ['DisassociateFromAdministratorAccount', 'macie2', 'left the administrator account of Macie'],
    ['DisassociateFromMasterAccount', 'securityhub', 'left the administrator account of Security Hub'],
    ['DisassociateFromMasterAccount', 'guardduty', 'left the administrator account with detector'],
    ['PutRetentionPolicy', 'workmail', 'set retention policy'],
    ['CreateGraph', 'neptune-graph', 'created graph'],
    ['CreateImage', 'imagebuilder', 'created image'],
    ['DescribeHub', 'sagemaker', 'viewed hub'],
    ['StartExportTask', 'discovery', 'started export task'],
  ])('says of %s of %s only what that service does: %s', (eventName, service, done) => {
    expect(renderCall(eventName, `${service}.amazonaws.com`)?.done).toBe(done);
  });

  it('begins every phrase with a verb in its base form', () => {
    const verbs = Object.values(CALL_PHRASES).map((phrase) => phrase.split(' ')[0] ?? '');
    expect(verbs.filter((verb) => verbInWords(verb) === undefined)).toEqual([]);
  });

  it.each(['RotationSucceeded', 'constructor', '', '__proto__', 'Batch', 'stop logging', 'x'.repeat(9999)])(
    'leaves %j, which is no verb phrase, to the caller',
    (eventName) => {
      expect(renderCall(eventName)).toBeUndefined();
    },
  );

  it('leads to no parameter that a call does not have, whichever it is', () => {
    const led = Object.values(CALL_PHRASES).flatMap((phrase) => {
      const parameters = [...phrase.matchAll(/\{([^}]+)\}/g)].map(([, paths = '']) => paths);
      return parameters.length < 2 ? [] : parameters.map((missing) => [phrase, missing, parameters] as const);
    });
    expect(led.length).toBeGreaterThan(150);
    const wrong = led.flatMap(([phrase, missing, parameters]) => {
      const [before = ''] = phrase.split(` {${missing}}`);
      const leading = /.*( (?:as|for|from|in|of|on|to|with)(?: [A-Za-z-]+)*)$/.exec(before)?.[1];
      const names = parameters.filter((paths) => paths !== missing).flatMap((paths) => paths.split('|'));
      const filled = fillPhrase(phrase, requestWith(names));
      const isLeft =
        leading !== undefined &&
        new RegExp(`${leading}(?= (?:as|for|from|in|of|on|to|with) |$)`).test(filled);
      return isLeft ? [`${phrase}: ${filled}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  it('reads as English for every call that a built-in rule names', () => {
    const spoken = readBuiltInFiles()
      .flatMap(({ parsed }) => parsed.rules)
      .flatMap(({ rule }) => namesIn(rule.condition))
      .flatMap((name) => renderCall(name) ?? [])
      .map((call) => call.alone?.done ?? withArticle(call.done));
    expect(spoken.length).toBeGreaterThan(1_000);
    const wrong =
      /\b(?:put|described)\b| {2}|\ba [aeio]|\ban [^aeiou\WA-Z]|\b(?:a|an|the) (?:a|an|the|to|of|from)\b|\b(?:to|of)$/;
    expect(spoken.filter((words) => wrong.test(words))).toEqual([]);
  });
});

/** A request whose parameters at these paths have a value. */
function requestWith(paths: readonly string[]): JsonObject {
  const request: Record<string, Json> = {};
  for (const path of paths) {
    const [first = '', ...behind] = path.split('.');
    request[first] = behind.reduceRight<Json>((value, key) => ({ [key]: value }), 'x');
  }
  return request;
}

function namesIn(condition: Condition): readonly string[] {
  if (condition.kind === 'and' || condition.kind === 'or') return condition.of.flatMap(namesIn);
  return condition.kind === 'equals' && condition.field === 'eventName' ? condition.values : [];
}
