import type { CallCatalogue } from '../calls/call-catalogue';
import { type Problem, ProblemList } from '../problem/problem';
import type { Correlation } from '../rule/correlation';
import type { RuleFilter } from '../rule/document-rules';
import type { Rule } from '../rule/rule';
import type { RuleDocument } from '../rule/rule-document';
import { collectErrors, REPEATED_ID, readDocument, refuseAction, type SigmaDocument } from './sigma-document';
import type { Examples, SigmaSequence } from './sigma-examples';
import { type LinkedDocuments, linkDocuments } from './sigma-linker';
import type { SigmaRule } from './sigma-rule';
import type { Placeholders, ReadingContext } from './text/reading-context';
import { parseLocatedYaml } from './yaml/located-yaml';
import { entryOf, type YamlNode } from './yaml/yaml-node';

/** What a Sigma file holds. */
export interface SigmaFile {
  /** The rules that can be used, in the file's order. */
  readonly rules: readonly SigmaRule[];
  /** The correlations that can be used, in the file's order. */
  readonly correlations: readonly SigmaCorrelation[];
  /** The filters that can be used, in the file's order. The rules have them in their conditions already. */
  readonly filters: readonly SigmaFilter[];
  /** The documents that cannot be used. A file that is not YAML at all counts as one. */
  readonly refused: readonly RefusedDocument[];
  /** Everything that was found, those of the refused documents among it, in the file's order. */
  readonly problems: readonly Problem[];
}

/** A correlation as it is in a Sigma file. */
export interface SigmaCorrelation {
  readonly correlation: Correlation;
  readonly examples: Examples<SigmaSequence>;
  /** 1-based line at which its document begins. */
  readonly line: number;
}

/** A filter as it is in a Sigma file. */
export interface SigmaFilter {
  readonly id: string;
  /** 1-based line at which its document begins. */
  readonly line: number;
  /** The ids of the rules that it applies to, in this file, in others, and among those that were known before. */
  readonly ruleIds: readonly string[];
  /** What it asks of the rules that were known before. */
  readonly others: RuleFilter;
}

/** A document of a Sigma file that gave nothing. */
export interface RefusedDocument {
  /** The id that the rule would have had. */
  readonly id: string;
  /** 1-based line at which the document begins. */
  readonly line: number;
  /** Why: one problem or more, the first being the one to show if only one is shown. */
  readonly problems: readonly Problem[];
}

/** A Sigma file that has not been read. */
export interface SigmaSource {
  readonly text: string;
  /** The file's name, for the problems; a rule without an id is known by it. */
  readonly file: string;
}

/** What a Sigma file may need from outside. */
export interface SigmaOptions {
  /** The values of `%name%` in fields with the modifier `expand`. @default - such rules are refused */
  readonly placeholders?: Placeholders;
  /** The built-in rules, which filters and correlations may name too, and correlations, which they may not; asked for when one is named. @default - none */
  readonly builtInRules?: () => readonly (Rule | Correlation)[];
  /** The calls of AWS, asked for when a rule names one. @default - names of calls and Regions are not judged */
  readonly calls?: () => CallCatalogue;
}

/** Reads a Sigma file on its own: {@link parseSigmaFiles} of one. */
export function parseSigma(text: string, file: string, options: SigmaOptions = {}): SigmaFile {
  return parseSigmaFiles([{ text, file }], options)[0] ?? EMPTY_FILE;
}

/**
 * Reads Sigma files that belong together, after Sigma 2.1: rules, correlations and filters, which may name rules of
 * another file. Never throws: what is wrong is a problem with its place, and one wrong document leaves the others
 * as they are. Sigma 1's `action` documents are recognised and refused.
 *
 * @returns what each file holds, in the order given
 * @see https://sigmahq.io/sigma-specification/
 */
export function parseSigmaFiles(
  sources: readonly SigmaSource[],
  options: SigmaOptions = {},
): readonly SigmaFile[] {
  const files = sources.map((source) => readFile(source, options));
  const documents = files.flatMap((file) => file.documents);
  refuseRepeatedIds(documents);
  const linked = linkDocuments(documents, options.builtInRules ?? (() => []), options.calls);
  return files.map((file) => resultOf(file, linked));
}

const EMPTY_FILE: SigmaFile = { rules: [], correlations: [], filters: [], refused: [], problems: [] };
/** For all regular expressions of a file together; compiling that many takes less than a second. */
const MAX_EXPRESSION_STEPS = 200_000;
const MAX_MADE_VALUES = 100_000;
const MAX_NESTED_CHARACTERS = 5_000_000;

/** A file whose documents are not linked yet. */
interface ReadFile {
  readonly problems: ProblemList;
  readonly documents: readonly SigmaDocument[];
  /** Text that is not a document at all. */
  readonly refused: readonly RefusedDocument[];
}

