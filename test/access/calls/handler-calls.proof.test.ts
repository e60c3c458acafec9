import { PARTITION_VARIABLE } from '../../scenarios/place';
import type * as Judged from './judged-scenarios';

/** Loads everything anew: the scenarios take their Region when they are loaded. */
function faultsIn(partition: string): {
  readonly estates: number;
  readonly calls: number;
  readonly faults: readonly string[];
} {
  process.env[PARTITION_VARIABLE] = partition;
  const faults: string[] = [];
  let [estates, calls] = [0, 0];
  jest.isolateModules(() => {
    const { faultsOf, judgedScenarios }: typeof Judged = jest.requireActual('./judged-scenarios');
    for (const { name, judged } of judgedScenarios(partition)) {
      estates += 1;
      calls += judged.asked.length;
      faults.push(...faultsOf(judged).map((fault) => `${name}: ${fault}`));
    }
  });
  delete process.env[PARTITION_VARIABLE];
  return { estates, calls, faults };
}

test.each([
  ['aws', 90],
  ['aws-us-gov', 70],
  ['aws-cn', 70],
])(
  'in %s, with the keys of a customer too, each function may make its calls, and nothing else',
  (partition, fewest) => {
    const { estates, calls, faults } = faultsIn(partition);
    expect(faults).toEqual([]);
    expect(estates).toBeGreaterThan(fewest);
    expect(calls).toBeGreaterThan(3_000);
  },
);
