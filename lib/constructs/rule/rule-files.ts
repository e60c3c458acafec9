import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, renderProblem } from '../../core/problem/problem';
import { knowMeanings } from '../../core/review/metadata/rule-meaning';
import { nameableRules, type RuleFilter } from '../../core/rule/document-rules';
import { decodeShippedRules, type RuleDocument } from '../../core/rule/rule-document';
import {
  filtersOf,
  parseSigmaFiles,
  ruleDocumentOf,
  type SigmaOptions,
  type SigmaSource,
} from '../../core/sigma/sigma-file';
import { builtPath } from '../asset/package-root';
import { readCalls } from '../asset/read-calls';

/** The content of several Sigma files. */
export interface SigmaFiles extends RuleDocument {
  /** Warnings, as `file:line:column: message`. */
  readonly warnings: readonly string[];
  /** The conditions of filters on built-in rules. */
  readonly filters: readonly RuleFilter[];
}

/** Reads Sigma files. Throws one error that lists every problem of every file: a partial rule set is not useful. */
export function readSigmaFiles(paths: readonly string[], options: SigmaOptions): SigmaFiles {
  return readSources(
    paths.map((file) => ({ file, text: readFileSync(file, 'utf8') })),
    options,
  );
}

/** Reads the text of one Sigma file, as {@link readSigmaFiles} does. */
export function readSigmaText(text: string, options: SigmaOptions): SigmaFiles {
  return readSources([{ file: 'sigma', text }], options);
}

function readSources(sources: readonly SigmaSource[], options: SigmaOptions): SigmaFiles {
  const files = parseSigmaFiles(sources, {
    ...options,
    builtInRules: () => nameableRules(readBuiltInRules()),
    calls: readCalls,
  });
  const problems = files.flatMap((file) => file.problems);
  const errors = linesOf(problems, 'error');
  if (errors.length > 0) throw new Error(`these rules cannot be used:\n${errors.join('\n')}`);
  return { ...ruleDocumentOf(files), warnings: linesOf(problems, 'warning'), filters: filtersOf(files) };
}

/** The Sigma files under a folder, sorted by path. Throws if there is none. */
export function findSigmaFiles(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`'${folder}' is not a folder`);
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/i.test(path))
    .map((path) => join(folder, path))
    .sort();
  if (paths.length === 0) throw new Error(`'${folder}' contains no Sigma file (.yml or .yaml)`);
  return paths;
}

function linesOf(problems: readonly Problem[], severity: Problem['severity']): string[] {
  return problems.filter((problem) => problem.severity === severity).map(renderProblem);
}

let builtIn: RuleDocument | undefined;

/** The rules that are included in trailwatch: the same document each time, with the hashes of their meaning from the build. */
export function readBuiltInRules(): RuleDocument {
  builtIn ??= readShippedRules();
  return builtIn;
}

function readShippedRules(): RuleDocument {
  const document = decodeShippedRules(readFileSync(builtPath('rules/built-in.json'), 'utf8'));
  knowMeanings(document, JSON.parse(readFileSync(builtPath('rules/meanings.json'), 'utf8')));
  return document;
}
