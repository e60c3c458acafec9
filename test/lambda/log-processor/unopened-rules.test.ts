import type { SQSEvent } from 'aws-lambda';
import { beginInvocation } from '../../../lambda/log-processor/invocation';
import { processBatch } from '../../../lambda/log-processor/log-processor';
import { heartbeatMessage } from '../../../lib/core/settings/message/heartbeat';
import { logFile, logKey, record, ruleOn } from './log-files';
import { noticeOf, World } from './world';

/** An invocation of a function whose layer has no rules that can be read. */
function withoutRules(world: World) {
  const container = {
    ...world.container(),
    get detections(): never {
      throw new Error('the rules cannot be read');
    },
  };
  return beginInvocation(container, AbortSignal.timeout(60_000));
}

function eventOf(...bodies: readonly string[]): SQSEvent {
  const Records = bodies.map((body, at) => ({
    messageId: `message-${at}`,
    body,
    attributes: { ApproximateReceiveCount: '1' },
  }));
  return { Records } as unknown as SQSEvent;
}

describe('a function whose rules cannot be read', () => {
  test('fails as a whole, so that Lambda counts an error and every message returns', async () => {
    const world = new World([ruleOn('StopLogging')]);
    world.objects.set(logKey('one'), logFile([record('StopLogging')]));
    const invocation = withoutRules(world);
    await expect(processBatch(eventOf(noticeOf(logKey('one'))), invocation)).rejects.toThrow(
      'the rules cannot be read',
    );
    expect(invocation.counts.of('MessagesFailed')).toBe(1);
    expect(world.lines.map(({ level }) => level)).toContain('warn');
  });

  test('answers no heartbeat', async () => {
    const world = new World([ruleOn('StopLogging')]);
    const invocation = withoutRules(world);
    const message = JSON.stringify(heartbeatMessage('2026-11-20T03:00:00Z', { testsAlerts: true }));
    await expect(processBatch(eventOf(message), invocation)).rejects.toThrow('the rules cannot be read');
    expect(invocation.counts.of('Heartbeats')).toBe(0);
    expect(world.published).toEqual([]);
  });
});
