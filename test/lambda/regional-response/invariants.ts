import { AsyncLocalStorage } from 'node:async_hooks';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import { actInRegion } from '../../../lambda/regional-response/act-in-region';
import { reportStep } from '../../../lambda/responder/report-step';
import type { Alert } from '../../../lib/core/alert/alert';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import { RESPONSE_ACTIONS } from '../../../lib/core/response/response-actions';
import { toPlan, toResponseAlert, withCall } from '../../../lib/core/response/response-plan';
import { toResponseMachine } from '../../../lib/core/response/to-response-machine';
import { answeredAlert, decided, REGION, settingsOf } from '../../core/response/response-samples';
import { runStateMachine } from '../../state-machine/state-machine';
import { type FaultInjector, failuresIn, invokeWithFaults, SlowCalls } from '../fault';
import type { Gate } from '../memory-raise-ports';
import type { Mishap } from '../random-faults';
import { type Account, type Attack, afterCommand, type CallInput, carryOut } from './attacked-account';

/** How often a state machine makes a call. */
const ATTEMPTS = 5;

const UNDO = /^To undo(?:, if the response changed it)?: /;

/** What the clients of an invocation call: the account of its run. */
const sending = new AsyncLocalStorage<(name: string, input: CallInput) => Promise<object>>();
for (const client of [CloudTrailClient, EC2Client, IAMClient, KMSClient, S3Client, SecurityHubClient]) {
  mockClient(client as never).send.callsFake(
    ({ constructor: { name }, input }) =>
      sending.getStore()?.(name.replace(/Command$/, ''), input as never) as never,
  );
}

/** What a person does who is asked: approves, rejects with an error or without one, or does not answer; undefined if no one is asked. */
export type Answer = 'approves' | 'rejects' | 'rejects in silence' | 'is away' | undefined;

export const ANSWERS: readonly Answer[] = [
  undefined,
  undefined,
  undefined,
  'approves',
  'approves',
  'rejects',
  'rejects in silence',
  'is away',
];

/** The errors of a task that was not approved. */
const NOT_APPROVED: Readonly<Record<string, string>> = {
  rejects: 'Rejected',
  'rejects in silence': '',
  'is away': 'States.Timeout',
};

/** The state machine of an action, with its functions, that answers an attack on an account in memory with faults. */
export class FaultyResponse {
  readonly faults: FaultInjector;
  readonly #attack: Attack;
  readonly #account: Account;
  readonly #failures: number;
  readonly #reports: Alert[] = [];
  readonly #answer: Answer;

  constructor(
    attack: Attack,
    { plan, pauses }: Pick<Mishap, 'plan'> & { readonly pauses?: readonly number[] },
    answer?: Answer,
    /** Another response may answer an attack on the same account. */
    account: Account = { ...attack.account },
  ) {
    this.#attack = attack;
    this.#answer = answer;
    this.#account = account;
    this.faults = new SlowCalls({ nowMs: 0, settings: { leaseSeconds: 60 } }, plan, pauses);
    this.#failures = failuresIn(plan);
  }

  /** Runs the state machine; returns every invariant that does not hold then. */
  async run(): Promise<string[]> {
    return this.problems(await this.execute());
  }

