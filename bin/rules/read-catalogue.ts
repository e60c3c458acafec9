import { join, relative } from 'node:path';
import { renderProblem } from '../../lib/core/rule/problem';
import type { SigmaRule } from '../../lib/core/rule/sigma-rule';
import { packageRoot } from '../package-root';
import { readRuleFiles } from './read-rule-files';

/** A built-in rule, with the file that it stands in. */
export interface CatalogueRule extends SigmaRule {
  /** Relative to the package. */
  readonly file: string;
  readonly text: string;
}

/** The folder of the built-in rules as their authors wrote them. */
export function catalogueFolder(): string {
  return join(packageRoot(), 'lib/rules');
}

/** The built-in rules by name. */
export async function readCatalogue(): Promise<readonly CatalogueRule[]> {
  const rules: CatalogueRule[] = [];
  for await (const { path, text, content } of readRuleFiles(catalogueFolder())) {
    const [refused] = content.refused.flatMap(({ problems }) => problems);
    if (refused !== undefined) throw new Error(`a built-in rule cannot be used: ${renderProblem(refused)}`);
    for (const rule of content.rules) rules.push({ ...rule, file: relative(packageRoot(), path), text });
  }
  return rules.sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}
