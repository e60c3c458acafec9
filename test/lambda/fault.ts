import type { SQSBatchResponse } from 'aws-lambda';
import { isTried } from '../jest/cases';
import type { EdgeCall, Gate } from './memory-raise-ports';
import { boundSteps, type QueuedMessage } from './memory-world';

/**
 * What may befall a call to AWS: it fails or is throttled undone, or is done but with its answer lost; the SDK repeats it; it
 * takes long; the handler is frozen there until after its lease; or the handler dies before or after it.
 */
export type Fault =
  | 'fail'
  | 'throttle'
  | 'fail after'
  | 'repeat'
  | 'delay'
  | 'freeze'
  | 'kill before'
  | 'kill after';

export const FAULTS: readonly Fault[] = [
  'fail',
  'throttle',
  'fail after',
  'repeat',
  'delay',
  'freeze',
  'kill before',
  'kill after',
];

/** A queue whose messages an invocation has answered. */
interface AnsweredWorld {
  readonly answer: (batch: readonly QueuedMessage[], response: SQSBatchResponse) => void;
  readonly send: (body: string, delaySeconds?: number) => void;
}

/** A function with its queue, in memory, whose calls to AWS can meet faults. */
export interface FaultyWorld<Container> extends AnsweredWorld {
  nowMs: number;
  readonly settings: { readonly leaseSeconds: number };
  readonly container: (gate: Gate) => Container;
  readonly receive: () => QueuedMessage[];
  readonly invoke: (
    container: Container,
    batch: readonly QueuedMessage[],
    outOfTime?: AbortSignal,
  ) => Promise<SQSBatchResponse>;
  readonly skipToNextMessage: (untilMs?: number) => boolean;
}

/** Which call, counted from 0 over the whole run, meets which fault. */
export type FaultPlan = ReadonlyMap<number, Fault>;

const DELAY_MS = 5_000;

/** After so long SQS delivers once more what was done. */
const REDELIVERY_SECONDS = 600;

/** A handler process: it can be killed, and then does nothing any more, not even clean up. */
export class Process {
  /** Settles when the process is killed. */
  readonly death: Promise<'killed'>;
  isDead = false;
  #die: (word: 'killed') => void = () => {};

  constructor() {
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  kill(): void {
    this.isDead = true;
    this.#die('killed');
  }
}

/** What nothing ever comes back from. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => {});
}

/**
 * After so many tries a handler no longer writes down that an alert was sent: `writeDown` in lambda/raise says why it then deletes
 * the message all the same. A record that comes once more, for another alert of its message or a second delivery, repeats the alert.
 */
const MARK_ATTEMPTS = 3;

/**
 * Watches every publish and mark: an alert may be sent again only if it was published and its handler could not know
 * that, or died before it could write it down, or tried to as often as it does. `allowed` counts how often, for each alert.
 */
export class RepeatAllowance {
  readonly allowed = new Map<string, number>();
  /** The alerts that a handler has published and not marked, and how often it tried to. */
  readonly #unmarked = new Map<Process, Map<string, number>>();

  published(process: Process, id: string): void {
    this.#of(process).set(id, 0);
  }

  marked(process: Process, id: string): void {
    this.#of(process).delete(id);
  }

  markFailed(process: Process, id: string): void {
    const unmarked = this.#of(process);
    const before = unmarked.get(id);
    if (before === undefined) return;
    unmarked.set(id, before + 1);
    if (before + 1 < MARK_ATTEMPTS) return;
    this.allow(id);
    unmarked.delete(id);
  }

