import { type FileFinding, type FileProblem, type Finding, problemFile } from './finding';

/** What is known about a log file that only an unauthenticated digest file lists. */
type Claim =
  /** It is wrong by itself, and reported. */
  | { readonly kind: 'reported' }
  | { readonly kind: 'unproven'; readonly finding: FileFinding }
  /** An earlier check has reported it as unverified. */
  | { readonly kind: 'known' };

type Task = () => Promise<Finding | undefined>;

/**
 * Log files that only unauthenticated digest files list, which does not prove that CloudTrail delivered them: one without a
 * fault of its own is reported once no other digest file can list it.
 */
export class LogClaims {
  private readonly claims = new Map<string, Promise<Claim>>();

  /** Adds a log file that an earlier check has reported. */
  addKnown(key: string): void {
    this.claims.set(key, Promise.resolve({ kind: 'known' }));
  }

  /** Adds a log file. Returns the task that checks it and reports its own problems at once. */
  add(key: string, check: () => Promise<FileFinding>): Task {
    let settle: (claim: Claim) => void = () => undefined;
    this.claims.set(
      key,
      new Promise((resolve) => {
        settle = resolve;
      }),
    );
    return async () => {
      const finding = await check();
      const isUnproven = finding.reason === 'digest-unverified';
      settle(isUnproven ? { kind: 'unproven', finding } : { kind: 'reported' });
      return isUnproven ? undefined : finding;
    };
  }

  /** The task that reports a log file that no digest file will list any more, with its problem. */
  settle(key: string, problem: FileProblem): Task {
    const claim = this.claims.get(key);
    this.claims.delete(key);
    return async () => {
      const claimed = await claim;
      if (claimed === undefined) return problemFile('log', key, problem);
      if (problem.status !== 'extra') return claimed.kind === 'unproven' ? claimed.finding : undefined;
      return claimed.kind === 'reported' ? undefined : problemFile('log', key, problem);
    };
  }

  /** The tasks that report what is not settled, which a check that continues later does not save. */
  *rest(): Generator<Task, void> {
    for (const claim of this.claims.values()) {
      yield async () => {
        const claimed = await claim;
        return claimed.kind === 'unproven' ? claimed.finding : undefined;
      };
    }
  }
}
