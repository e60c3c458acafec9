import { Composer, type CST, type Document, isScalar, Lexer, Parser } from 'yaml';
import type { ProblemList } from '../../problem/problem';
import { MAX_DEPTH, nestsTooDeeply, type ValueBudget, YamlDocumentReader, YamlError } from './yaml-document';
import type { YamlNode } from './yaml-node';

/** More text than any rule file has; the largest public ones are around 100 kB. */
const MAX_CHARACTERS = 1_000_000;
/** Values in one file, those behind aliases counted each time they are used. */
const MAX_VALUES = 100_000;

/**
 * Reads the documents of a YAML file; undefined is one with an error, which gives one problem. A document without
 * content is left out. Duplicate keys, endless aliases, deep nesting and very large files are problems.
 */
export function parseLocatedYaml(text: string, problems: ProblemList): readonly (YamlNode | undefined)[] {
  if (text.length > MAX_CHARACTERS) {
    const sizes = `has ${text.length} characters, more than the ${MAX_CHARACTERS} that a rule file may have`;
    problems.error('file-too-large', `the file ${sizes}; split it`, 0);
    return [];
  }
  const budget = { left: MAX_VALUES, allowed: MAX_VALUES };
  return documentsOf(text, problems)
    .filter(hasContent)
    .map((document) => readDocument(document, text, problems, budget));
}

function documentsOf(text: string, problems: ProblemList): readonly Document.Parsed[] {
  const tokens = tokensOf(text);
  if ('tooDeepAt' in tokens) {
    problems.error('too-deep', nestsTooDeeply(), tokens.tooDeepAt);
    return [];
  }
  const composer = new Composer({
    prettyErrors: false,
    // Checked in YamlDocumentReader: the library compares every key with every other one.
    uniqueKeys: false,
    logLevel: 'silent',
    version: '1.2',
    schema: 'core',
  });
  return [...composer.compose(tokens)] as Document.Parsed[];
}

function hasContent(document: Document.Parsed): boolean {
  const { contents } = document;
  const isEmpty = contents === null || (isScalar(contents) && contents.value === null);
  return !isEmpty || document.errors.length > 0;
}

function readDocument(
  document: Document.Parsed,
  text: string,
  problems: ProblemList,
  budget: ValueBudget,
): YamlNode | undefined {
  const reason = document.errors[0];
  if (reason !== undefined) {
    problems.error('invalid-yaml', describeError(reason.message), reason.pos[0]);
    return undefined;
  }
  if (document.contents === null) return undefined;
  try {
    return new YamlDocumentReader(text, budget).read(document.contents);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    problems.error(error.code, error.message, error.at);
    return undefined;
  }
}

function describeError(message: string): string {
  const sentence = message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
  return `the file is not valid YAML: ${sentence.replaceAll('\n', ' ')}`;
}

/**
 * The library's first step is a loop with its own stack; only its second step recurses. Nesting is refused in
 * between, because a deep recursion cannot be caught safely: where V8 has to compile a regular expression close to
 * the end of the call stack, the process ends.
 */
export function tokensOf(
  text: string,
  maxDepth = MAX_DEPTH,
): readonly CST.Token[] | { readonly tooDeepAt: number } {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maxDepth + 2) return { tooDeepAt: parser.offset };
  }
  tokens.push(...parser.end());
  return tokens;
}