  killed(process: Process): void {
    for (const id of this.#of(process).keys()) this.allow(id);
  }

  allow(id: string): void {
    this.allowed.set(id, (this.allowed.get(id) ?? 0) + 1);
  }

  /** The alerts that were sent more often than is excused, in sentences. */
  excess(published: readonly { readonly id: string }[]): string[] {
    const times = new Map<string, number>();
    for (const { id } of published) times.set(id, (times.get(id) ?? 0) + 1);
    return [...times].flatMap(([id, sent]) => {
      const most = 1 + (this.allowed.get(id) ?? 0);
      return sent > most ? [`alert ${id} was sent ${sent} times, and ${most} were to be excused`] : [];
    });
  }

  #of(process: Process): Map<string, number> {
    const ids = this.#unmarked.get(process) ?? new Map();
    this.#unmarked.set(process, ids);
    return ids;
  }
}

/** Counts calls over a whole run and does to them what the plan says. */
export class FaultInjector {
  calls = 0;
  readonly repeats = new RepeatAllowance();
  /** The calls as they came, with their faults: what a failing test shows. */
  readonly trace: string[] = [];

  #answered = 0;

  /** @param again which messages come once more, counted from 0 in the order in which batches end */
  constructor(
    private readonly world: Pick<FaultyWorld<unknown>, 'nowMs' | 'settings'>,
    private readonly plan: FaultPlan,
    private readonly again: ReadonlySet<number> = new Set(),
  ) {}

  /** Deletes what an invocation has done, some of which comes once more. */
  answer(world: AnsweredWorld, batch: readonly QueuedMessage[], response: SQSBatchResponse): void {
    world.answer(batch, response);
    for (const { body } of batch) {
      if (this.again.has(this.#answered++)) world.send(body, REDELIVERY_SECONDS);
    }
  }

  gate(process: Process): Gate {
    return (call, effect) => {
      if (process.isDead) return never();
      const fault = this.plan.get(this.calls);
      this.trace.push(`${this.calls} ${call.name} ${call.subject.slice(0, 12)} ${fault ?? ''}`.trim());
      this.calls++;
      return this.#meet(process, call, () => this.#watched(process, call, effect), fault);
    };
  }

  async #meet<T>(process: Process, call: EdgeCall, effect: () => T, fault: Fault | undefined): Promise<T> {
    if (fault === 'kill before') return this.#kill(process);
    const isUndone = fault === 'fail' || fault === 'throttle';
    if (isUndone && call.name === 'settleClaim') this.repeats.markFailed(process, call.subject);
    if (fault === 'fail') throw ofAws(`injected: ${call.name} failed`);
    if (fault === 'throttle') {
      throw Object.assign(ofAws('injected: rate exceeded'), { name: 'ThrottlingException' });
    }
    if (fault === 'delay') this.world.nowMs += DELAY_MS;
    if (fault === 'freeze') this.world.nowMs += this.world.settings.leaseSeconds * 1000 + 1;
    let result = effect();
    if (fault === 'repeat') {
      if (call.name === 'publishAlert') this.repeats.allow(call.subject);
      result = effect();
    }
    if (fault === 'kill after') return this.#kill(process);
    if (fault === 'fail after') {
      if (call.name === 'publishAlert') this.repeats.allow(call.subject);
      throw ofAws(`injected: the answer of ${call.name} was lost`);
    }
    return result;
  }

  #watched<T>(process: Process, call: EdgeCall, effect: () => T): T {
    const result = effect();
    if (call.name === 'publishAlert') this.repeats.published(process, call.subject);
    if (call.name === 'settleClaim') this.repeats.marked(process, call.subject);
    return result;
  }

  #kill<T>(process: Process): Promise<T> {
    this.repeats.killed(process);
    process.kill();
    return never();
  }
}

/** Lets others go on, so often. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await undefined;
}

/** Calls that take their time, so that those of two functions at once mix. */
export class SlowCalls extends FaultInjector {
  /** Called before each call, with its number. */
  onCall: (call: number) => void = () => undefined;
  #begun = 0;

  /** @param pauses for how many turns the calls wait, one after the other, and over again */
  constructor(
    world: ConstructorParameters<typeof FaultInjector>[0],
    plan: FaultPlan,
    private readonly pauses: readonly number[] = [0],
  ) {
    super(world, plan);
  }

