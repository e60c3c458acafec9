import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ExecutionAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import { startExecution } from '../../../lambda/aws/send/start-execution';
import { admitReport, countAction, isCounted } from '../../../lambda/aws/table/count-action';
import type { ResponderPorts } from '../../../lambda/responder/responder';
import { toResponseAlert } from '../../../lib/core/response/response-plan';
import type { Gate } from '../memory-raise-ports';

/** The members of a command that are read here. */
interface Command {
  readonly constructor: { readonly name: string };
  readonly input: {
    readonly Key: Readonly<Record<string, { readonly S: string }>>;
    readonly UpdateExpression: string;
    readonly ConditionExpression: string;
    readonly ExpressionAttributeValues: Readonly<Record<string, { SS: string[]; S: string; N: string }>>;
    readonly stateMachineArn: string;
    readonly name: string;
  };
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

type Item = ReadonlyMap<string, ReadonlySet<string>>;

/** The table, Step Functions and the topic of a responder in memory, as DynamoDB and Step Functions document their calls. */
export class MemoryServices {
  /** State machine and name of every execution. */
  readonly started: string[] = [];
  readonly reports: PublishedReport[] = [];
  /** Alerts, each with its outcome, or that its action was started, one after the other. */
  readonly history: (readonly [alertId: string, what: string])[] = [];
  readonly #items = new Map<string, Item>();

  /** What a delivery of an alert that was signed then is handled with. */
  ports(gate: Gate, maxActionsPerHour: number, signedMs: number) {
    const dynamodb = this.#client(gate, signedMs) as unknown as DynamoDBClient;
    const sfn = this.#client(gate, signedMs) as unknown as SFNClient;
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

  #client(gate: Gate, signedMs: number) {
    return {
      send: (command: Command) => {
        const { name, UpdateExpression = '', ExpressionAttributeValues: values } = command.input;
        if (command.constructor.name === 'StartExecutionCommand') {
          return gate({ name: 'StartExecution', subject: name }, () => this.#start(command));
        }
        if (!UpdateExpression.includes(', made')) {
          return gate({ name: 'UpdateItem', subject: '' }, () => this.#update(command));
        }
        const marked = values[':id']?.S;
        const isMarked = ({ id, alertId }: PublishedReport) =>
          id.endsWith(toHour(signedMs)) && (id.startsWith(FURTHER) ? FURTHER : alertId) === marked;
        const subject = this.reports.filter(isMarked).at(-1)?.id ?? '';
        return gate({ name: 'settleClaim', subject }, () => this.#update(command));
      },
    };
  }

  #start({ input: { stateMachineArn, name } }: Command) {
    const started = `${stateMachineArn} ${name}`;
    if (this.started.includes(started)) {
      throw new ExecutionAlreadyExists({ message: 'it exists', $metadata: {} });
    }
    this.started.push(started);
    this.history.push([name, 'started']);
    return {};
  }

  #update({ input }: Command) {
    const { Key, UpdateExpression, ConditionExpression, ExpressionAttributeValues: values } = input;
    const key = JSON.stringify(Key);
    const item: Item = this.#items.get(key) ?? new Map();
    const holds = ConditionExpression.split(' OR ').some((term) => isTrue(term, item, values));
    if (!holds) throw new ConditionalCheckFailedException({ message: 'the condition failed', $metadata: {} });
    const added = [...UpdateExpression.matchAll(/(\w+) (:one)/g)].map(
      ([, name = '', value = '']) =>
        [name, new Set([...(item.get(name) ?? []), ...(values[value]?.SS ?? [])])] as const,
    );
    this.#items.set(key, new Map([...item, ...added]));
    return { Attributes: Object.fromEntries([...item].map(([name, set]) => [name, { SS: [...set] }])) };
  }
}

/** One term of a condition. */
function isTrue(term: string, item: Item, values: Command['input']['ExpressionAttributeValues']): boolean {
  const [, operation, name = '', id = '', most = ''] =
    /^(\w+)\((\w+)(?:, (:\w+))?\)(?: < (:\w+))?$/.exec(term) ?? [];
  const set = item.get(name);
  switch (operation) {
    case 'attribute_not_exists':
      return set === undefined;
    case 'contains':
      return set?.has(values[id]?.S ?? '') === true;
    case 'size':
      return set !== undefined && set.size < Number(values[most]?.N);
    default:
      throw new Error(`the table does not know '${term}'`);
  }
}

/** Such as `2026-11-20T03`. */
export function toHour(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
}
