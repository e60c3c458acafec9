import fc from 'fast-check';
import {
  MAX_DETAIL_BYTES,
  type NoticeDetail,
  parseReturnedEvent,
  toEvent,
} from '../../../../lib/core/alert/sink/to-event';
import { sampleAlert } from '../sample-alert';
import { arbitraryNotice, noticeOf } from './arbitrary-notice';

test('the event of an alert has the alert document, and what is known of its sender', () => {
  expect(toEvent(noticeOf())).toEqual({
    source: 'trailwatch',
    detailType: 'Trailwatch Alert',
    detail: {
      version: 1,
      id: sampleAlert().id,
      title: '[HIGH] CloudTrail logging stopped (111122223333, eu-west-1)',
      severity: 'high',
      isVerified: true,
      ruleName: 'trail-stopped',
      firstSteps: ['Start it again.'],
      alert: JSON.parse(JSON.stringify(sampleAlert())),
    },
  });
});

test('every event fits a bus, and says what it is about', () => {
  fc.assert(
    fc.property(arbitraryNotice, (notice) => {
      const { detailType, detail } = toEvent(notice);
      expect(Buffer.byteLength(JSON.stringify(detail))).toBeLessThanOrEqual(MAX_DETAIL_BYTES);
      const { alert, id } = detail as NoticeDetail;
      expect([detailType, id]).toEqual([
        alert === undefined ? 'Trailwatch Message' : 'Trailwatch Alert',
        notice.id,
      ]);
    }),
  );
});

test.each([1_000, 200_000, 252_000, 254_000, 256_000, 262_000])(
  'a record of %i bytes is shortened only where it must be',
  (bytes) => {
    const alert = { ...sampleAlert(), record: { small: 'kept', large: '"'.repeat(bytes / 2) } };
    const { alert: sent } = toEvent(noticeOf(alert)).detail as NoticeDetail;
    const fits = Buffer.byteLength(JSON.stringify(alert)) < MAX_DETAIL_BYTES - 500;
    expect(sent?.record.small).toBe('kept');
    if (fits) expect(sent?.record).toEqual(alert.record);
    else expect(sent?.record.large).toMatch(/^\[shortened: \d+ bytes\]$/);
  },
);

describe('an event that came back', () => {
  const { source, detailType, detail } = toEvent(noticeOf());

  test('is the same again', () => {
    const returned = {
      version: '0',
      source,
      'detail-type': detailType,
      detail: JSON.parse(JSON.stringify(detail)),
    };
    expect(JSON.stringify(parseReturnedEvent(JSON.stringify(returned)))).toBe(
      JSON.stringify({ source, detailType, detail }),
    );
  });

  test.each([
    ['another source', { source: 'aws.ec2', 'detail-type': detailType, detail }],
    ['another type', { source, 'detail-type': 'Other', detail }],
    ['no detail', { source, 'detail-type': detailType }],
    ['no object', 'x'],
  ])('is not taken with %s', (_, body) => {
    expect(parseReturnedEvent(JSON.stringify(body))).toBeUndefined();
  });
});
