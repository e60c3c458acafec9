import { assert, asyncProperty, constantFrom, integer, record, tuple, uniqueArray } from 'fast-check';
import { cases } from '../jest/cases';
import { FAULTS, type FaultInjector, type FaultPlan } from './fault';

/** What befalls a run. */
export interface Mishap {
  readonly plan: FaultPlan;
  /** The messages that are delivered once more after they were done. */
  readonly again: ReadonlySet<number>;
  /** Decides everything else that chance decides in a run. */
  readonly seed: number;
}

/** What a run came to. */
export interface FaultyRun {
  readonly faults: Pick<FaultInjector, 'calls' | 'trace'>;
  /** Every invariant that does not hold, in a sentence. */
  readonly problems: readonly string[];
}

/** Properties of {@link testRandomFaults}. */
interface RandomFaultsProps {
  readonly run: (mishap: Mishap) => Promise<FaultyRun>;
  /** How many runs there are in CI; see `test/jest/cases.ts`. */
  readonly runs: number;
  /** About as many calls as a run makes: faults are spread over them. */
  readonly calls: number;
  /** @default 6 */
  readonly maxFaults?: number;
}

/** Tests that every invariant holds, whichever calls meet whichever faults, and whatever is delivered twice. */
export function testRandomFaults(name: string, props: RandomFaultsProps): void {
  test(name, async () => {
    let met = 0;
    await assert(
      asyncProperty(mishaps(props), async (mishap) => {
        const { faults, problems } = await props.run(mishap);
        met += [...mishap.plan.keys()].filter((call) => call < faults.calls).length;
        if (problems.length > 0) throw new Error([...problems, ...faults.trace].join('\n'));
      }),
      { numRuns: props.runs },
    );
    // Otherwise the runs are shorter than `calls` says, and most faults befall nothing.
    expect(met).toBeGreaterThan(cases(props.runs));
  });
}

function mishaps({ calls, maxFaults = 6 }: RandomFaultsProps) {
  const fault = tuple(integer({ min: 0, max: calls - 1 }), constantFrom(...FAULTS));
  return record({
    faults: uniqueArray(fault, { selector: ([call]) => call, maxLength: maxFaults, size: 'max' }),
    again: uniqueArray(integer({ min: 0, max: 20 }), { maxLength: 3 }),
    seed: integer({ min: 0, max: 2 ** 32 - 1 }),
  }).map(({ faults, again, seed }): Mishap => ({ plan: new Map(faults), again: new Set(again), seed }));
}
