import { Unknown } from '../estate/values/value';
import type { Severity } from '../rule/rule';

/** The result of a check for a resource. */
export type PostureVerdict =
  | { readonly status: 'pass' }
  /** What was found, as a part of a sentence. */
  | { readonly status: 'fail'; readonly found: string }
  /** What was not answered. */
  | { readonly status: 'unknown'; readonly found: string };

/** What a check is, apart from how it judges. */
export interface PostureCheckText {
  readonly name: string;
  readonly severity: Severity;
  /** Controls of AWS Security Hub CSPM. */
  readonly securityHub: readonly string[];
  /** Recommendations of CIS AWS Foundations Benchmark 5.0.0. */
  readonly cis: readonly string[];
  /** Checks of Prowler. */
  readonly prowler: readonly string[];
  /** The requirement, as a sentence. */
  readonly asks: string;
  /** The remedy if it fails. */
  readonly remedy: string;
}

/** A check on one kind of resource. */
export interface PostureCheck<T, Context = unknown> extends PostureCheckText {
  /** Undefined where the check does not apply. */
  readonly judge: (resource: T, context: Context) => PostureVerdict | undefined;
}

export const PASS: PostureVerdict = { status: 'pass' };

export function fail(found: string): PostureVerdict {
  return { status: 'fail', found };
}

export function unknown(found: string): PostureVerdict {
  return { status: 'unknown', found };
}

/** What a value comes to: nothing of one that is as asked, or what was found; of an unknown one, why it is not known. */
export function judgeKnown<T>(known: T | Unknown, fault: (value: T) => string | undefined): PostureVerdict {
  if (known instanceof Unknown) return unknown(known.words);
  const found = fault(known);
  return found === undefined ? PASS : fail(found);
}

/** The faults that checks find in a resource, with the names of the checks; what is not known is none. */
export function faultsOf<T>(
  checks: readonly PostureCheck<T>[],
  resource: T,
): readonly { readonly check: string; readonly found: string }[] {
  return checks.flatMap(({ name, judge }) => {
    const verdict = judge(resource, undefined);
    return verdict?.status === 'fail' ? [{ check: name, found: verdict.found }] : [];
  });
}