function readFile({ text, file }: SigmaSource, options: SigmaOptions): ReadFile {
  const problems = new ProblemList(file, text);
  const nodes = parseLocatedYaml(text, problems);
  const stem = stemOf(file);
  const placeholders = options.placeholders ?? {};
  const budget = {
    expressionSteps: MAX_EXPRESSION_STEPS,
    madeValues: MAX_MADE_VALUES,
    nestedCharacters: MAX_NESTED_CHARACTERS,
  };
  if (nodes.length === 0 && problems.all.length === 0) {
    problems.error('empty-file', 'the file contains no rules', 0);
  }
  const refused = problems.all.map((problem) => ({ id: stem, line: problem.line, problems: [problem] }));
  const context = { problems, placeholders, budget, calls: options.calls };
  return { problems, documents: readDocuments(nodes, file, stem, context), refused };
}

function readDocuments(
  nodes: readonly (YamlNode | undefined)[],
  file: string,
  stem: string,
  context: ReadingContext,
): readonly SigmaDocument[] {
  const names = nodes.map((_, index) => (index === 0 ? stem : `${stem}-${index + 1}`));
  // An 'action' document applies to the other documents, so none of them is a rule alone.
  const hasAction = nodes.some((node) => node?.kind === 'map' && entryOf(node, 'action') !== undefined);
  const read = hasAction ? refuseAction : readDocument;
  return nodes.flatMap((node, index) => {
    return node === undefined ? [] : [read(node, { file, name: names[index] ?? stem }, context)];
  });
}

/** Alerts are distinguished by the rule's id. */
function refuseRepeatedIds(documents: readonly SigmaDocument[]): void {
  const first = new Map<string, SigmaDocument>();
  for (const document of documents) {
    const before = first.get(document.id);
    if (document.errors.length > 0 || document.content?.kind === 'filter') continue;
    if (before === undefined) {
      first.set(document.id, document);
      continue;
    }
    const place = before.file === document.file ? 'at line ' : `at ${before.file}:`;
    const message = `the rule ${place}${before.line} has the id '${document.id}' too; give this one its own`;
    collectErrors(document.errors, document.problems, () =>
      document.problems.error(REPEATED_ID, message, document.at),
    );
  }
}

function resultOf({ problems, documents, refused }: ReadFile, linked: LinkedDocuments): SigmaFile {
  const whole = documents.filter(({ errors }) => errors.length === 0);
  return {
    rules: whole.flatMap((document) => ruleOf(document, linked)),
    correlations: whole.flatMap((document) => correlationOf(document, linked)),
    filters: whole.flatMap((document) => {
      const filtered = linked.filtered.get(document);
      if (filtered === undefined) return [];
      const { ruleIds, others } = filtered;
      return [{ id: document.id, line: document.line, ruleIds: [...ruleIds, ...others.ruleIds], others }];
    }),
    refused: [...refused, ...documents.flatMap(refusalOf)],
    problems: inOrder(problems.all),
  };
}

function ruleOf(document: SigmaDocument, { rules, silent }: LinkedDocuments): readonly SigmaRule[] {
  const rule = rules.get(document);
  if (document.content?.kind !== 'rule' || rule === undefined) return [];
  return [{ ...document.content.rule, rule, alertsAlone: !silent.has(document) }];
}

function correlationOf(
  document: SigmaDocument,
  { correlations }: LinkedDocuments,
): readonly SigmaCorrelation[] {
  const correlation = correlations.get(document);
  if (document.content?.kind !== 'correlation' || correlation === undefined) return [];
  return [{ correlation, examples: document.content.examples, line: document.line }];
}

function refusalOf({ id, line, errors }: SigmaDocument): readonly RefusedDocument[] {
  return errors.length === 0 ? [] : [{ id, line, problems: errors }];
}

function stemOf(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/\.ya?ml$/i, '') || 'rule';
}

function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((left, right) => left.line - right.line || left.column - right.column);
}

/** What the filters of Sigma files ask of the built-in rules. */
export function filtersOf(files: readonly SigmaFile[]): readonly RuleFilter[] {
  return files
    .flatMap(({ filters }) => filters.map(({ others }) => others))
    .filter(({ ruleIds }) => ruleIds.length > 0);
}

/** Joins what Sigma files hold into one document. */
export function ruleDocumentOf(files: readonly SigmaFile[]): RuleDocument {
  return {
    rules: files.flatMap((file) =>
      file.rules.filter(({ alertsAlone }) => alertsAlone).map(({ rule }) => rule),
    ),
    correlations: files.flatMap((file) => file.correlations.map(({ correlation }) => correlation)),
  };
}
