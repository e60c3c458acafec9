import type { SNSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { respond } from '../../../lambda/responder/responder';
import type { Alert } from '../../../lib/core/alert/alert';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import type { ResponderSettings } from '../../../lib/core/settings/responder-settings';
import { answeredAlert, NOW_MS, settingsOf } from '../../core/response/response-samples';
import { type Fault, FaultInjector, type FaultPlan, repeatWithFaults } from '../fault';
import { FURTHER, MemoryServices, type PublishedReport, toHour } from './memory-services';

const MINUTE_MS = 60_000;
const ALERTS = 6;

/** How often Lambda invokes a function for a message. */
const ATTEMPTS = 3;

const ACTION = 'start-logging';
const MACHINE = 'arn:aws:states:eu-west-1:111122223333:stateMachine:start';
const FAULTS = [
  'kill before',
  'kill after',
  'fail',
  'fail after',
  'repeat',
] as const satisfies readonly Fault[];

/** What changes with a deployment. */
const DEPLOYMENT = fc.record({
  maxActionsPerHour: fc.integer({ min: 1, max: 3 }),
  isActing: fc.boolean(),
  isExempt: fc.boolean(),
  maxAgeMinutes: fc.constantFrom(20, 360),
});

/** What happens, one after the other: an alert is sent, or a message comes again, alone or twice at once, or settings change. */
const STEPS = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ send: fc.nat(ALERTS - 1), isTwice: fc.boolean() }) },
    { weight: 3, arbitrary: fc.record({ again: fc.nat(9), isTwice: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ deploy: DEPLOYMENT }) },
    { weight: 2, arbitrary: fc.record({ waitMinutes: fc.constantFrom(1, 16, 56, 400) }) },
  ),
  { minLength: 2, maxLength: 14 },
);
const PLAN = fc
  .array(fc.tuple(fc.nat(60), fc.constantFrom(...FAULTS)), { maxLength: 8 })
  .map((faults) => new Map(faults));

interface Message {
  readonly alert: Alert;
  readonly signedMs: number;
}

