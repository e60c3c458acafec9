import type { Json, JsonObject } from '../../lib/core/json/json-value';

/** An execution that is over. */
export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: string;
  /** What a Fail state or a service said of the error. */
  readonly cause?: string;
  readonly output: Json;
  /** The states that were entered, in their order; those of a map as `Map/State`. */
  readonly entered: readonly string[];
}

/** How an execution is named and started. */
export interface Start {
  readonly name: string;
  readonly startedAt: string;
  readonly input: Json;
}

/** Ends an execution unless a state catches it. */
export class StateFailed extends Error {
  constructor(
    readonly code: string,
    readonly why = '',
  ) {
    super(code);
  }
}

/** The first retrier that names the error decides, and counts its own tries. */
export function mayRetry({ Retry }: JsonObject, code: string, tries: Map<JsonObject, number>): boolean {
  const retriers = (Retry as readonly JsonObject[] | undefined) ?? [];
  const retrier = retriers.find(({ ErrorEquals }) => isNamed(ErrorEquals as readonly string[], code));
  if (retrier === undefined) return false;
  const count = (tries.get(retrier) ?? 0) + 1;
  tries.set(retrier, count);
  return count <= Number(retrier.MaxAttempts ?? 3);
}

/** An error of a service by its name, as Step Functions shows it. */
export function asFailure(error: unknown): unknown {
  return error instanceof Error && !(error instanceof StateFailed)
    ? new StateFailed(error.name, error.message)
    : error;
}

/** Whether a retrier or catcher names an error. */
export function isNamed(errors: readonly string[], code: string): boolean {
  return errors.some((name) => name === 'States.ALL' || name === code);
}
