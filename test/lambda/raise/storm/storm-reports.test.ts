import type { RaisePorts } from '../../../../lambda/raise/ports/raise-ports';
import type { RaisedAlert } from '../../../../lambda/raise/raised-alert';
import { type StormMemory, StormReports } from '../../../../lambda/raise/storm/storm-reports';
import { SETTINGS } from '../../log-processor/world';
import { MemoryTable } from '../../memory-table';

const DELAY_MS = SETTINGS.stormReportDelaySeconds * 1000;
const START_MS = Date.parse('2026-11-20T03:00:00Z');

function raised(key = 'w'): RaisedAlert {
  const window = { key, ruleId: 'r', recipientAccountId: 'a', start: '', minutes: 60 };
  return { window, rule: { name: 'rule' }, alert: { tags: [] } } as unknown as RaisedAlert;
}

/** Handlers that share a table and a queue, each with a memory of its own. */
class Handlers {
  readonly table = new MemoryTable();
  nowMs = START_MS;
  reads = 0;
  readonly delays: number[] = [];
  sending: Promise<void> = Promise.resolve();

  open(memory: StormMemory = new Map()): StormReports {
    const ports: Partial<RaisePorts> = {
      nowMs: () => this.nowMs,
      readStorm: async (window, atMs) => {
        this.reads += 1;
        return this.table.readStorm(window, atMs);
      },
      writeStorm: async (change) => this.table.writeStorm(change),
      sendMessage: async (_, delaySeconds) => {
        this.delays.push(delaySeconds);
        await this.sending;
      },
    };
    return new StormReports(ports as RaisePorts, SETTINGS, memory);
  }
}

describe('a report that will count a grouped alert', () => {
  it('is asked for once, and the table knows when it is due', async () => {
    const handlers = new Handlers();
    const [one, other] = [handlers.open(), handlers.open()];
    expect(one.isKnown(raised().window)).toBe(false);
    await one.ensureReport(raised());
    await one.ensureReport(raised());
    await other.ensureReport(raised());
    expect(handlers.delays).toEqual([SETTINGS.stormReportDelaySeconds]);
    expect(handlers.table.readStorm('w', START_MS)).toMatchObject({
      ...{ window: 'w', reported: 0, reportDueAtMs: START_MS + DELAY_MS },
    });
    expect([one.isKnown(raised().window), other.isKnown(raised().window)]).toEqual([true, true]);
    expect(handlers.reads).toBe(2);
  });

  test.each([
    ['more than half of the delay is ahead', DELAY_MS / 2 - 1, 1],
    ['half of the delay is', DELAY_MS / 2, 2],
  ])('is asked for again unless %s, whoever remembers it', async (_, laterMs, messages) => {
    for (const isOther of [false, true]) {
      const handlers = new Handlers();
      const one = handlers.open();
      await one.ensureReport(raised());
      handlers.nowMs += laterMs;
      await (isOther ? handlers.open() : one).ensureReport(raised());
      expect(handlers.delays).toHaveLength(messages);
    }
  });

  it('keeps what is reported of the storm, and how long it is known', async () => {
    const handlers = new Handlers();
    const storm = { window: 'w', reported: 7, reportedAtMs: START_MS - 5, reportDueAtMs: 0 };
    const next = { ...storm, expiresAtSeconds: START_MS / 1000 + 99 };
    handlers.table.writeStorm({ next, reportedBefore: 0, nowMs: START_MS });
    await handlers.open().ensureReport(raised());
    expect(handlers.table.readStorm('w', START_MS)).toEqual({ ...next, reportDueAtMs: START_MS + DELAY_MS });
  });

  it('is asked for by one of those that group alerts at once; what was grouped meanwhile looks again', async () => {
    const handlers = new Handlers();
    let release: (() => void) | undefined;
    handlers.sending = new Promise((resolve) => {
      release = resolve;
    });
    const one = handlers.open();
    const flights = [
      one.ensureReport(raised()),
      one.ensureReport(raised()),
      one.ensureReport(raised('other')),
    ];
    release?.();
    await Promise.all(flights);
    expect(handlers.delays).toHaveLength(2);
  });

  it('is asked for by the next one if the message cannot be sent', async () => {
    const handlers = new Handlers();
    handlers.sending = Promise.reject(new Error('throttled'));
    const one = handlers.open();
    const failed = one.ensureReport(raised());
    const behind = one.ensureReport(raised());
    await expect(failed).rejects.toThrow('throttled');
    await expect(behind).rejects.toThrow('throttled');
    handlers.sending = Promise.resolve();
    await one.ensureReport(raised());
    expect(handlers.delays).toHaveLength(2);
    expect(handlers.table.readStorm('w', START_MS)?.reportDueAtMs).toBe(START_MS + DELAY_MS);
  });

  it('is remembered of a thousand windows at a time', async () => {
    const memory: StormMemory = new Map();
    const one = new Handlers().open(memory);
    for (let at = 0; at < 1000; at++) await one.ensureReport(raised(`w${at}`));
    expect(memory.size).toBe(1000);
    await one.ensureReport(raised('w1000'));
    expect([...memory.keys()]).toEqual(['w1000']);
  });
});
