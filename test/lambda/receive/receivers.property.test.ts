import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { type ForwardPorts, forwardMessages } from '../../../lambda/receive/forward-messages';
import type { AlarmState } from '../../../lib/core/alarm/alarm-message';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import type { Notice } from '../../../lib/core/alert/sink/notice';
import { toRequestBody } from '../../../lib/core/alert/sink/to-request';
import { type SecurityFinding, toSecurityFinding } from '../../../lib/core/alert/sink/to-security-finding';
import { SEVERITIES } from '../../../lib/core/rule/rule';
import { sampleAlert } from '../../core/alert/sample-alert';
import { drainWithFaults, FAULTS, FaultInjector } from '../fault';
import { type Gate, OPEN_GATE } from '../memory-raise-ports';
import { MemoryWorld } from '../memory-world';

const START_MS = Date.parse('2026-11-20T03:00:00Z');
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alerts';
const ALARM = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:dead-letters';
const PLACE = {
  accountId: '111122223333',
  productArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
};

/** Enough receives for all faults of a run. */
const settings = { maxReceiveCount: 20, leaseSeconds: 60 };

/** What happens, each some seconds after the one before: an alert is published, or again, or the alarm changes. Its message is late. */
const STEPS = fc.array(
  fc.record({
    seconds: fc.constantFrom(1, 50, 400),
    lateSeconds: fc.constantFrom(0, 0, 5, 300, 2_000),
    what: fc.oneof(
      fc.nat(2),
      fc.constantFrom('OK' as const, 'ALARM' as const, 'ALARM' as const, 'INSUFFICIENT_DATA' as const),
    ),
  }),
  { minLength: 1, maxLength: 12 },
);
const PLAN = fc
  .array(fc.tuple(fc.nat(20), fc.constantFrom(...FAULTS)), { maxLength: 4 })
  .map((faults) => new Map(faults));

type Step = typeof STEPS extends fc.Arbitrary<(infer One)[]> ? One : never;

/** PagerDuty, Opsgenie and Security Hub, as far as they tell what is new from what repeats. */
class Receivers {
  readonly incidents = new Map<string, { isOpen: boolean; opened: number; severity: string }>();
  readonly aliases = new Map<string, number>();
  readonly findings = new Map<string, SecurityFinding>();

  take(notice: Notice): void {
    this.#takeEvent(toRequestBody(notice, { kind: 'pager-duty' }) as never);
    const { alias } = toRequestBody(notice, { kind: 'opsgenie' }) as { readonly alias: string };
    this.aliases.set(alias, (this.aliases.get(alias) ?? 0) + 1);
    const finding = toSecurityFinding(notice, PLACE);
    const known = this.findings.get(finding.Id);
    // one that was not updated later is ignored
    if (known === undefined || finding.UpdatedAt > known.UpdatedAt)
      this.findings.set(finding.Id, { ...finding, Severity: known?.Severity ?? finding.Severity });
  }

  #takeEvent(event: {
    readonly event_action: 'resolve' | 'trigger';
    readonly dedup_key: string;
    readonly payload: { readonly severity: string };
  }): void {
    const { event_action: action, dedup_key: key, payload } = event;
    const known = this.incidents.get(key);
    if (action === 'resolve') {
      if (known !== undefined) known.isOpen = false;
      return;
    }
    const opened = (known?.opened ?? 0) + (known?.isOpen === true ? 0 : 1);
    this.incidents.set(key, { isOpen: true, opened, severity: payload.severity });
  }
}

/** The sinks of a topic, to which alerts and changes of an alarm are published. */
class Sinks extends MemoryWorld<ForwardPorts, typeof settings> {
  readonly receivers = new Receivers();
  /** When each alert was published last. */
  readonly alerts = new Map<number, string>();
  readonly changes: AlarmState[] = [];

  constructor(steps: readonly Step[]) {
    super({ settings, nowMs: START_MS, visibilityMs: 60_000, batchSize: 3 });
    let timeMs = START_MS;
    for (const { seconds, lateSeconds, what } of steps) {
      timeMs += seconds * 1_000;
      const publishedAt = new Date(timeMs).toISOString();
      const body = typeof what === 'number' ? this.#alert(what, publishedAt) : this.#change(what, timeMs);
      this.send(
        JSON.stringify({ Type: 'Notification', TopicArn: TOPIC, Timestamp: publishedAt, ...body }),
        (timeMs - START_MS) / 1_000 + lateSeconds,
      );
    }
  }

