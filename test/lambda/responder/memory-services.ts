import { ExecutionAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import { startExecution } from '../../../lambda/aws/send/start-execution';
import type { ResponderPorts } from '../../../lambda/responder/responder';
import { toResponseAlert } from '../../../lib/core/response/response-plan';
import type { Gate } from '../memory-raise-ports';
import { MemoryActions } from './memory-actions';

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

/** As the function has it: less than Lambda waits before it tries a message again. */
const LEASE_MS = 40_000;

/** The name of the report that there are more. */
export const FURTHER = 'further';

/** When an alert was signed, and what the clock says while it is handled. */
interface DeliveryTimes {
  readonly signedMs: number;
  readonly nowMs: () => number;
}

/** The table, Step Functions and the topic of a responder in memory, as Step Functions documents its calls. */
export class MemoryServices {
  /** State machine and name of every execution. */
  readonly started: string[] = [];
  readonly reports: PublishedReport[] = [];
  /** Alerts, each with its outcome, or that its action was started, one after the other. */
  readonly history: (readonly [alertId: string, what: string])[] = [];
  readonly #actions = new MemoryActions();
  #reporters = 0;

  /** What a delivery of an alert that was signed then is handled with. */
  ports(gate: Gate, maxActionsPerHour: number, { signedMs, nowMs }: DeliveryTimes) {
    const sfn = this.#stepFunctions(gate) as unknown as SFNClient;
    const hourOf = (timeMs: number) => ({ hour: toHour(timeMs), expiresAt: 0 });
    return {
      verifyMac: async () => gate({ name: 'VerifyMac', subject: '' }, () => true),
      countAction: (action, alertId, countedMs) => {
        const counted = { action, alertId, most: maxActionsPerHour, ...hourOf(countedMs) };
        return gate({ name: 'UpdateItem', subject: '' }, () => this.#actions.countAction(counted));
      },
      ...this.#ledgerPorts(gate, nowMs),
      isCounted: (action, alertId, countedMs) => {
        const counted = { action, alertId, ...hourOf(countedMs) };
        return gate({ name: 'UpdateItem', subject: '' }, () => this.#actions.isCounted(counted));
      },
      admitReport: (report) => {
        const admitted = { ...report, ...hourOf(report.signedMs) };
        const subject = report.isMade ? this.#lastReport(report.alertId, signedMs) : '';
        return gate({ name: report.isMade ? 'settleClaim' : 'UpdateItem', subject }, () =>
          this.#actions.admitReport(admitted),
        );
      },
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

  #ledgerPorts(gate: Gate, nowMs: () => number) {
    const keyOf = (action: string, alertId: string) => ({ action, alertId, expiresAt: 0 });
    const call = <T>(work: () => T) => gate({ name: 'UpdateItem', subject: '' }, work);
    return {
      readLedger: (action, alertId) => call(() => this.#actions.readEntry(keyOf(action, alertId))),
      noteStarted: (action, alertId) =>
        call(() => this.#actions.noteStarted({ ...keyOf(action, alertId), nowMs: nowMs() })),
      noteOutcome: (action, alertId, outcome) =>
        call(() => this.#actions.noteOutcome({ ...keyOf(action, alertId), outcome })),
      leaseReport: (action, alertId, after) => {
        this.#reporters += 1;
        const reporter = String(this.#reporters);
        const lease = { ...keyOf(action, alertId), reporter, leaseMs: LEASE_MS, after };
        return call(() => this.#actions.leaseReport({ ...lease, nowMs: nowMs() }));
      },
    } satisfies Partial<ResponderPorts>;
  }

  /** The id of the last report of the hour that is marked as made with the name of an alert, or that there are more. */
  #lastReport(marked: string, signedMs: number): string {
    const isMarked = ({ id, alertId }: PublishedReport) =>
      id.endsWith(toHour(signedMs)) && (id.startsWith(FURTHER) ? FURTHER : alertId) === marked;
    return this.reports.filter(isMarked).at(-1)?.id ?? '';
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
}

/** Such as `2026-11-20T03`. */
export function toHour(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 'yyyy-mm-ddThh'.length);
}
