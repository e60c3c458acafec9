import { renderProblem } from '../../../lib/core/problem/problem';
import type { Condition } from '../../../lib/core/rule/condition';
import { parseSigma, type SigmaOptions } from '../../../lib/core/sigma/sigma-file';

/** A whole rule around some lines of a detection; they begin at line 4, column 3. */
export function ruleWith(detection: string): string {
  const lines = detection.split('\n').map((line) => `  ${line}`);
  return `title: A rule\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n${lines.join('\n')}\n`;
}

/** The tree of a rule whose one selection is the given YAML map. */
export function selectionTree(selection: string, options?: SigmaOptions): Condition {
  const file = parseSigma(ruleWith(`s: ${selection}\ncondition: s`), 'rule.yml', options);
  expect(file.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return file.rules[0]!.rule.condition;
}

/** The problems of a rule whose one selection is the given YAML, as they are printed. */
export function selectionProblems(selection: string, options?: SigmaOptions): readonly string[] {
  return problemsOf(ruleWith(`s: ${selection}\ncondition: s`), options);
}

/** The problems of a file, as they are printed. */
export function problemsOf(text: string, options?: SigmaOptions): readonly string[] {
  return parseSigma(text, 'rule.yml', options).problems.map(renderProblem);
}
