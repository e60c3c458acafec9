import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readBuiltInRules } from '../../bin/generators/built-in-rules';
import { RuleMatcher } from '../../lib/core/compile/predicate/rule-matcher';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import { SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import { corpusPath, describeCorpus } from '../parity/corpus';

const MATCHER = RuleMatcher.of(readBuiltInRules());

function namesOf(record: JsonObject, least: Severity): string[] {
  const isLoud = (severity: Severity) => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
  return MATCHER.match(record).flatMap((rule) => (isLoud(rule.severity) ? [rule.name] : []));
}

function recordsOf(set: string, ending: string): JsonObject[] {
  const folder = corpusPath(join('logs', set));
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => {
      const bytes = readFileSync(join(folder, name));
      const parsed = JSON.parse(String(ending.endsWith('.gz') ? gunzipSync(bytes) : bytes));
      return Array.isArray(parsed) ? parsed : parsed.Records;
    });
}

function countsOf(records: readonly JsonObject[], least: Severity): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of records.flatMap((record) => namesOf(record, least)))
    counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describeCorpus('the catalogue on real records (skipped without the corpus)', () => {
  it('tells the steps of a recorded attack from its 1,395 records, and nothing else louder than low', () => {
    const records = recordsOf('invictus', '.json.gz');
    expect(records).toHaveLength(1395);
    expect(countsOf(records, 'medium')).toEqual({
      'admin-port-opened-to-the-world': 1,
      'flow-logs-deleted': 1,
      // The attacker's user put code of its own into functions.
      'function-code-replaced-by-key-or-workload': 2,
      'function-opened-to-everyone': 1,
      'image-or-snapshot-shared': 1,
      'shared-snapshot-used-by-another-account': 1,
      'trail-blinded-by-selectors': 1,
      'trail-stopped-or-deleted': 4,
      'trail-without-data-events': 1,
    });
  });

  it('tells of what AWS services do by themselves or for a principal only what strangers made them do, of 124 records', () => {
    const sets = [recordsOf('invictus', '.json.gz'), recordsOf('trailscraper', '.json.gz')];
    const ofServices = sets.flat().filter(({ userIdentity }) => {
      const identity = isJsonObject(userIdentity) ? userIdentity : {};
      return identity.type === 'AWSService' || identity.invokedBy !== undefined;
    });
    expect(ofServices).toHaveLength(124);
    // EC2 tells the owner of a snapshot that a stranger made a volume of it.
    expect(countsOf(ofServices, 'informational')).toEqual({ 'shared-snapshot-used-by-another-account': 1 });
    // Denied, as they are by a policy that does not name the service.
    const denied = ofServices.map((record) => ({ ...record, errorCode: 'AccessDenied' }));
    expect(countsOf(denied, 'informational')).toEqual({});
  });

  it('tells of the root user what it changes, and not each page of the console, on real sessions', () => {
    const sessions = recordsOf('invictus', '.json.gz').flatMap((record): JsonObject[] => {
      const { userIdentity } = record;
      const isSession = isJsonObject(userIdentity) && String(userIdentity.accessKeyId).startsWith('ASIA');
      return isSession && userIdentity.invokedBy === undefined
        ? [{ ...record, userIdentity: { ...userIdentity, type: 'Root' } }]
        : [];
    });
    const told = sessions.filter((record) => namesOf(record, 'medium').includes('root-user-acted'));
    expect(told.length).toBeGreaterThan(0);
    expect(told.filter(({ readOnly }) => readOnly === true)).toEqual([]);
    expect(told.length).toBeLessThan(sessions.length / 10);
  });

  it('tells each attack technique of the samples that one record shows', () => {
    expect(countsOf(recordsOf('stratus', '.json'), 'medium')).toEqual({
      'access-key-for-another-user': 1,
      'account-leaving-organization': 1,
      'database-snapshot-shared': 1,
      'dns-query-logging-deleted': 1,
      'flow-logs-deleted': 1,
      'function-layer-attached': 1,
      'function-opened-to-everyone': 1,
      'image-or-snapshot-shared': 1,
      'login-profile-for-another-user': 1,
      'model-access-requested': 3,
    });
  });
});