  override gate(process: Process): Gate {
    const gate = super.gate(process);
    return async (call, effect) => {
      const at = this.#begun++;
      await turns(this.pauses[at % this.pauses.length] ?? 0);
      this.onCall(at);
      return gate(call, effect);
    };
  }
}

/** An error as the SDK throws it, of the network too. */
function ofAws(message: string): Error {
  return Object.assign(new Error(message), { $metadata: {} });
}

/** Works until no message is left up to a time; a new process takes over when one is killed. */
export async function drainWithFaults<Container>(
  world: FaultyWorld<Container>,
  faults: FaultInjector,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<void> {
  let process = new Process();
  let container = world.container(faults.gate(process));
  for (let steps = 0; world.skipToNextMessage(untilMs); steps++) {
    boundSteps(steps);
    const batch = world.receive();
    if (batch.length === 0) continue;
    const answer = await Promise.race([world.invoke(container, batch), process.death]);
    if (answer !== 'killed') {
      faults.answer(world, batch, answer);
      continue;
    }
    process = new Process();
    container = world.container(faults.gate(process));
  }
}

/**
 * Does work until an attempt of it ends, each in a new process, as SNS, Step Functions and CloudFormation repeat an invocation that
 * failed or died. The time between attempts is longer than a lease.
 *
 * @returns what it came to, or undefined if no attempt ended
 */
export async function repeatWithFaults<T>(
  world: { nowMs: number },
  faults: FaultInjector,
  { attempts, waitMs, work }: { attempts: number; waitMs: number; work: (gate: Gate) => Promise<T> },
): Promise<{ readonly value: T } | undefined> {
  for (let attempt = 0; attempt < attempts; attempt++, world.nowMs += waitMs) {
    const process = new Process();
    const ended = await Promise.race([
      work(faults.gate(process)).then(
        (value) => ({ value }),
        () => undefined,
      ),
      process.death,
    ]);
    if (ended !== undefined && ended !== 'killed') return ended;
  }
  return undefined;
}

/** How many faults of a plan can fail an attempt: a call that takes long, or that the SDK repeats, is no failure. */
export function failuresIn(plan: FaultPlan): number {
  return [...plan.values()].filter((fault) => !['repeat', 'delay', 'freeze'].includes(fault)).length;
}

/** Does one invocation as Step Functions has it done: of a function that dies, there is an error and no answer. */
export async function invokeWithFaults<T>(
  faults: FaultInjector,
  work: (gate: Gate) => Promise<T>,
): Promise<T> {
  const process = new Process();
  const ended = await Promise.race([work(faults.gate(process)).then((value) => ({ value })), process.death]);
  if (ended === 'killed') throw Object.assign(new Error('the process died'), { name: 'Runtime.ExitError' });
  return ended.value;
}

/** Every fault at every call, until no call is left; returns how many runs there were. */
export async function runEverySingleFault(run: (plan: FaultPlan) => Promise<number>): Promise<number> {
  let runs = 0;
  for (const fault of FAULTS) {
    for (let call = 0; ; call++) {
      const calls = await run(new Map([[call, fault]]));
      runs++;
      if (call >= calls) break;
    }
  }
  return runs;
}

/**
 * Pairs of faults at every pair of calls, of which a run tries its share; the second may fall in the repair of the first. Returns how many
 * pairs there are.
 */
export async function runEveryPair(
  run: (plan: FaultPlan) => Promise<number>,
  pairs: readonly (readonly [Fault, Fault])[],
): Promise<number> {
  let pairsOfCalls = 0;
  for (const [first, second] of pairs) {
    for (let one = 0; ; one++) {
      const calls = await run(new Map([[one, first]]));
      if (one >= calls) break;
      for (let other = one + 1; other < calls; other++) {
        const both: [number, Fault][] = [
          [one, first],
          [other, second],
        ];
        if (isTried(pairsOfCalls++)) await run(new Map(both));
      }
    }
  }
  return pairsOfCalls;
}
