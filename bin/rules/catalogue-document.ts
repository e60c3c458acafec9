import type { Correlation } from '../../lib/core/rule/correlation';
import type { Engine } from '../../lib/core/rule/engines';
import type { Rule } from '../../lib/core/rule/rule';
import { decodeRules, encodeRules } from '../../lib/core/rule/rule-document';
import type { DetectionPlace } from '../../lib/core/sigma/detection/detection-places';
import type { SigmaFile } from '../../lib/core/sigma/sigma-file';

/** A built-in rule or correlation, with the file that it is in. */
export interface CatalogueRule {
  readonly rule: Rule | Correlation;
  /** The engines to which the rule compiles exactly; empty for a correlation. */
  readonly engines: readonly Engine[];
  /** The correlations that count it, if it raises no alerts of its own; otherwise empty. */
  readonly countedBy: readonly string[];
  /** Where its detection names each field; empty for a correlation. */
  readonly places: readonly DetectionPlace[];
  /** Relative to the package, with `/` between its parts. */
  readonly file: string;
  /** 1-based line of the file at which it begins. */
  readonly line: number;
}

/** What a catalogue says of a rule beside the rule. */
type Located = Omit<CatalogueRule, 'rule'> & { readonly id: string };

interface ParsedFile {
  readonly file: string;
  readonly content: SigmaFile;
}

/**
 * The catalogue as text, which is read in a hundredth of the time that its YAML takes. The same files give the same text.
 *
 *     [{"id": …, "file": …, "line": …, "engines": …, "places": …}, …] \n <rule document>
 */
export function encodeCatalogue(files: readonly ParsedFile[]): string {
  const correlations = files.flatMap(({ content }) =>
    content.correlations.map(({ correlation }) => correlation),
  );
  const located: Located[] = files.flatMap(({ file, content }) => [
    ...content.rules.map(({ rule, line, engines, places, alertsAlone }) => ({
      ...{ id: rule.id, file, line, engines, places },
      countedBy: alertsAlone ? [] : countersOf(rule, correlations),
    })),
    ...content.correlations.map(({ correlation, line }) => ({
      ...{ id: correlation.id, file, line },
      ...{ engines: [], places: [], countedBy: [] },
    })),
  ]);
  const rules = files.flatMap(({ content }) => content.rules.map(({ rule }) => rule));
  return `${JSON.stringify(located)}\n${encodeRules({ rules, correlations })}`;
}

/** What {@link encodeCatalogue} wrote, by the names of the rules. */
export function decodeCatalogue(text: string): readonly CatalogueRule[] {
  const end = text.indexOf('\n');
  const located = new Map((JSON.parse(text.slice(0, end)) as readonly Located[]).map((one) => [one.id, one]));
  const { rules, correlations } = decodeRules(text.slice(end + 1));
  return [...rules, ...correlations]
    .map((rule) => {
      const { id: _id, ...place } = located.get(rule.id) as Located;
      return { rule, ...place };
    })
    .sort((one, other) => (one.rule.name < other.rule.name ? -1 : 1));
}

/** The names of the correlations that count a rule. */
export function countersOf({ id }: Rule, correlations: readonly Correlation[]): readonly string[] {
  return correlations.filter(({ rules }) => rules.some((rule) => rule.id === id)).map(({ name }) => name);
}
