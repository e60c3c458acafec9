import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import type { SNSEvent } from 'aws-lambda';
import { startExecution } from '../../../lambda/aws/send/start-execution';
import { admitReport, countAction } from '../../../lambda/aws/table/count-action';
import { type ResponderPorts, respond } from '../../../lambda/responder/responder';
import { encodeOrigin } from '../../../lib/core/alert/mac/message-origin';
import { toResponseAlert } from '../../../lib/core/response/response-plan';
import { answeredAlert, NOW_MS, settingsOf } from '../../core/response/response-samples';
import { chanceOf, oneOf } from '../chance';
import { FaultInjector, repeatWithFaults } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';

const ACTION = 'start-logging';
const LIMIT = 2;
const ATTEMPTS = 10;

/** How the mark of a report begins. */
const MADE = 'made|';
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

/** The members of a command that the memory of this file reads. */
interface Command {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly Key: Readonly<Record<string, { readonly S: string }>>;
    readonly ExpressionAttributeValues: Readonly<Record<string, { SS: string[]; S: string; N: string }>>;
    readonly stateMachineArn: string;
    readonly name: string;
  };
}

/** A responder whose clients meet faults, and alerts that SNS delivers to it, some twice. */
export class AnsweredAlerts {
  nowMs = NOW_MS;
  readonly settings = { leaseSeconds: 60 };
  readonly faults: FaultInjector;
  readonly #seed: number;
  readonly #items = new Map<string, Set<string>>();
  readonly #started: string[] = [];
  readonly #reports: { readonly id: string; readonly alertId: string; readonly why: string }[] = [];
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
      const work = (gate: Gate) => respond(event, { settings: SETTINGS, ports: this.#ports(gate) });
      const done = await repeatWithFaults(this, this.faults, { attempts: ATTEMPTS, waitMs: 0, work });
      if (done === undefined) this.#unanswered.push(alert.id);
    }
  }

  /** Every invariant that does not hold then. */
  problems(): string[] {
    const started = new Set(this.#started.map((name) => name.split(' ')[1] ?? ''));
    const reported = new Set(this.#reports.map(({ alertId }) => alertId));
    const isFurther = this.#reports.some(({ why }) => why.includes('further ones'));
    const silent = ALERTS.filter(({ id }) => !started.has(id) && !reported.has(id) && !isFurther);
    return [
      ...this.#unanswered.map((id) => `the message of alert ${id} is a dead letter`),
      ...silent.map(({ id }) => `alert ${id} was neither answered nor reported`),
      ...(started.size === LIMIT ? [] : [`${started.size} alerts were answered, not ${LIMIT}`]),
      ...[...started].flatMap((id) =>
        MACHINES.filter((machine) => !this.#started.includes(`${machine} ${id}`)).map(
          (machine) => `${machine} was not started for alert ${id}`,
        ),
      ),
      ...this.faults.repeats.excess(this.#reports),
    ];
  }

  #ports(gate: Gate): ResponderPorts {
    const dynamodb = this.#client(gate) as unknown as DynamoDBClient;
    const sfn = this.#client(gate) as unknown as SFNClient;
    const counted = { hour: '2026-11-20T03', expiresAt: 0 };
    return {
      verifyMac: async () => gate({ name: 'VerifyMac', subject: '' }, () => true),
      countAction: (action, alertId) =>
        countAction(dynamodb, 'claims', { action, alertId, most: LIMIT, ...counted }),
      admitReport: (report) => admitReport(dynamodb, 'claims', { ...report, ...counted }),
      startExecution: (machineArn, name, input) => startExecution(sfn, machineArn, { name, input }),
      report: (report) => {
        const { id } = toResponseAlert(report);
        const { why = '' } = report;
        return gate({ name: 'publishAlert', subject: id }, () => {
          this.#reports.push({ id, alertId: report.plan.alert.id, why });
        });
      },
      nowMs: () => NOW_MS,
      note: () => {},
    };
  }

  /** A client whose calls are carried out here, as DynamoDB and Step Functions document them. */
  #client(gate: Gate) {
    return {
      send: (command: Command) => {
        if (command.constructor.name === 'StartExecutionCommand') {
          return gate({ name: 'StartExecution', subject: command.input.name }, () => this.#start(command));
        }
        const made = namesIn(command).find((name) => name.startsWith(MADE));
        const report = [...this.#reports].reverse().find(({ alertId }) => made === `${MADE}${alertId}`);
        const subject = (report ?? this.#reports.at(-1))?.id ?? '';
        const name = made === undefined ? 'UpdateItem' : 'settleClaim';
        return gate({ name, subject }, () => this.#add(command));
      },
    };
  }

  #start({ input: { stateMachineArn, name } }: Command) {
    const started = `${stateMachineArn} ${name}`;
    if (this.#started.includes(started)) {
      throw new ExecutionAlreadyExists({ message: 'it exists', $metadata: {} });
    }
    this.#started.push(started);
    return {};
  }

  #add(command: Command) {
    const { Key, ExpressionAttributeValues: values } = command.input;
    const key = JSON.stringify(Key);
    const before = this.#items.get(key) ?? new Set<string>();
    if (!before.has(values[':id']?.S ?? '') && before.size >= Number(values[':most']?.N)) {
      throw new ConditionalCheckFailedException({ message: 'the condition failed', $metadata: {} });
    }
    this.#items.set(key, new Set([...before, ...namesIn(command)]));
    return { Attributes: { alerts: { SS: [...before] } } };
  }
}

/** What an update adds to the alerts of an hour. */
function namesIn({ input: { ExpressionAttributeValues: values } }: Command): readonly string[] {
  return (values[':one'] ?? values[':names'])?.SS ?? [];
}
