import { renderProblem } from '../../lib/core/problem/problem';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { REPEATED_ID } from '../../lib/core/sigma/sigma-document';
import { parseSigmaFiles, ruleDocumentOf, type SigmaSource } from '../../lib/core/sigma/sigma-file';

/** A sentence about a document that is not used. */
export interface RuleNotice {
  /** Whether nothing is missing: the first rule of the id is used. */
  readonly isInfo: boolean;
  readonly text: string;
}

/** What rule files hold. */
export interface OwnRules {
  readonly document: RuleDocument;
  /** Of all of it, those of rules that raise no alerts of their own among them. */
  readonly ids: readonly string[];
  readonly notices: readonly RuleNotice[];
}

/** Parses rule files. */
export function parseOwnRules(sources: readonly SigmaSource[]): OwnRules {
  const files = parseSigmaFiles(sources);
  const problems = files.flatMap(({ refused }) => refused.flatMap((document) => document.problems));
  return {
    document: ruleDocumentOf(files),
    ids: files.flatMap(({ rules, correlations }) => [
      ...rules.map(({ rule }) => rule.id),
      ...correlations.map(({ correlation }) => correlation.id),
    ]),
    notices: problems.map((problem) =>
      problem.code === REPEATED_ID
        ? { isInfo: true, text: `${renderProblem(problem)}; the first is used` }
        : { isInfo: false, text: renderProblem(problem) },
    ),
  };
}
