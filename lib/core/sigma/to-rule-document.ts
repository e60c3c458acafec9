import type { RuleDocument } from '../rule/rule-document';
import type { SigmaFile } from './sigma-file';

/** Joins what Sigma files hold into one document. */
export function ruleDocumentOf(files: readonly SigmaFile[]): RuleDocument {
  return {
    rules: files.flatMap((file) =>
      file.rules.filter(({ alertsAlone }) => alertsAlone).map(({ rule }) => rule),
    ),
    correlations: files.flatMap((file) => file.correlations.map(({ correlation }) => correlation)),
  };
}
