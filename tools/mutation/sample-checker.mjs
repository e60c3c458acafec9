/**
 * Lets every k-th mutant through to the tests, counted over the files in their order. Stryker itself takes ranges of lines only, which
 * would leave whole files out. What is not in the sample has the status of a mutant that does not compile, which no score counts.
 */
class SampleChecker {
  static inject = ['options'];

  constructor(options) {
    this.every = options.sampleEvery;
  }

  async init() {}

  /** All at once: each group is a message to the process that this runs in. */
  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(mutants.map(({ id }) => [id, this.resultOf(Number(id))]));
  }

  resultOf(id) {
    if (id % this.every === 0) return { status: 'passed' };
    return { status: 'compileError', reason: 'not in the sample' };
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: SampleChecker }];
