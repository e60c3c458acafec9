import { chanceOf, oneOf } from './chance';
import { type Fault, FaultInjector, type FaultPlan, type FaultyWorld, never, Process } from './fault';
import type { EdgeCall, Gate } from './memory-raise-ports';
import { boundSteps, type QueuedMessage } from './memory-world';
import type { Mishap } from './random-faults';

/** The faults that chance deals out to calls. */
const DEALT: readonly Fault[] = ['fail', 'fail after', 'repeat', 'delay', 'kill before', 'kill after'];

/** As many invocations as are under way at once. */
const MAX_AT_ONCE = 4;

/** So long before its end a handler is to begin nothing more. */
const RESERVE_MS = 15_000;

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
  readonly time: AbortController;
  readonly isCareful: boolean;
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
  /** How many handlers in a hundred begin no work any more in the last seconds of their time; none where it is absent. */
  readonly carefulPercent?: number;
}

/** What several handlers need of a world. */
interface SharedWorld<Container> extends FaultyWorld<Container> {
  readonly queue: readonly QueuedMessage[];
}

/**
 * Several handlers on one queue. Every batch goes to two of them at once; chance decides which one moves by a call,
 * and when the next batch is received. A handler that exceeds its time gives no answer any more.
 */
export class SeveralHandlers<Container> {
  /** With the faults of a mishap; every other handler that exceeds its time is frozen. */
  static under<Container>(world: SharedWorld<Container>, { plan, again, seed }: Mishap) {
    const mix = { chance: chanceOf(seed), faultPercent: 0, freezePercent: 50, carefulPercent: 50, calls: 0 };
    return new SeveralHandlers(world, mix, new FaultInjector(world, plan, again));
  }

  readonly #waiting: WaitingCall[] = [];
  readonly #frozenUntilMs = new Map<Process, number>();
  #running: Running[] = [];

  constructor(
    private readonly world: SharedWorld<Container>,
    private readonly mix: Mix,
    readonly faults = new FaultInjector(world, dealt(mix)),
  ) {}

  /** Works until no message is left up to a time, and every handler has ended. */
  async drain(untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    for (let steps = 0; this.#isAtWork(untilMs); steps++) {
      boundSteps(steps, 100_000);
      if (this.#running.length < (this.mix.maxAtOnce ?? MAX_AT_ONCE) && this.mix.chance() < 0.1)
        this.#receive();
      await this.#step();
    }
  }

  /** While no handler is at work, the clock moves on to the next message. */
  #isAtWork(untilMs: number): boolean {
    if (this.#running.length > 0 || this.#frozenUntilMs.size > 0) return true;
    return this.world.skipToNextMessage(untilMs);
  }

  #receive(): void {
    const batch = this.world.receive();
    if (batch.length === 0) return;
    for (let twice = 0; twice < 2; twice++) {
      const process = new Process();
      // A lease lasts two timeouts of the function.
      const deadlineMs = this.world.nowMs + this.world.settings.leaseSeconds * 500;
      const time = new AbortController();
      const { carefulPercent = 0, chance } = this.mix;
      const isCareful = carefulPercent > 0 && chance() * 100 < carefulPercent;
      const running: Running = { process, deadlineMs, time, isCareful };
      this.#running.push(running);
      const container = this.world.container(this.#gate(process));
      const invocation = this.world.invoke(container, batch, time.signal);
      void Promise.race([invocation, process.death]).then((answer) => {
        if (answer !== 'killed' && this.#running.includes(running))
          this.faults.answer(this.world, batch, answer);
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
      const leftMs = running.deadlineMs - this.world.nowMs;
      if (running.isCareful && leftMs <= RESERVE_MS) running.time.abort(new Error('out of time'));
      if (leftMs > 0) continue;
      this.faults.trace.push('kill or freeze: out of time');
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

function dealt({ chance, calls = 3000, faultPercent }: Mix): FaultPlan {
  const plan = new Map<number, Fault>();
  for (let call = 0; call < calls; call++) {
    if (chance() * 100 < faultPercent) plan.set(call, oneOf(chance, DEALT));
  }
  return plan;
}
