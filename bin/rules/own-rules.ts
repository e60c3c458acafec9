import { renderProblem } from '../../lib/core/problem/problem';
import { nameableRules, type RuleFilter } from '../../lib/core/rule/document-rules';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { REPEATED_ID } from '../../lib/core/sigma/sigma-document';
import {
  filtersOf,
  parseSigmaFiles,
  ruleDocumentOf,
  type SigmaSource,
} from '../../lib/core/sigma/sigma-file';
import { IDLE_FILTER } from '../../lib/core/sigma/sigma-linker';
import { readBuiltInRules } from './built-in-rules';
import { readCallCatalogue } from './read-call-catalogue';

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
  /** What filters ask of the built-in rules. */
  readonly filters: readonly RuleFilter[];
  readonly notices: readonly RuleNotice[];
}

/** Parses rule files. */
export function parseOwnRules(sources: readonly SigmaSource[]): OwnRules {
  const files = parseSigmaFiles(sources, {
    builtInRules: () => nameableRules(readBuiltInRules()),
    calls: readCallCatalogue,
  });
  const problems = files.flatMap((file) => [
    ...file.refused.flatMap((document) => document.problems),
    ...file.problems.filter(({ code }) => code === IDLE_FILTER),
  ]);
  return {
    document: ruleDocumentOf(files),
    ids: files.flatMap(({ rules, correlations }) => [
      ...rules.map(({ rule }) => rule.id),
      ...correlations.map(({ correlation }) => correlation.id),
    ]),
    filters: filtersOf(files),
    notices: problems.map((problem) =>
      problem.code === REPEATED_ID
        ? { isInfo: true, text: `${renderProblem(problem)}; the first is used` }
        : { isInfo: problem.code === IDLE_FILTER, text: renderProblem(problem) },
    ),
  };
}
