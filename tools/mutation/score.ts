/** What of the JSON report of Stryker is read: https://github.com/stryker-mutator/mutation-testing-elements */
export interface MutationReport {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Omit<Mutant, 'file'>[] }>>;
}

/** One change that Stryker made. */
export interface Mutant {
  /** The path of the changed file from the root of the project. */
  readonly file: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
}

/** What a run of Stryker says about the tests. */
export interface Score {
  /** Mutants that a test failed on. */
  readonly killed: number;
  /** Mutants that ran out of time: an endless loop, or a machine that did other work. They count neither way. */
  readonly undecided: number;
  /** Mutants that were tried and are decided: not those outside of the sample and those that Stryker leaves out. */
  readonly tried: number;
  /** All mutants that are not left out by their kind. */
  readonly all: number;
  /** Mutants that no test noticed, uncovered ones among them. */
  readonly survivors: readonly Mutant[];
}

/** As Stryker does, what no test covers has survived; other than there, what ran out of time is not counted as noticed. */
export function scoreOf({ files }: MutationReport): Score {
  const mutants = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map((one) => ({ file, ...one })),
  );
  const all = mutants.filter(({ status }) => status !== 'Ignored').length;
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const numberOf = (kind: string) => mutants.filter(({ status }) => status === kind).length;
  const killed = numberOf('Killed');
  return { killed, undecided: numberOf('Timeout'), tried: killed + survivors.length, all, survivors };
}
