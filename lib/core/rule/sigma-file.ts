import { parseLocatedYaml } from './located-yaml';
import type { Problem } from './problem';
import { ProblemList } from './problem-list';
import type { ReadingContext } from './reading-context';
import type { Placeholders } from './sigma-placeholder';
import { parseSigmaRule, type SigmaRule } from './sigma-rule';
import { nameOf, readText } from './sigma-text';
import { entryOf, type YamlMap, type YamlNode } from './yaml-node';

/** What a Sigma file holds. */
export interface SigmaFile {
  /** The rules that can be used, in the file's order. */
  readonly rules: readonly SigmaRule[];
  /** The documents that cannot be used. A file that is no YAML at all counts as one. */
  readonly refused: readonly RefusedDocument[];
  /** Everything that was found, those of the refused documents among it, in the file's order. */
  readonly problems: readonly Problem[];
}

/** A document of a Sigma file that gave no rule. */
export interface RefusedDocument {
  /** The id that the rule would have had. */
  readonly id: string;
  /** 1-based line at which the document begins. */
  readonly line: number;
  /** Why: one problem or more, the first being the one to show if only one is shown. */
  readonly problems: readonly Problem[];
}

/** What a Sigma file may need from outside. */
export interface SigmaOptions {
  /** The values of `%name%` in fields with the modifier `expand`. @default - such rules are refused */
  readonly placeholders?: Placeholders;
}

/**
 * Reads a Sigma file: one rule or several, in YAML, after Sigma 2.1. Never throws: what is wrong is a problem with
 * its place, and one wrong document leaves the others as they are.
 *
 * Correlation documents, filter documents and Sigma 1's `action` documents are recognised and refused.
 *
 * @param file the file's name, for the problems; a rule without an id is known by it
 * @see https://sigmahq.io/sigma-specification/
 */
export function parseSigma(text: string, file: string, options: SigmaOptions = {}): SigmaFile {
  const problems = new ProblemList(file, text);
  const documents = parseLocatedYaml(text, problems);
  const placeholders = options.placeholders ?? {};
  const budget = {
    expressionSteps: MAX_EXPRESSION_STEPS,
    madeValues: MAX_MADE_VALUES,
    nestedCharacters: MAX_NESTED_CHARACTERS,
  };
  return new FileReader(stemOf(file), { problems, placeholders, budget }).read(documents);
}

/** For all regular expressions of a file together; compiling so many takes less than a second. */
const MAX_EXPRESSION_STEPS = 200_000;
const MAX_MADE_VALUES = 100_000;
const MAX_NESTED_CHARACTERS = 5_000_000;

class FileReader {
  private readonly rules: SigmaRule[] = [];
  private readonly refused: RefusedDocument[] = [];
  private readonly problems: ProblemList;
  /** What stands in other documents is meant together with an 'action' document, so none of them is a rule alone. */
  private hasAction = false;
  /** Lines of the rules so far, by their ids. */
  private readonly linesById = new Map<string, number>();

  constructor(
    private readonly stem: string,
    private readonly context: ReadingContext,
  ) {
    this.problems = context.problems;
  }

  read(documents: readonly (YamlNode | undefined)[]): SigmaFile {
    for (const problem of this.problems.all) {
      this.refused.push({ id: this.stem, line: problem.line, problems: [problem] });
    }
    if (documents.length === 0 && this.refused.length === 0) this.refuseEmptyFile();
    this.hasAction = documents.some((document) => document?.kind === 'map' && entryOf(document, 'action'));
    for (const [index, document] of documents.entries()) {
      const name = index === 0 ? this.stem : `${this.stem}-${index + 1}`;
      if (document !== undefined) this.readDocument(document, name);
    }
    return { rules: this.rules, refused: this.refused, problems: inOrder(this.problems.all) };
  }

  private refuseEmptyFile(): void {
    this.problems.error('empty-file', 'the file holds no rule', 0);
    this.refused.push({ id: this.stem, line: 1, problems: this.problems.all.slice(-1) });
  }

  private readDocument(document: YamlNode, name: string): void {
    const before = this.problems.all.length;
    const rule = this.readRule(document, name);
    const errors = this.problems.all.slice(before).filter((problem) => problem.severity === 'error');
    if (rule !== undefined && errors.length === 0) {
      this.rules.push(rule);
      return;
    }
    const id = document.kind === 'map' ? readText(document, 'id', this.problems) || name : name;
    this.refused.push({ id, line: this.problems.lineOf(document.at), problems: errors });
  }

  private readRule(document: YamlNode, name: string): SigmaRule | undefined {
    if (document.kind !== 'map') {
      const message = `the document is ${nameOf(document)}, where a rule with title, logsource and detection may stand`;
      this.problems.error('not-a-rule', message, document.at);
      return undefined;
    }
    if (this.refusesKind(document)) return undefined;
    const rule = parseSigmaRule(document, name, this.context);
    if (rule !== undefined) this.refuseRepeatedId(rule, document);
    return rule;
  }

  /** Alerts are told apart by the rule's id. */
  private refuseRepeatedId({ rule, line }: SigmaRule, document: YamlMap): void {
    const before = this.linesById.get(rule.id);
    if (before === undefined) {
      this.linesById.set(rule.id, line);
      return;
    }
    const at = entryOf(document, 'id')?.at ?? document.at;
    this.problems.error(
      'repeated-id',
      `the rule at line ${before} has the id '${rule.id}' too; give this one its own`,
      at,
    );
  }

  private refusesKind(document: YamlMap): boolean {
    for (const [key, code, message] of OTHER_KINDS) {
      const entry = entryOf(document, key);
      if (entry === undefined && !(key === 'action' && this.hasAction)) continue;
      this.problems.error(code, message, entry?.at ?? document.at);
      return true;
    }
    return false;
  }
}

/** The kinds of documents that are no detection rules, by the key that tells them. */
const OTHER_KINDS: readonly (readonly [string, string, string])[] = [
  [
    'correlation',
    'correlation-rule',
    'correlation rules are not run yet, because they look at more than one record; the rules it names work alone',
  ],
  [
    'filter',
    'filter-document',
    "filter documents are not applied yet; write the filter into the rule as 'and not filter'",
  ],
  [
    'action',
    'deprecated-action',
    "'action' was removed from Sigma, and nothing is carried from one document to the next; write each rule out",
  ],
];

function stemOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/\.ya?ml$/i, '') || 'rule';
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((left, right) => left.line - right.line || left.column - right.column);
}
