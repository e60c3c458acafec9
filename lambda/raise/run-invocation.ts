import type { Metrics } from '@aws-lambda-powertools/metrics';

/** What an invocation is begun with, does, and publishes at its end. */
export interface InvocationSteps<Invocation, Answer> {
  readonly begin: () => Invocation;
  readonly process: (invocation: Invocation) => Promise<Answer>;
  /** Called at the end. */
  readonly metrics: () => Metrics;
}

/** Runs an invocation. What it counted is published even if it fails. */
export async function runInvocation<
  Invocation extends { readonly counts: { emit(metrics: Metrics): void } },
  Answer,
>({ begin, process, metrics }: InvocationSteps<Invocation, Answer>): Promise<Answer> {
  const invocation = begin();
  try {
    return await process(invocation);
  } finally {
    invocation.counts.emit(metrics());
  }
}
