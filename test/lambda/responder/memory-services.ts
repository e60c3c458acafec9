import type { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import { startExecution } from '../../../lambda/aws/send/start-execution';
import { admitReport, countAction, isCounted } from '../../../lambda/aws/table/count-action';
import type { ResponderPorts } from '../../../lambda/responder/responder';
import { toResponseAlert } from '../../../lib/core/response/response-plan';
import { openClaimTable } from '../dynamodb';
import type { Gate } from '../memory-raise-ports';

/** The members of a command that are read here. */
interface StartCommand {
  readonly input: { readonly stateMachineArn: string; readonly name: string };
}

/** A report as the topic has it. */
export interface PublishedReport {
  /** The id of its alert, or that there are more of them, and the hour in which the alert that it is about was signed. */
  readonly id: string;
  readonly alertId: string;
  readonly outcome: string;
}

/** The name of the report that there are more. */
export const FURTHER = 'further';

/** Step Functions and the topic of a responder in memory, as Step Functions documents its calls, and its table in an emulated DynamoDB. */
export class MemoryServices {
  /** State machine and name of every execution. */
  readonly started: string[] = [];
  readonly reports: PublishedReport[] = [];
  /** Alerts, each with its outcome, or that its action was started, one after the other. */
  readonly history: (readonly [alertId: string, what: string])[] = [];
  readonly #table = openClaimTable();
  /** The end of the update before: each is one step. */
  #updated: Promise<unknown> = Promise.resolve();

  /** What a delivery of an alert that was signed then is handled with. */
  ports(gate: Gate, maxActionsPerHour: number, signedMs: number) {
    const dynamodb = this.#dynamodb(gate, signedMs) as unknown as DynamoDBClient;
    const sfn = this.#stepFunctions(gate) as unknown as SFNClient;
    const hourOf = (timeMs: number) => ({ hour: toHour(timeMs), expiresAt: 0 });
    return {
      verifyMac: async () => gate({ name: 'VerifyMac', subject: '' }, () => true),
      countAction: (action, alertId, countedMs) =>
        countAction(dynamodb, 'claims', { action, alertId, most: maxActionsPerHour, ...hourOf(countedMs) }),
      isCounted: (action, alertId, countedMs) =>
        isCounted(dynamodb, 'claims', { action, alertId, ...hourOf(countedMs) }),
      admitReport: (report) => admitReport(dynamodb, 'claims', { ...report, ...hourOf(report.signedMs) }),
      startExecution: (machineArn, name, input) => startExecution(sfn, machineArn, { name, input }),
      report: (report) => {
        const { outcome, why = '', plan } = report;
        const name = why.includes('further reports') ? FURTHER : toResponseAlert(report).id;
        const id = `${name} ${toHour(signedMs)}`;
        return gate({ name: 'publishAlert', subject: id }, () => {
          this.reports.push({ id, alertId: plan.alert.id, outcome });
          this.history.push([plan.alert.id, outcome]);
        });
      },
      note: () => {},
    } satisfies Omit<ResponderPorts, 'nowMs'>;
  }

  #dynamodb(gate: Gate, signedMs: number) {
    return {
      send: (command: UpdateItemCommand) => {
        const { UpdateExpression = '', ExpressionAttributeValues: values } = command.input;
        if (!UpdateExpression.includes(', made')) {
          return gate({ name: 'UpdateItem', subject: '' }, () => this.#update(command));
        }
        const marked = values?.[':id']?.S;
        const isMarked = ({ id, alertId }: PublishedReport) =>
          id.endsWith(toHour(signedMs)) && (id.startsWith(FURTHER) ? FURTHER : alertId) === marked;
        const subject = this.reports.filter(isMarked).at(-1)?.id ?? '';
        return gate({ name: 'settleClaim', subject }, () => this.#update(command));
      },
    };
  }

  #stepFunctions(gate: Gate) {
    return {
      send: ({ input }: StartCommand) =>
        gate({ name: 'StartExecution', subject: input.name }, () => this.#start(input)),
    };
  }

  #start({ stateMachineArn, name }: StartCommand['input']) {
    const started = `${stateMachineArn} ${name}`;
    if (this.started.includes(started)) {
      throw new ExecutionAlreadyExists({ message: 'it exists', $metadata: {} });
    }
    this.started.push(started);
    this.history.push([name, 'started']);
    return {};
  }

  /** Of a call whose answer is lost, no one sees that it failed. */
  #update(command: UpdateItemCommand) {
    const sent = this.#updated.then(async () => (await this.#table).client.send(command));
    this.#updated = sent.catch(() => undefined);
    return sent;
  }
}

/** Such as `2026-11-20T03`. */
export function toHour(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
}
