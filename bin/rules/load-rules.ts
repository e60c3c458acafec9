import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderProblem } from '../../lib/core/rule/problem';
import { type Rule, SEVERITIES, type Severity } from '../../lib/core/rule/rule';
import { decodeRules } from '../../lib/core/rule/rule-document';
import type { Diagnostics } from '../outputs/diagnostics';
import { packageRoot } from '../package-root';
import { renderReason, UserError } from '../user-error';
import { readRuleFiles } from './read-rule-files';

/** Which rules to load. */
export interface RuleChoice {
  /** Folders and files of Sigma rules. */
  readonly folders: readonly string[];
  readonly builtIn: boolean;
  /** Leave out what is less severe. */
  readonly minSeverity?: Severity;
}

/**
 * The chosen rules. A rule of a folder takes the place of a built-in rule with the same id. A rule that cannot be
 * used is named as a fault and left out; a choice of which nothing can be used is a {@link UserError}.
 */
export async function loadRules(choice: RuleChoice, diagnostics: Diagnostics): Promise<readonly Rule[]> {
  const builtIn = choice.builtIn ? await readBuiltInRules() : [];
  const own = await readOwnRules(choice.folders, diagnostics);
  const rules = [...builtIn.filter(({ id }) => !own.has(id)), ...own.values()];
  if (rules.length === 0)
    throw new UserError('there is no rule to use; leave out --no-builtin, or name --rules');
  const least = SEVERITIES.indexOf(choice.minSeverity ?? 'informational');
  return rules.filter(({ severity }) => SEVERITIES.indexOf(severity) >= least);
}

async function readBuiltInRules(): Promise<readonly Rule[]> {
  const path = join(packageRoot(), 'dist/rules/built-in.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError(
      `the built-in rules are not built (${path}: ${renderReason(error)}); run npm run build`,
    );
  });
  return decodeRules(text);
}

async function readOwnRules(
  folders: readonly string[],
  diagnostics: Diagnostics,
): Promise<ReadonlyMap<string, Rule>> {
  const rules = new Map<string, Rule>();
  const files = new Map<string, string>();
  for (const folder of folders) {
    for await (const { path, content } of readRuleFiles(folder)) {
      const problems = content.refused.flatMap((refused) => refused.problems);
      for (const problem of problems) diagnostics.fault(renderProblem(problem));
      for (const { rule, line } of content.rules) {
        const before = files.get(rule.id);
        if (before !== undefined)
          diagnostics.fault(`${path}:${line}: the rule's id '${rule.id}' is taken by ${before}`);
        else rules.set(rule.id, rule);
        files.set(rule.id, before ?? path);
      }
    }
  }
  return rules;
}
