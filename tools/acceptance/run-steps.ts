/** One step of a run. */
export interface Step {
  readonly id: string;
  /** What AWS has shown when the step passes, as docs/extend/acceptance.md says it. */
  readonly proves: string;
  /** The steps without which this one shows nothing. */
  readonly needs?: readonly string[];
  /** Why the step cannot run with these options; undefined if it can. */
  readonly without?: string | undefined;
  /** Whether it runs however the steps before it ended, because it removes what they made. */
  readonly isCleanUp?: boolean;
  /** Returns what was seen; throws when it is not what it must be. */
  run(signal: AbortSignal): Promise<readonly string[]>;
}

/** How a step ended. */
export interface StepResult {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'not run';
  /** What was seen, or why the step failed or did not run. */
  readonly facts: readonly string[];
  readonly startedMs: number;
  readonly tookMs: number;
}

export interface StepRun {
  readonly nowMs: () => number;
  /** The first interrupt: no further step begins, and what was deployed is removed. */
  readonly stopping: AbortSignal;
  /** The second interrupt: the removal ends, too. */
  readonly leaving: AbortSignal;
  /** Called with all results so far after each step. */
  readonly onResult: (results: readonly StepResult[]) => void;
}

/** Runs steps one after the other. A step that fails stops those that need it, and nothing else. */
export async function runSteps(steps: readonly Step[], run: StepRun): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const startedMs = run.nowMs();
    const ended = await endOf(step, results, run);
    results.push({ id: step.id, ...ended, startedMs, tookMs: run.nowMs() - startedMs });
    run.onResult(results);
  }
  return results;
}

type End = Pick<StepResult, 'outcome' | 'facts'>;

async function endOf(step: Step, results: readonly StepResult[], run: StepRun): Promise<End> {
  const missing = reasonNotToRun(step, results, run);
  if (missing !== undefined) return { outcome: 'not run', facts: [missing] };
  const signal = step.isCleanUp === true ? run.leaving : run.stopping;
  try {
    return { outcome: 'passed', facts: await step.run(signal) };
  } catch (error) {
    const reason = signal.aborted ? 'interrupted: ' : '';
    return { outcome: 'failed', facts: [`${reason}${error instanceof Error ? error.message : error}`] };
  }
}

function reasonNotToRun(step: Step, results: readonly StepResult[], run: StepRun): string | undefined {
  if (step.without !== undefined) return step.without;
  if (step.isCleanUp === true) return undefined;
  if (run.stopping.aborted) return 'the run was interrupted';
  const unmet = (step.needs ?? []).filter(
    (id) => results.find((result) => result.id === id)?.outcome !== 'passed',
  );
  return unmet.length === 0 ? undefined : `needs ${unmet.join(' and ')}`;
}
