/** A part of the product in which a condition protects evidence, alerts or limits. */
export interface Room {
  /** Patterns of the files that are changed. */
  readonly mutate: readonly string[];
  /** Patterns of the tests that have to notice it. */
  readonly testFiles: readonly string[];
  /** Every how many mutants one is tried unless an argument says otherwise. */
  readonly every: number;
}

/** The mutants of a room that is named after its folder, and the tests that mirror it. */
function room(folder: string, testFiles: readonly string[], every: number): Room {
  return { mutate: [`${folder}/**/*.ts`], testFiles, every };
}

/** The tests of the processor of log files but its proofs, and but two files that take longer than all others together. */
const PROCESSOR_TESTS =
  'test/lambda/log-processor/!(*.proof|correlation-faults|random-faults.property).test.ts';

/** Every room that is mutated, by the name that `npm run test:mutation` takes. */
export const ROOMS: Readonly<Record<string, Room>> = {
  // Storms and members are tested where the processor of log files meets them.
  'lambda/raise': {
    // The test of the first file synthesizes a stack; what makes clients of AWS is tested as a part of the bundles.
    mutate: ['lambda/raise/**/*.ts', '!lambda/raise/open-rules.ts', '!lambda/raise/ports/*.ts'],
    testFiles: [
      'test/lambda/raise/**/!(open-rules).test.ts',
      'test/lambda/log-processor/{storm,members,silences,trials,changes-by-hand}.test.ts',
      'test/lambda/realtime-alerts/realtime-alerts.test.ts',
    ],
    every: 10,
  },
  'lambda/log-processor': {
    // What Lambda loads is tested as a bundle.
    mutate: ['lambda/log-processor/**/*.ts', '!lambda/log-processor/{index,open-search,ports}.ts'],
    testFiles: ['test/lambda/message-loops.test.ts', PROCESSOR_TESTS],
    every: 10,
  },
  'lib/core/policy/evaluation': room(
    'lib/core/policy/evaluation',
    ['test/core/policy/evaluation/**/*.test.ts'],
    10,
  ),
  'lib/core/compile/predicate': room(
    'lib/core/compile/predicate',
    // Those of the other targets ask it too, but to compare with.
    ['test/core/compile/predicate/**/*.test.ts'],
    10,
  ),
  'lib/core/digest': room(
    'lib/core/digest',
    // Damaged bytes of every kind take longer than all other tests of the room.
    ['test/core/digest/**/!(fuzz.property).test.ts'],
    10,
  ),
  'lib/core/record': room(
    'lib/core/record',
    // Random texts take longer than all other tests of the room, and so do the shared records.
    ['test/core/record/**/!(corpus|*.property).test.ts'],
    10,
  ),
};