  /** Runs the state machine; returns its status. */
  async execute(): Promise<string> {
    const { action, record } = this.#attack;
    const alert = answeredAlert(action, record);
    const decision = decided(action, alert);
    if (decision.kind !== 'act') throw new Error(decision.why);
    const definition = toResponseMachine({
      ...{ action, partition: 'aws', functionArn: 'reporter', actsInAccounts: false },
      actorArn: RESPONSE_ACTIONS[action].isRegional ? 'actor' : undefined,
      approvalSeconds: this.#answer === undefined ? undefined : 3_600,
    });
    const input = JSON.parse(JSON.stringify(withCall(toPlan(alert, action), decision, settingsOf())));
    const { status } = await runStateMachine(
      definition,
      { name: alert.id, startedAt: alert.eventTime, input },
      {
        invoke: (name, payload) =>
          invokeWithFaults(this.faults, (gate) => this.#invoke(name, payload as JsonObject, gate)),
        call: (resource, request) =>
          resource === 'lambda:invoke.waitForTaskToken'
            ? this.#ask(request)
            : (invokeWithFaults(this.faults, (gate) =>
                this.#call(gate, resource.replace('aws-sdk:', ''), request as unknown as CallInput),
              ) as Promise<Json>),
        keys: async () => [],
      },
    );
    return status;
  }

  async #ask({ FunctionName, Payload = null }: JsonObject): Promise<Json> {
    await invokeWithFaults(this.faults, (gate) =>
      this.#invoke(String(FunctionName), Payload as JsonObject, gate),
    );
    const error = NOT_APPROVED[this.#answer ?? ''];
    if (error === undefined) return {};
    throw Object.assign(new Error(''), { name: error });
  }

  async #invoke(name: string, { request, ...step }: JsonObject, gate: Gate): Promise<Json> {
    if (name === 'reporter') {
      await reportStep(step as never, {
        noteOutcome: async () => {},
        note: () => {},
        report: (made) => {
          const report = toResponseAlert(made);
          return gate({ name: 'publishAlert', subject: report.id }, () => void this.#reports.push(report));
        },
      });
      return null;
    }
    const { action } = this.#attack;
    const result = await sending.run(
      (call, input) => this.#call(gate, call, input),
      () => actInRegion(action, request as JsonObject, { region: REGION }),
    );
    // the answer of the function is a call of its own, which can be lost
    return gate({ name: 'answer', subject: '' }, () => JSON.parse(JSON.stringify(result)) as Json);
  }

  #call(gate: Gate, name: string, input: CallInput): Promise<object> {
    return gate({ name, subject: '' }, () => carryOut(this.#account, name, input));
  }

  /** Every invariant that does not hold when the execution, and any other at the same time, has ended. */
  problems(status: string): string[] {
    const isRequest = ({ title }: Alert) => title.startsWith('Approval needed');
    const report = this.#reports.find((one) => !isRequest(one));
    const again = this.faults.repeats.excess(this.#reports);
    if (report === undefined) return status === 'FAILED' ? [] : ['there is no report, and no alarm'];
    const isDone = report.title === RESPONSE_ACTIONS[this.#attack.action].done;
    const unsafe = Object.entries(this.#attack.safe).filter(
      ([name, state]) => (this.#account[name] ?? '') !== state,
    );
    if (this.#answer !== undefined && this.#answer !== 'approves') {
      const isUnchanged = stateOf(this.#account) === stateOf(this.#attack.account);
      return isUnchanged && report.title.startsWith('Not approved: ')
        ? again
        : [`'${report.title}', and a person ${this.#answer}`];
    }
    return [
      ...again,
      ...(isDone
        ? unsafe.map(([name]) => `'${name}' is '${this.#account[name]}', and reported as done`)
        : []),
      ...(isDone || this.#failures >= ATTEMPTS ? [] : [`'${report.title}' after ${this.#failures} failures`]),
      ...this.#undoProblems(report, isDone),
    ];
  }

  /** What is changed is restored by the commands of the report; they are certain only if there is something to restore. */
  #undoProblems({ firstSteps }: Alert, isDone: boolean): string[] {
    const { account: before } = this.#attack;
    const steps = (firstSteps ?? []).filter((step) => UNDO.test(step));
    const isChanged = stateOf(before) !== stateOf(this.#account);
    const isCertain =
      isDone && !steps.some((step) => /^To undo, if|, if the response isolated it$/.test(step));
    if (!isChanged) return isCertain && steps.length > 0 ? [`nothing changed: ${steps}`] : [];
    const restored = steps
      .map((step) => step.replace(UNDO, ''))
      .reduce((now, command) => afterCommand(command, before, now), this.#account);
    return stateOf(restored) === stateOf(before)
      ? []
      : [`${stateOf(before)} became ${stateOf(restored)} with ${steps.join('; ') || 'no command'}`];
  }
}

/** The resources of an account that are not trailwatch's own. */
function stateOf(account: Account): string {
  return JSON.stringify(
    Object.entries(account)
      .filter(([name]) => !name.startsWith('own '))
      .sort(),
  );
}
