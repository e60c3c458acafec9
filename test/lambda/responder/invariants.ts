import type { SNSEvent } from 'aws-lambda';
import { respond } from '../../../lambda/responder/responder';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import { answeredAlert, NOW_MS, settingsOf } from '../../core/response/response-samples';
import { chanceOf, oneOf } from '../chance';
import { FaultInjector, repeatWithFaults } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';
import { MemoryServices } from './memory-services';

const ACTION = 'start-logging';
const LIMIT = 2;
const ATTEMPTS = 10;

const MACHINES = ['start', 'second'].map(
  (name) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`,
);
const SIGNED_AT = new Date(NOW_MS).toISOString();

/** Of the alerts, some are of a call that the action does not answer. */
const ALERTS = ['a', 'b', 'c', 'd', 'e'].map((id, at) => ({
  ...answeredAlert(ACTION, at % 2 === 0 ? {} : { eventName: 'DeleteTrail' }),
  id,
}));

const SETTINGS = settingsOf({
  maxActionsPerHour: LIMIT,
  responses: MACHINES.map((machineArn) => ({
    action: ACTION,
    ruleIds: [ALERTS[0]?.ruleId ?? ''],
    machineArn,
  })),
});

/** A responder whose clients meet faults, and alerts that SNS delivers to it, some twice. */
export class AnsweredAlerts {
  nowMs = NOW_MS;
  readonly settings = { leaseSeconds: 60 };
  readonly faults: FaultInjector;
  readonly #seed: number;
  readonly #services = new MemoryServices();
  readonly #unanswered: string[] = [];

  constructor({ plan, seed }: Mishap) {
    this.faults = new FaultInjector(this, plan);
    this.#seed = seed;
  }

  /** Delivers every alert, and one of them once more. */
  async run(): Promise<void> {
    const again = oneOf(chanceOf(this.#seed), ALERTS);
    for (const alert of [...ALERTS, again]) {
      const Sns = {
        ...{ Message: JSON.stringify(alert), TopicArn: SETTINGS.topicArn, Timestamp: SIGNED_AT },
        MessageAttributes: {
          origin: { Type: 'String', Value: encodeOrigin({ signedAt: SIGNED_AT, mac: Buffer.alloc(32, 1) }) },
        },
      };
      const event = { Records: [{ Sns }] } as unknown as SNSEvent;
      const work = (gate: Gate) =>
        respond(event, {
          settings: SETTINGS,
          ports: {
            ...this.#services.ports(gate, LIMIT, { signedMs: NOW_MS, nowMs: () => this.nowMs }),
            nowMs: () => NOW_MS,
          },
        });
      const done = await repeatWithFaults(this, this.faults, { attempts: ATTEMPTS, waitMs: 60_000, work });
      if (done === undefined) this.#unanswered.push(alert.id);
    }
  }

  /** Every invariant that does not hold then. */
  problems(): string[] {
    const { started: executions, reports } = this.#services;
    const started = new Set(executions.map((name) => name.split(' ')[1] ?? ''));
    const reported = new Set(reports.map(({ alertId }) => alertId));
    const silent = ALERTS.filter(({ id }) => !started.has(id) && !reported.has(id));
    return [
      ...this.#unanswered.map((id) => `the message of alert ${id} is a dead letter`),
      ...silent.map(({ id }) => `alert ${id} was neither answered nor reported`),
      ...(started.size === LIMIT ? [] : [`${started.size} alerts were answered, not ${LIMIT}`]),
      ...[...started].flatMap((id) =>
        MACHINES.filter((machine) => !executions.includes(`${machine} ${id}`)).map(
          (machine) => `${machine} was not started for alert ${id}`,
        ),
      ),
      ...this.faults.repeats.excess(reports),
    ];
  }
}
