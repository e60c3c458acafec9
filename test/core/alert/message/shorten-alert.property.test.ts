import fc from 'fast-check';
import { MIN_ALERT_BYTES, shortenAlert } from '../../../../lib/core/alert/message/shorten-alert';
import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import { LIMITS } from '../../../../lib/core/safe-text/destination-limits';
import { cases } from '../../../jest/cases';
import { sampleAlert } from '../sample-alert';

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function nested(depth: number): Json {
  let value: Json = 'inside';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

describe('shortenAlert', () => {
  it('returns an alert that fits as it is', () => {
    const alert = sampleAlert();
    expect(shortenAlert(alert, LIMITS.snsMessage.most)).toBe(alert);
  });

  it('replaces only the largest part of the record, and says how large it was', () => {
    const policy = 'p'.repeat(300_000);
    const alert = sampleAlert({ requestParameters: { name: 'main', policyDocument: policy } });
    const short = shortenAlert(alert, LIMITS.snsMessage.most);
    expect(short).toEqual({
      ...alert,
      record: {
        ...alert.record,
        requestParameters: { name: 'main', policyDocument: '[shortened: 300002 bytes]' },
      },
    });
  });

  it('counts bytes and not characters', () => {
    const alert = sampleAlert({ errorMessage: '\u{1F512}'.repeat(70_000) });
    expect(shortenAlert(alert, LIMITS.snsMessage.most).record.errorMessage).toBe('[shortened: 280002 bytes]');
  });

  it('replaces a list of very many small members as a whole', () => {
    const items = Array.from({ length: 60_000 }, (_, index) => `i-${index}`);
    const short = shortenAlert(sampleAlert({ responseElements: { items } }), LIMITS.snsMessage.most);
    expect((short.record.responseElements as JsonObject).items).toMatch(/^\[shortened: \d+ bytes\]$/);
  });

  it('cuts what is nested so deep that it could not be written', () => {
    const short = shortenAlert(sampleAlert({ requestParameters: nested(20_000) }), LIMITS.snsMessage.most);
    expect(JSON.stringify(short.record)).toContain('[shortened: nested too deep]');
  });

  it('cuts long members outside the record last of all', () => {
    const alert = {
      ...sampleAlert(),
      userAgent: 'a'.repeat(400_000),
      resources: ['arn:aws:s3:::x'.repeat(30_000)],
    };
    const short = shortenAlert(alert, LIMITS.snsMessage.most);
    expect([short.userAgent, short.resources]).toEqual([
      '[shortened: 400002 bytes]',
      ['[shortened: 420002 bytes]'],
    ]);
    expect(short).toMatchObject({
      id: alert.id,
      ruleId: alert.ruleId,
      summary: alert.summary,
      actor: alert.actor,
    });
  });

  it('replaces the two characters that SQS takes in no message, so that none can hide an alert from a queue', () => {
    const alert = sampleAlert({ userAgent: 'curl\uFFFE', requestParameters: { '\uFFFFname': 'main' } });
    const short = shortenAlert(alert, LIMITS.snsMessage.most);
    expect(short.userAgent).toBe('curl\uFFFD');
    expect(short.record.requestParameters).toEqual({ '\uFFFDname': 'main' });
    expect(short.id).toBe(alert.id);
  });

  it('fits any alert into any size that it takes, and never touches who, what and where', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.nat(30_000).map((length) => '\u0001é'.repeat(length)),
    );
    const { tree: value } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        text,
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(null, true, false),
        fc.array(tie('tree'), { maxLength: 6 }),
        fc.dictionary(text, tie('tree'), { maxKeys: 6 }),
      ),
    }));
    let cut = 0;
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value, { maxKeys: 8 }),
        fc.integer({ min: MIN_ALERT_BYTES, max: LIMITS.snsMessage.most }),
        (record, maxBytes) => {
          const alert = { ...sampleAlert(), record };
          const short = shortenAlert(alert, maxBytes);
          expect(bytesOf(short)).toBeLessThanOrEqual(maxBytes);
          expect({ ...short, record: null }).toEqual({ ...alert, record: null });
          expect(JSON.stringify(short)).not.toMatch(/[\uFFFE\uFFFF]/);
          if (short !== alert) cut += 1;
        },
      ),
    );
    expect(cut).toBeGreaterThan(cases(20));
  });

  it('fits an alert of which every member is as long as can be', () => {
    const long = '\u0000'.repeat(100_000);
    const entries = Object.keys({ ...sampleAlert(), errorCode: '' }).map((key) => [key, long]);
    const actor = { type: long, arn: long, name: long, accountId: long, mfa: false };
    const alert = {
      ...Object.fromEntries(entries),
      version: 1,
      tags: [long, long],
      resources: Array(20).fill(long),
      actor,
      source: { bucket: long, key: long },
      record: { long },
    };
    expect(bytesOf(shortenAlert(alert, MIN_ALERT_BYTES))).toBeLessThanOrEqual(MIN_ALERT_BYTES);
  });

  it('fails for a size that not every alert can be shortened to', () => {
    expect(() => shortenAlert(sampleAlert(), 1024)).toThrow(
      'maxBytes is 1024, and an alert can need 16384 bytes',
    );
  });
});
