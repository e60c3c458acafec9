import fc from 'fast-check';
import { alertJsonPieces } from '../../../../lib/core/alert/from-record/alert-json';
import { toAlert } from '../../../../lib/core/alert/from-record/to-alert';
import type { JsonObject } from '../../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../../lib/core/record/record';
import { toJsonText } from '../../../../lib/core/safe-text/printable';
import { stopLoggingRecord } from '../stop-logging-record';

const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('"', '\\', '\u202e', '\ud800', ',"record":', 'arn:aws:s3:::reports/a"b', 'eu-west-1'),
);

const RULES = fc.record({
  id: TEXT,
  name: TEXT,
  title: TEXT,
  severity: fc.constantFrom('low', 'high'),
  failureSeverity: fc.constantFrom('informational', 'low'),
  tags: fc.array(TEXT),
  firstSteps: fc.array(TEXT),
} as const);

const MEMBERS = fc.record(
  {
    eventName: fc.oneof(TEXT, fc.constantFrom('CreateTrail', 'ConsoleLogin')),
    eventID: fc.oneof(TEXT, fc.uuid()),
    eventTime: TEXT,
    awsRegion: fc.oneof(TEXT, fc.constant('us-gov-west-1'), fc.constant('us-iso-east-1')),
    recipientAccountId: TEXT,
    sourceIPAddress: TEXT,
    userAgent: TEXT,
    errorCode: fc.oneof(TEXT, fc.constantFrom('AccessDenied', 'Client.DryRunOperation')),
    userIdentity: fc.record({ type: fc.constantFrom('IAMUser', 'AssumedRole', '__proto__'), userName: TEXT }),
    requestParameters: fc.oneof(
      fc.jsonValue() as fc.Arbitrary<JsonObject>,
      fc.record({ name: TEXT, roleName: TEXT, record: TEXT, cidrIp: TEXT }),
    ),
    responseElements: fc.jsonValue() as fc.Arbitrary<JsonObject>,
    eventCategory: fc.constantFrom('Management', 'Data', 'Aggregated'),
  },
  { requiredKeys: [] },
);

const FILES = fc.record({ bucket: TEXT, key: TEXT, logGroup: TEXT }, { requiredKeys: [] });

describe('the JSON of an alert that was made of a rule and a record', () => {
  it('is that of the alert, whatever stands in them, and for the next alert of the same rule and file, too', () => {
    fc.assert(
      fc.property(RULES, FILES, fc.array(MEMBERS, { minLength: 1, maxLength: 4 }), (rule, file, records) => {
        for (const [index, members] of records.entries()) {
          const record = stopLoggingRecord(members) as CloudTrailRecord;
          const alert = toAlert(rule, record, { route: 'cli', source: { ...file, index } });
          const recordJson = JSON.stringify(record);
          expect(alertJsonPieces({ alert, rule, file }).join('')).toBe(toJsonText(alert));
          expect(alertJsonPieces({ alert, rule, file, recordJson }).join('')).toBe(toJsonText(alert));
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('has the page of a rule that has one', () => {
    const rule = {
      id: 'r',
      name: 'vpc-changed',
      title: 'VPC changed',
      severity: 'low',
      tags: [],
      firstSteps: [],
    } as const;
    const file = { key: 'a.json.gz' };
    const alert = toAlert(rule, stopLoggingRecord(), { route: 'cli', source: { ...file, index: 3 } });
    expect(alert.runbook).toBeDefined();
    expect(alertJsonPieces({ alert, rule, file }).join('')).toBe(toJsonText(alert));
  });

  it('has a place of the file itself', () => {
    const rule = { id: 'r', name: 'n', title: 't', severity: 'low', tags: [], firstSteps: [] } as const;
    const file = { index: 7, key: 'a.json.gz' };
    const alert = toAlert(rule, stopLoggingRecord(), { route: 'log-file', source: { ...file, index: 3 } });
    expect(alertJsonPieces({ alert, rule, file }).join('')).toBe(toJsonText(alert));
  });
});