  override container(gate: Gate = OPEN_GATE): ForwardPorts {
    const silent = () => undefined;
    return {
      verifyMac: async () => true,
      readAlarm: async () => this.changes.filter(({ changedAtMs }) => changedAtMs <= this.nowMs).at(-1),
      ...{ warn: silent, log: { info: silent, warn: silent, error: silent } },
      maxReceiveCount: settings.maxReceiveCount,
      send: (notice) => gate({ name: 'send', subject: notice.id }, () => this.receivers.take(notice)),
    };
  }

  protected process(event: SQSEvent, ports: ForwardPorts): Promise<SQSBatchResponse> {
    return forwardMessages(event, ports);
  }

  #alert(at: number, publishedAt: string): object {
    this.alerts.set(at, publishedAt);
    const Value = encodeOrigin({ mac: new Uint8Array(32), signedAt: publishedAt });
    return {
      Message: JSON.stringify({ ...sampleAlert(), id: `a${at}`, severity: SEVERITIES[at] }),
      MessageAttributes: { origin: { Type: 'String', Value } },
    };
  }

  #change(state: string, changedAtMs: number): object {
    const reason = `change ${this.changes.length}`;
    this.changes.push({ arn: ALARM, description: '', state, reason, changedAtMs, actions: [TOPIC] });
    return {
      Message: JSON.stringify({
        ...{ AlarmName: 'dead-letters', AlarmArn: ALARM, AlarmDescription: '', NewStateValue: state },
        ...{ NewStateReason: reason, StateChangeTime: new Date(changedAtMs).toISOString() },
      }),
    };
  }
}

test('an alert is one incident and one finding, and the incident of an alarm is open until the alarm is over, however late, often and out of order messages come', async () => {
  let resolved = 0;
  await fc.assert(
    fc.asyncProperty(STEPS, PLAN, fc.uniqueArray(fc.nat(12)), async (steps, plan, again) => {
      const sinks = new Sinks(steps);
      await drainWithFaults(sinks, new FaultInjector(sinks, plan, new Set(again)));
      const { receivers, alerts, changes, dead } = sinks;
      const { incidents, aliases, findings } = receivers;
      expect(dead).toEqual([]);
      for (const [at, publishedAt] of alerts) {
        const id = `a${at}`;
        expect(incidents.get(id)).toMatchObject({ isOpen: true, opened: 1 });
        expect(aliases.get(id)).toBeGreaterThan(0);
        const Severity = { Original: SEVERITIES[at] };
        expect(findings.get(`trailwatch/${id}`)).toMatchObject({ Severity, UpdatedAt: publishedAt });
      }
      const ids = [...incidents.keys(), ...aliases.keys()].filter((id) => /^a\d$/.test(id));
      expect(new Set(ids).size).toBe(alerts.size);
      const state = changes.at(-1)?.state;
      const own = [...incidents].filter(([id]) => /^[0-9a-f]{64}$/.test(id));
      expect(own.filter(([, { isOpen }]) => isOpen)).toHaveLength(
        state === undefined || state === 'OK' ? 0 : 1,
      );
      resolved += own.filter(([, { isOpen }]) => !isOpen).length;
      // Each message arrives, whoever sent it: in the finding of the alarm, which has its last change, or, unproven, in one of its own.
      const messages = [...findings.values()].filter(({ Id }) => !/\/a\d$/.test(Id));
      const [ofAlarm, ...furtherOnes] = messages.filter(({ Id }) => /\/[0-9a-f]{64}$/.test(Id));
      expect(furtherOnes).toEqual([]);
      const toldAt = new Set(messages.map(({ UpdatedAt }) => UpdatedAt));
      const isTold = (at: string): boolean => toldAt.has(at) || at < (ofAlarm?.UpdatedAt ?? '');
      const times = changes.map(({ changedAtMs }) => new Date(changedAtMs).toISOString());
      expect(times.filter((at) => !isTold(at))).toEqual([]);
      expect([ofAlarm?.UpdatedAt, ofAlarm?.RecordState]).toEqual(
        state === undefined ? [undefined, undefined] : [times.at(-1), state === 'OK' ? 'ARCHIVED' : 'ACTIVE'],
      );
    }),
    { numRuns: 1_000 },
  );
  expect(resolved).toBeGreaterThan(10);
});
