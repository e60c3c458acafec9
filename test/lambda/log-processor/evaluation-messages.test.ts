import {
  EVALUATION,
  type EvaluationMemory,
  EvaluationMessages,
} from '../../../lambda/log-processor/evaluation-messages';
import type { Ports } from '../../../lambda/log-processor/ports';
import type { CorrelationPlan } from '../../../lib/core/correlation/correlation-plan';
import { SETTINGS } from './world';

test('what is sent is what is received, in characters that SQS takes', () => {
  const message = {
    fingerprint: 'f0',
    group: { key: 'ab', values: ['\uffff', 'ä"\n', '\ud800'] },
    periodStartMs: Date.parse('2026-11-20T02:55:00Z'),
  };
  const body = EVALUATION.encode(message);
  expect(body).toMatch(/^[\x20-\x7e]*$/);
  expect(EVALUATION.decode(body)).toEqual(message);
});

test('any other message is none', () => {
  expect(EVALUATION.decode('{"s3Bucket":"archive","s3ObjectKey":["key"]}')).toBeUndefined();
});

test.each<[string, Record<string, unknown>]>([
  ['a fingerprint', { fingerprint: 7 }],
  ['a group', { group: undefined }],
  ['a key of the group', { group: { values: [] } }],
  ['values of the group', { group: { key: 'ab', values: 'cd' } }],
  ['a period', { periodStartMs: '0' }],
  ['a whole number of milliseconds', { periodStartMs: 0.5 }],
])('fails on one without %s', (_, changes) => {
  const whole = { trailwatch: 'correlation-verdict', version: 1, fingerprint: 'f0', periodStartMs: 0 };
  const body = JSON.stringify({ ...whole, group: { key: 'ab', values: [] }, ...changes });
  expect(() => EVALUATION.decode(body)).toThrow(
    "the 'correlation-verdict' message is incomplete or of another version; expected version 1",
  );
});

describe('the message of an evaluation', () => {
  const GROUP = { key: 'ab', values: [] };
  const PLAN = { fingerprint: 'f0' } as CorrelationPlan;

  /** The delays of what is sent, in seconds, and what sends it. */
  function sending(correlationLatenessSeconds: number, memory: EvaluationMemory = new Map()) {
    const delays: (number | undefined)[] = [];
    const time = { nowMs: 0 };
    const sendMessage = async (_body: string, delaySeconds?: number) => void delays.push(delaySeconds);
    const ports = { nowMs: () => time.nowMs, sendMessage } as unknown as Ports;
    const settings = { ...SETTINGS, correlationLatenessSeconds };
    return { delays, time, memory, messages: new EvaluationMessages(ports, settings, memory) };
  }

  test.each([
    ['as late as records may be', 600, 600],
    ['as late as SQS allows', 1800, 900],
    ['in whole seconds', 1.5, 2],
    ['a second later at least', 0, 1],
  ])('comes %s', async (_, lateness, delay) => {
    const { delays, messages } = sending(lateness);
    await messages.ensure(PLAN, GROUP, 0);
    expect(delays).toEqual([delay]);
  });

  test('is sent once, until half of its delay is over, for each period', async () => {
    const { delays, time, messages } = sending(600);
    const at = async (nowMs: number, periodStartMs = 0) => {
      time.nowMs = nowMs;
      await messages.ensure(PLAN, GROUP, periodStartMs);
      return delays.length;
    };
    expect(await at(0)).toBe(1);
    expect(await at(299_999)).toBe(1);
    expect(await at(299_999, 60_000)).toBe(2);
    expect(await at(300_000)).toBe(3);
    expect(await at(599_999)).toBe(3);
  });

  test('is not remembered where it could not be sent, nor beside 10 000 others', async () => {
    const memory = new Map<string, number>(Array.from({ length: 9_999 }, (_, at) => [`m${at}`, 0]));
    const { messages } = sending(600, memory);
    await messages.send('one', 1);
    expect(memory.size).toBe(10_000);
    await messages.send('two', 1);
    expect([...memory]).toEqual([['two', 1000]]);
    const failing = {
      nowMs: () => 0,
      sendMessage: () => Promise.reject(new Error('no')),
    } as unknown as Ports;
    await expect(new EvaluationMessages(failing, SETTINGS, memory).send('three', 1)).rejects.toThrow('no');
    expect(memory.has('three')).toBe(false);
  });
});
