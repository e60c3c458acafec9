import fc from 'fast-check';
import { toNoticeDetail } from '../../../lib/core/sink/to-event';
import { toStreamRecord } from '../../../lib/core/sink/to-stream-record';
import { sampleAlert } from '../alert/sample-alert';
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
      attacks: [{ technique: { uid: 'T1562.008' } }, { technique: { uid: 'T1685.002' } }],
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
