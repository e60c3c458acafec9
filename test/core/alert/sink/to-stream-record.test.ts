import fc from 'fast-check';
import { CONTROLS } from '../../../../lib/core/alarm/to-control-alarm';
import { toNoticeDetail } from '../../../../lib/core/alert/sink/to-event';
import {
  type ColumnType,
  FINDING_COLUMNS,
  toHiveType,
  toStreamRecord,
} from '../../../../lib/core/alert/sink/to-stream-record';
import { isList } from '../../../../lib/core/json/json-value';
import { sampleAlert } from '../sample-alert';
import { arbitraryNotice, noticeOf } from './arbitrary-notice';

/** The texts anywhere in a value. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

test('a record is the document of events', () => {
  expect(toStreamRecord(noticeOf(), 'alert')).toEqual(toNoticeDetail(noticeOf()));
});

test('a record in OCSF is a detection finding with the id of the alert', () => {
  expect(toStreamRecord(noticeOf(), 'ocsf')).toMatchObject({
    class_uid: 2004,
    category_uid: 2,
    type_uid: 200_401,
    activity_id: 1,
    severity_id: 4,
    time: Date.parse('2026-11-20T03:00:00Z'),
    metadata: { version: '1.3.0', profiles: ['cloud'] },
    cloud: { provider: 'AWS', region: 'eu-west-1', account: { uid: '111122223333' } },
    finding_info: {
      uid: sampleAlert().id,
      analytic: { type_id: 1, uid: sampleAlert().ruleId, name: 'trail-stopped' },
      attacks: [
        { technique: { uid: 'T1562' }, sub_technique: { uid: 'T1562.008' } },
        { technique: { uid: 'T1685' }, sub_technique: { uid: 'T1685.002' } },
      ],
    },
    evidences: [{ api: { operation: 'StopLogging' }, actor: { user: { name: 'alice' } } }],
  });
});

test('no text of OCSF is longer than the schema allows, and the alert in it stays whole JSON', () => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const finding = toStreamRecord(notice, 'ocsf');
      for (const text of textsIn(finding)) expect(text.length).toBeLessThanOrEqual(65_535);
      const { id, severity } = JSON.parse((finding as { readonly raw_data: string }).raw_data);
      expect([id, severity]).toEqual([notice.id, notice.severity]);
    }),
  );
});

test.each(['alert', 'ocsf'])('every record of the format %s fits Firehose', (format) => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const bytes = Buffer.byteLength(JSON.stringify(toStreamRecord(notice, format)));
      expect(bytes).toBeLessThan(1_000 * 1024);
    }),
  );
});

test('every member of a finding has a column of its type, and every column a member', () => {
  const recipientAccount = { name: 'payments' };
  const known = {
    recipientAccount,
    errorCode: 'AccessDenied',
    ruleName: CONTROLS[0]?.ruleName ?? '',
    firstSteps: ['Look.'],
  };
  const refused = noticeOf({ ...sampleAlert(), ...known });
  const found = new Set(columnPathsOf(toStreamRecord(refused, 'ocsf'), FINDING_COLUMNS));
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      for (const path of columnPathsOf(toStreamRecord(notice, 'ocsf'), FINDING_COLUMNS)) found.add(path);
    }),
  );
  expect(pathsOf(FINDING_COLUMNS).filter((path) => !found.has(path))).toEqual([]);
});

test('a type of a column is written as AWS Glue reads it', () => {
  expect(toHiveType({ uid: 'string', of: [{ count: 'int' }] })).toBe(
    'struct<uid:string,of:array<struct<count:int>>>',
  );
});

const LARGEST_INT = 2 ** 31;

/** The paths of the columns that a value fills. Throws where it does not fit them. */
function columnPathsOf(value: unknown, type: ColumnType, path = ''): readonly string[] {
  if (type === 'int' || type === 'bigint') {
    const most = type === 'int' ? LARGEST_INT : Number.MAX_SAFE_INTEGER;
    if (Number.isInteger(value) && Math.abs(Number(value)) < most) return [path];
  } else if (type === 'string' || type === 'boolean') {
    if (typeof value === type) return [path];
  } else if (isList(type)) {
    const [member] = type;
    if (Array.isArray(value)) return value.flatMap((item) => columnPathsOf(item, member, path));
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, item]) => {
      const member = type[name];
      if (member === undefined) throw new Error(`${path}.${name} has no column`);
      return columnPathsOf(item, member, `${path}.${name}`);
    });
  }
  throw new Error(`${path} is ${JSON.stringify(value)}, and its column ${toHiveType(type)}`);
}

function pathsOf(type: ColumnType, path = ''): readonly string[] {
  if (typeof type === 'string') return [path];
  if (isList(type)) return pathsOf(type[0], path);
  return Object.entries(type).flatMap(([name, member]) => pathsOf(member, `${path}.${name}`));
}