/** A responder that is deployed again and again, its messages and its clock. */
class DeployedResponder {
  nowMs = NOW_MS;
  readonly settings = { leaseSeconds: 1 };
  readonly services = new MemoryServices();
  readonly faults: FaultInjector;
  readonly messages: Message[] = [];
  readonly #handled: Message[] = [];
  readonly #dead = new Set<string>();
  #settings: ResponderSettings = deployed({
    ...{ maxActionsPerHour: 2, isActing: true, isExempt: false, maxAgeMinutes: 360 },
  });
  #most = 2;

  constructor(plan: FaultPlan) {
    this.faults = new FaultInjector(this, plan);
  }

  deploy(deployment: Deployment): void {
    this.#settings = deployed(deployment);
    this.#most = Math.max(this.#most, deployment.maxActionsPerHour);
    this.services.history.push(['', 'deployed']);
  }

  send(at: number): Message {
    const known = this.messages.find(({ alert }) => alert.id === `a${at}`);
    const eventTime = new Date(this.nowMs - 5 * MINUTE_MS).toISOString();
    const message = {
      // the action does not answer some of them
      alert: known?.alert ?? {
        ...answeredAlert(ACTION, at % 3 === 2 ? { eventName: 'DeleteTrail' } : {}),
        ...{ id: `a${at}`, eventTime },
      },
      signedMs: this.nowMs,
    };
    this.messages.push(message);
    return message;
  }

  /** Delivers a message, as often as it says at once. */
  async deliver(message: Message, times: number): Promise<void> {
    await Promise.all(Array.from({ length: times }, () => this.#handle(message)));
  }

  /** Handles a message until an attempt ends, as Lambda does. */
  async #handle(message: Message): Promise<void> {
    const settings = this.#settings;
    const { maxActionsPerHour } = settings;
    const event = toEvent(message, settings);
    const work = (gate: Parameters<MemoryServices['ports']>[0]) => {
      const times = { signedMs: message.signedMs, nowMs: () => this.nowMs };
      const ports = { ...this.services.ports(gate, maxActionsPerHour, times), nowMs: times.nowMs };
      return respond(event, { settings, ports });
    };
    const waiting = { attempts: ATTEMPTS, waitMs: MINUTE_MS, work };
    const done = await repeatWithFaults(this, this.faults, waiting);
    if (done === undefined) this.#dead.add(message.alert.id);
    else this.#handled.push(message);
  }

  /** Messages that are over, of which there was neither an action nor a report; one of a copy that is a dead letter is not. */
  #silent({ alert: { id }, signedMs }: Message): boolean {
    const hour = toHour(signedMs);
    const isTold = this.services.reports.some(
      (report) => report.alertId === id || (report.id.endsWith(hour) && report.id.startsWith(FURTHER)),
    );
    return !isTold && !this.#isStarted(id) && !this.#dead.has(id);
  }

  /** What holds at the end. */
  end(): readonly string[] {
    const hours = new Map<string, PublishedReport[]>();
    for (const report of this.services.reports) {
      const [name, hour = ''] = report.id.split(' ');
      if (name === FURTHER) continue;
      hours.set(hour, [...(hours.get(hour) ?? []), report]);
    }
    const most = this.#most;
    const tooMany = [...hours].filter(
      ([, reports]) => new Set(reports.map(({ alertId }) => alertId)).size > most,
    );
    return [
      ...this.#handled
        .filter((message) => this.#silent(message))
        .map(({ alert: { id } }) => `alert ${id} was neither answered nor reported`),
      ...this.#untrue(),
      ...tooMany.map(([hour, { length }]) => `${length} reports in ${hour}, and not ${most}`),
      ...this.faults.repeats.excess(this.services.reports),
    ];
  }

  /** What was reported of an alert that had been started, or was started then although no settings were changed. */
  #untrue(): readonly string[] {
    const started = new Set<string>();
    let unacted = new Map<string, string>();
    return this.services.history.flatMap(([alertId, what]) => {
      if (what === 'deployed') unacted = new Map();
      const hours = this.#hoursOf(alertId);
      if (what === 'deployed' || what === 'unknown') return [];
      if (what !== 'started') {
        unacted.set(alertId, what);
        return started.has(alertId) ? [`'${what}' was reported of ${alertId}, which had been started`] : [];
      }
      started.add(alertId);
      const before = unacted.get(alertId);
      // the next hour has room again
      return before === undefined || hours > 0
        ? []
        : [`${alertId} was started after '${before}' was reported`];
    });
  }

  #isStarted(alertId: string): boolean {
    return this.services.started.includes(`${MACHINE} ${alertId}`);
  }

  /** The hours between the first signature of an alert and its last one. */
  #hoursOf(alertId: string): number {
    const own = this.messages.filter(({ alert }) => alert.id === alertId);
    const hours = own.map(({ signedMs }) => Math.floor(signedMs / (60 * MINUTE_MS)));
    return Math.max(...hours) - Math.min(...hours);
  }
}

type Deployment = typeof DEPLOYMENT extends fc.Arbitrary<infer T> ? T : never;

function deployed({ maxActionsPerHour, isActing, isExempt, maxAgeMinutes }: Deployment): ResponderSettings {
  const ruleIds = [answeredAlert(ACTION).ruleId];
  return settingsOf({
    ...{ maxActionsPerHour, maxAgeMinutes },
    responses: [{ action: ACTION, ruleIds, ...(isActing ? { machineArn: MACHINE } : {}) }],
    exempt: { principals: [], accounts: isExempt ? ['111122223333'] : [], resources: [] },
  });
}

function toEvent({ alert, signedMs }: Message, { topicArn: TopicArn }: ResponderSettings): SNSEvent {
  const signedAt = new Date(signedMs).toISOString();
  const Value = encodeOrigin({ signedAt, mac: Buffer.alloc(32, 1) });
  const Sns = {
    ...{ Message: JSON.stringify(alert), TopicArn, Timestamp: signedAt },
    MessageAttributes: { origin: { Type: 'String', Value } },
  };
  return { Records: [{ Sns }] } as unknown as SNSEvent;
}

test('an alert is answered or reported, and what is reported is true, whatever comes again, fails, takes hours, or is deployed', async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(STEPS, PLAN, async (steps, plan) => {
      const responder = new DeployedResponder(plan);
      const { services, messages } = responder;
      for (const step of steps) {
        if ('deploy' in step) responder.deploy(step.deploy);
        else if ('waitMinutes' in step) responder.nowMs += step.waitMinutes * MINUTE_MS;
        else {
          const message = 'send' in step ? responder.send(step.send) : messages[step.again % messages.length];
          if (message === undefined) continue;
          await responder.deliver(message, step.isTwice ? 2 : 1);
        }
      }
      for (const { outcome } of services.reports) outcomes.add(outcome);
      expect(responder.end()).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
  expect([...outcomes].sort()).toEqual(['refused', 'unknown', 'would-act']);
});
