import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FoundAlert } from '../../../bin/scan/search-event';
import { toAlert } from '../../../lib/core/alert/from-record/to-alert';
import { Detections } from '../../../lib/core/correlation/detections';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { RecordPrefilter } from '../../../lib/core/prefilter/record-prefilter';
import { siftLogFile } from '../../../lib/core/record/log-file/read-log-file';
import type { Condition } from '../../../lib/core/rule/condition';
import type { Rule } from '../../../lib/core/rule/rule';
import { decodeRules } from '../../../lib/core/rule/rule-document';
import { toJsonText } from '../../../lib/core/safe-text/printable';
import { FileSearch } from '../../../lib/core/scan/file-search';
import type { Finding } from '../../../lib/core/scan/log-file-scan';
import { stopLoggingRecord } from '../../core/alert/stop-logging-record';
import { builtModule } from '../../core/prefilter/prefilter-module';
import { readAlertingRules } from '../../samples/generated/rule-files';

const ROOT = join(__dirname, '../../..');
const { rules, correlations } = decodeRules(readFileSync(join(ROOT, 'dist/rules/built-in.json'), 'utf8'));
const FILE = { bucket: 'archive', key: 'a.json.gz' };

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The alerts of a file, with a sieve or without one. */
async function findingsIn(
  texts: readonly string[],
  detections: Detections,
  isSifted = true,
): Promise<readonly Finding[]> {
  const countedFields = (place: number) => detections.countedFields(place);
  const sieve = isSifted
    ? new RecordPrefilter(builtModule(), detections.conditions, undefined, countedFields)
    : undefined;
  const search = new FileSearch({ name: 'file', place: FILE }, detections);
  const findings: Finding[] = [];
  const text = Buffer.from(`{"Records":[${texts.join(',')}]}`);
  for await (const entries of siftLogFile(only(text), { name: 'file' }, sieve))
    findings.push(...search.take(entries).findings);
  return findings;
}

/** The `at`th of records that are alike. */
function numbered(record: JsonObject, at: number): string {
  const end = `${at}`.padStart(12, '0');
  return JSON.stringify({
    ...record,
    eventTime: `2026-11-20T03:${`${at % 60}`.padStart(2, '0')}:00Z`,
    ...(record.requestID === undefined ? {} : { requestID: `request-${at}` }),
    eventID: `11111111-2222-3333-4444-${end}`,
  });
}

function ruleOf(condition: Condition): Rule {
  const [rule] = rules;
  if (rule === undefined) throw new Error('there are no rules');
  return { ...rule, id: 'own', name: 'own', severity: 'high', failureSeverity: 'high', condition };
}

describe('the alerts on records that are alike', () => {
  const detections = Detections.of(rules, correlations);
  const alerting = new Set(rules.map(({ id }) => id));
  const examples = readAlertingRules(join(ROOT, 'lib/rules'), alerting).flatMap(({ matching }) =>
    matching.slice(0, 1),
  );

  it('are those that each has by itself, for an example of each built-in rule', async () => {
    // In this order, so that the copies of a record are not neighbours.
    const texts = [0, 1, 2].flatMap((copy) =>
      examples.map((record, at) => numbered(record, copy * examples.length + at)),
    );
    const findings = await findingsIn(texts, detections);
    const plain = await findingsIn(texts, Detections.of(rules, correlations), false);
    const found = findings.map((finding) => new FoundAlert(finding, FILE).json);
    const wanted = plain.map(({ rule, record, index }) =>
      toJsonText(toAlert(rule, record, { route: 'cli', source: { ...FILE, index } })),
    );
    expect(found).toEqual(wanted);
    const alike = findings.filter(({ json }) => (json?.match.records ?? 0) >= 3);
    expect(alike.length).toBeGreaterThan(0.8 * findings.length);
  });

  it.each<readonly [string, Condition]>([
    ['the time', { kind: 'equals', field: 'eventTime', values: ['2026-11-20T03:01:00Z'], cased: false }],
    ['the id', { kind: 'matches', field: 'eventID', expression: '1$', flags: '' }],
    ['the id of the request', { kind: 'equals', field: 'requestID', values: ['request-1'], cased: false }],
    ['any text', { kind: 'keywordMatches', expression: 'request-1', flags: '' }],
  ])('are of each by itself where a rule reads %s', async (_, condition) => {
    const own = Detections.of([ruleOf(condition)]);
    const record = stopLoggingRecord({ requestID: 'r' }) as unknown as JsonObject;
    const texts = [0, 1, 2].map((at) => numbered(record, at));
    const indexes = (await findingsIn(texts, own)).map(({ index }) => index);
    expect(indexes).toEqual((await findingsIn(texts, own, false)).map(({ index }) => index));
    expect(indexes).toEqual([1]);
  });

  it('follow accounts that become known', async () => {
    const outside: Condition = { kind: 'outsideAccount', field: 'userIdentity.accountId', own: [] };
    const own = Detections.of([ruleOf(outside)]);
    const record = {
      ...(stopLoggingRecord({ recipientAccountId: '111122223333' }) as unknown as JsonObject),
      userIdentity: { type: 'IAMUser', accountId: '444455556666', userName: 'someone' },
    };
    const search = async (at: number) => (await findingsIn([numbered(record, at)], own)).length;
    expect([await search(0), await search(1)]).toEqual([1, 1]);
    own.know(['444455556666']);
    expect(await search(2)).toBe(0);
  });
});
