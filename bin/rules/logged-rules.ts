import { nameableRules } from '../../lib/core/rule/document-rules';
import { ownFieldsOf, rulesWithoutOwnFields } from '../../lib/core/rule/own-field';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import { someOf } from '../../lib/core/safe-text/one-line';
import type { Diagnostics } from '../outputs/diagnostics';

/** Rules that are named in the sentence on them. */
const MAX_NAMED = 5;

/**
 * The rules for log files, whose records have no fields of the log processor: what reads them holds neither as it is nor negated.
 * The rules that read them are named in one message, each once.
 */
export function loggedRules(
  documents: readonly RuleDocument[],
  diagnostics: Diagnostics,
): readonly RuleDocument[] {
  const reading = new Set<string>();
  for (const rule of documents.flatMap(nameableRules)) {
    const fields = 'condition' in rule ? ownFieldsOf(rule.condition) : [];
    if (fields.length > 0) reading.add(`${rule.name} (${fields.join(', ')})`);
  }
  if (reading.size > 0)
    diagnostics.info(
      `only the log processor adds these fields, and log files do not have them: a rule finds nothing by them: ${someOf([...reading], MAX_NAMED)}`,
    );
  return reading.size === 0 ? documents : documents.map(rulesWithoutOwnFields);
}
