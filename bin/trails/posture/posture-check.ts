import type { Severity } from '../../../lib/core/rule/rule';
import type { Known } from '../../places/ask-place';

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
export interface PostureCheck<T> extends PostureCheckText {
  /** Undefined where the check does not apply. */
  readonly judge: (resource: T, context: PostureContext) => PostureVerdict | undefined;
}

/** What is no resource. */
export interface PostureContext {
  readonly nowMs: number;
}

export const PASS: PostureVerdict = { status: 'pass' };

export function fail(found: string): PostureVerdict {
  return { status: 'fail', found };
}

export function unknown(found: string): PostureVerdict {
  return { status: 'unknown', found };
}

/** What a known value comes to: nothing of one that is as asked, or what was found. */
export function judgeKnown<T>(known: Known<T>, fault: (value: T) => string | undefined): PostureVerdict {
  if ('unknown' in known) return unknown(known.unknown);
  const found = fault(known.value);
  return found === undefined ? PASS : fail(found);
}
