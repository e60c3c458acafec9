import type { CorrelationGroup } from '../../lib/core/correlation/contribution';
import type { CorrelationPlan } from '../../lib/core/correlation/correlation-plan';
import { isJsonObject, type JsonObject } from '../../lib/core/json/json-value';
import type { LogProcessorSettings } from '../../lib/core/settings/log-processor-settings';
import { ownMessageCodec } from '../../lib/core/settings/message/own-message';
import type { Ports } from './ports';

/** What a container remembers of evaluation messages from one invocation to the next: the message to when it is due. */
export type EvaluationMemory = Map<string, number>;

/** More than this are forgotten, and sent once more. */
const MAX_REMEMBERED = 10_000;

/** The longest delay of SQS, in seconds. */
const MAX_DELAY_SECONDS = 900;

/** Asks this function to evaluate whether a group satisfied its correlation in a period. */
export interface EvaluationMessage {
  /** The definition of the correlation. */
  readonly fingerprint: string;
  readonly group: CorrelationGroup;
  readonly periodStartMs: number;
}

/** The messages that ask for an evaluation. */
export const EVALUATION = ownMessageCodec<EvaluationMessage>({ kind: 'correlation-verdict', read });

function read({ fingerprint, group, periodStartMs }: JsonObject): EvaluationMessage | undefined {
  if (typeof fingerprint !== 'string' || !isJsonObject(group)) return undefined;
  const { key, values } = group;
  if (typeof key !== 'string' || !Array.isArray(values)) return undefined;
  if (typeof periodStartMs !== 'number' || !Number.isSafeInteger(periodStartMs)) return undefined;
  return { fingerprint, group: { key, values: values.map(String) }, periodStartMs };
}

/**
 * Makes sure that a period is evaluated when all of its contributions are written.
 *
 *     write ──► message, delayed ──► all quiet for the lateness, and the period over as long? ──► evaluation (log-processor.ts)
 *                     ▲                         │ no
 *                     └─────────────────────────┘
 *
 * The message is sent after the write, so a handler that dies in between leaves none, and its file comes back. One that
 * is under way serves every contribution written before it is due: it comes later than the write, finds it, and waits
 * for its lateness, too.
 */
export class EvaluationMessages {
  constructor(
    private readonly ports: Ports,
    private readonly settings: LogProcessorSettings,
    private readonly memory: EvaluationMemory,
  ) {}

  /** Call it once the contributions are written; when it returns, a message that will find them is on its way. */
  async ensure(plan: CorrelationPlan, group: CorrelationGroup, periodStartMs: number): Promise<void> {
    const body = EVALUATION.encode({ fingerprint: plan.fingerprint, group, periodStartMs });
    const dueAtMs = this.memory.get(body) ?? Number.NEGATIVE_INFINITY;
    // Half of the delay is for clocks that disagree.
    if (dueAtMs - this.ports.nowMs() > this.#delaySeconds(this.settings.correlationLatenessSeconds) * 500)
      return;
    await this.send(body, this.settings.correlationLatenessSeconds);
  }

  /** Sends a message that comes after so many seconds, or after as many as SQS can wait. */
  async send(body: string, seconds: number): Promise<void> {
    const delaySeconds = this.#delaySeconds(seconds);
    const dueAtMs = this.ports.nowMs() + delaySeconds * 1000;
    await this.ports.sendMessage(body, delaySeconds);
    if (this.memory.size >= MAX_REMEMBERED) this.memory.clear();
    this.memory.set(body, dueAtMs);
  }

  #delaySeconds(seconds: number): number {
    return Math.min(MAX_DELAY_SECONDS, Math.max(1, Math.ceil(seconds)));
  }
}
