import { join, relative } from 'node:path';
import { renderProblem } from '../../lib/core/problem/problem';
import type { Correlation } from '../../lib/core/rule/correlation';
import type { Rule } from '../../lib/core/rule/rule';
import type { DetectionPlace } from '../../lib/core/sigma/detection/detection-places';
import type { Engine } from '../../lib/core/sigma/sigma-examples';
import { packageRoot } from '../cli/package-root';
import { readRuleFiles } from './read-rule-files';

/** A built-in rule or correlation, with the file that it stands in. */
export interface CatalogueRule {
  readonly rule: Rule | Correlation;
  /** The engines to which the rule compiles exactly; empty for a correlation. */
  readonly engines: readonly Engine[];
  /** Where its detection names each field; empty for a correlation. */
  readonly places: readonly DetectionPlace[];
  /** Relative to the package. */
  readonly file: string;
  readonly text: string;
  /** 1-based line of the file at which it begins. */
  readonly line: number;
}

/** The folder of the built-in rules as their authors wrote them. */
export function catalogueFolder(): string {
  return join(packageRoot(), 'lib/rules');
}

/** The built-in rules and correlations by name. */
export async function readCatalogue(): Promise<readonly CatalogueRule[]> {
  const rules: CatalogueRule[] = [];
  for await (const { path, text, content } of readRuleFiles(catalogueFolder())) {
    const [refused] = content.refused.flatMap(({ problems }) => problems);
    if (refused !== undefined) throw new Error(`a built-in rule cannot be used: ${renderProblem(refused)}`);
    const file = relative(packageRoot(), path);
    for (const { rule, engines, places, line } of content.rules) {
      rules.push({ rule, engines, places, line, file, text });
    }
    for (const { correlation, line } of content.correlations) {
      rules.push({ rule: correlation, engines: [], places: [], line, file, text });
    }
  }
  return rules.sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}
