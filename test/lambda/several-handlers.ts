import type { SQSBatchResponse } from 'aws-lambda';
import { oneOf } from '../chance';
import { type Fault, FaultInjector, never, Process } from '../fault';
import type { EdgeCall, Gate } from '../memory-raise-ports';
import { boundSteps } from '../memory-world';
import { FUNCTION_TIMEOUT_MS, type World } from './world';

/** The faults that chance deals out to calls. */
const DEALT: readonly Fault[] = ['fail', 'fail after', 'repeat', 'delay', 'kill before', 'kill after'];

/** As many invocations as are under way at once. */
const MAX_AT_ONCE = 4;

/** How far the clock moves at most from one call to the next. */
const MAX_STEP_MS = 1_000;

/** A call that a handler waits for. */
interface WaitingCall {
  readonly process: Process;
  readonly call: EdgeCall;
  readonly proceed: () => void;
}

/** An invocation that is under way. */
interface Running {
  readonly process: Process;
  readonly deadlineMs: number;
  answer: SQSBatchResponse | 'killed' | undefined;
}

/** What chance is to do. */
export interface Mix {
  readonly chance: () => number;
  /** How many calls in a hundred meet a fault. */
  readonly faultPercent: number;
  /** How many of the handlers that exceed their time are frozen and wake up after their lease, instead of dying. */
  readonly freezePercent: number;
  /** How far the clock moves at most from one call to the next; a second where it is absent. */
  readonly maxStepMs?: number;
  /** A batch is received, by two handlers, while fewer are at work; four where it is absent. */
  readonly maxAtOnce?: number;
  /** In how many calls from the first on faults are dealt. */
  readonly calls?: number;
}

/**
 * Several handlers on one queue. Every batch goes to two of them at once; chance decides which one moves by a call,
 * and when the next batch is received. A handler that exceeds its time gives no answer any more.
 */
export class SeveralHandlers {
  readonly faults: FaultInjector;
  readonly #waiting: WaitingCall[] = [];
  readonly #frozenUntilMs = new Map<Process, number>();
  #running: Running[] = [];

  constructor(
    private readonly world: World,
    private readonly mix: Mix,
  ) {
    const plan = new Map<number, Fault>();
    for (let call = 0; call < (mix.calls ?? 3000); call++) {
      if (mix.chance() * 100 < mix.faultPercent) plan.set(call, oneOf(mix.chance, DEALT));
    }
    this.faults = new FaultInjector(world, plan);
  }

  /** Works until the queue is empty and every handler has ended. */
  async drain(): Promise<void> {
    const isAtWork = () =>
      this.world.queue.length > 0 || this.#running.length > 0 || this.#frozenUntilMs.size > 0;
    for (let steps = 0; isAtWork(); steps++) {
      boundSteps(steps, 100_000);
      if (this.#running.length < (this.mix.maxAtOnce ?? MAX_AT_ONCE) && this.mix.chance() < 0.1)
        this.#receive();
      await this.#step();
    }
  }

  #receive(): void {
    const batch = this.world.receive();
    if (batch.length === 0) return;
    for (let twice = 0; twice < 2; twice++) {
      const process = new Process();
      const deadlineMs = this.world.nowMs + FUNCTION_TIMEOUT_MS;
      const running: Running = { process, deadlineMs, answer: undefined };
      this.#running.push(running);
      const invocation = this.world.invoke(this.world.container(this.#gate(process)), batch);
      void Promise.race([invocation, process.death]).then((answer) => {
        if (answer !== 'killed' && this.#running.includes(running)) this.world.answer(batch, answer);
        this.#running = this.#running.filter((one) => one !== running);
      });
    }
  }

  #gate(process: Process): Gate {
    const inner = this.faults.gate(process);
    return async (call, effect) => {
      if (process.isDead) return never();
      await new Promise<void>((proceed) => this.#waiting.push({ process, call, proceed }));
      return inner(call, effect);
    };
  }

  async #step(): Promise<void> {
    // Everything that can go on without a call to the world goes on first.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.world.nowMs += Math.floor(this.mix.chance() * (this.mix.maxStepMs ?? MAX_STEP_MS));
    this.#endTheLate();
    this.#thaw();
    const able = this.#waiting.filter(({ process }) => !process.isDead && !this.#frozenUntilMs.has(process));
    if (able.length === 0) return;
    const next = oneOf(this.mix.chance, able);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.proceed();
  }

  #endTheLate(): void {
    for (const running of this.#running) {
      if (this.world.nowMs < running.deadlineMs) continue;
      this.#running = this.#running.filter((one) => one !== running);
      this.faults.repeats.killed(running.process);
      if (this.mix.chance() * 100 >= this.mix.freezePercent) running.process.kill();
      else this.#freeze(running.process);
    }
  }

  /** What a frozen handler has sent off already, it may still send: that is as if it had died just after. */
  #freeze(process: Process): void {
    this.#frozenUntilMs.set(process, this.world.nowMs + this.world.settings.leaseSeconds * 1000);
    for (const { call, process: owner } of this.#waiting) {
      if (owner === process && call.name === 'publishAlert') this.faults.repeats.allow(call.subject);
    }
  }

  /** Lambda wakes a frozen handler for its next invocation, and what it had left undone goes on. */
  #thaw(): void {
    for (const [process, untilMs] of this.#frozenUntilMs) {
      if (this.world.nowMs >= untilMs) this.#frozenUntilMs.delete(process);
    }
  }
}
