import type { SQSBatchResponse } from 'aws-lambda';
import { workingTimeMs } from '../../../lambda/aws/time-budget';
import type { EdgeCall, Gate } from '../memory-raise-ports';
import type { World } from './world';

/** A call to AWS that is under way. */
interface CallUnderWay {
  readonly doneAtMs: number;
  readonly finish: () => void;
}

/** What one invocation came to. */
export interface TimedInvocation {
  readonly answer: SQSBatchResponse;
  readonly tookMs: number;
  readonly calls: ReadonlyMap<EdgeCall['name'], number>;
}

/**
 * Runs invocations in simulated time: every call to AWS takes as long as it is told to, calls that are made together
 * take it together, and everything else takes no time. Nothing waits for a real clock.
 */
export class VirtualTime {
  #underWay: CallUnderWay[] = [];
  readonly #calls = new Map<EdgeCall['name'], number>();

  constructor(
    private readonly world: World,
    private readonly callMs: number,
  ) {}

  readonly gate: Gate = (call, effect) => {
    this.#calls.set(call.name, (this.#calls.get(call.name) ?? 0) + 1);
    return new Promise((resolve, reject) => {
      const finish = () => {
        try {
          resolve(effect());
        } catch (error) {
          reject(error);
        }
      };
      this.#underWay.push({ doneAtMs: this.world.nowMs + this.callMs, finish });
    });
  };

  /** Receives a batch and processes it as a function with this timeout does. */
  async invoke(container: ReturnType<World['container']>, timeoutMs: number): Promise<TimedInvocation> {
    this.#calls.clear();
    const fromMs = this.world.nowMs;
    const deadlineMs = fromMs + workingTimeMs(timeoutMs);
    const time = new AbortController();
    const batch = this.world.receive();
    let isOver = false;
    const running = this.world.invoke(container, batch, time.signal).finally(() => {
      isOver = true;
    });
    // A failure is thrown below.
    running.catch(() => undefined);
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#advance();
      if (this.world.nowMs >= deadlineMs) time.abort();
    }
    const answer = await running;
    this.world.answer(batch, answer);
    return { answer, tookMs: this.world.nowMs - fromMs, calls: new Map(this.#calls) };
  }

  #advance(): void {
    if (this.#underWay.length === 0) return;
    this.world.nowMs = Math.min(...this.#underWay.map(({ doneAtMs }) => doneAtMs));
    const due = this.#underWay.filter(({ doneAtMs }) => doneAtMs <= this.world.nowMs);
    this.#underWay = this.#underWay.filter((call) => !due.includes(call));
    for (const { finish } of due) finish();
  }
}
