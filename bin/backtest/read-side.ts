import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../lib/core/problem/nearest-word';
import type { RuleSides } from '../../lib/core/review/backtest/rule-union';
import type { Correlation } from '../../lib/core/rule/correlation';
import { fromSeverity, type Rule, type Severity } from '../../lib/core/rule/rule';
import { decodeRules, type RuleDocument } from '../../lib/core/rule/rule-document';
import { renderReason, UserError } from '../cli/user-error';
import { isCalled } from '../rules/is-called';
import { type LoadTools, loadRules } from '../rules/load-rules';
import { readAssemblyRules } from './read-assembly-rules';

/** The rules of one side of a backtest, as the options name them. */
export interface SideChoice {
  /** `--base` or `--head`. */
  readonly option: string;
  /** `builtin`, `none`, folders and files of Sigma rules, rule documents, and folders that `cdk synth` wrote. */
  readonly names: readonly string[];
}

/** Rules that are left out of both sides. */
export interface LeftOut {
  readonly minSeverity?: Severity;
  /** Ids, names or titles. */
  readonly excluded: readonly string[];
}

/** The largest rule document that is read: twenty times that of the built-in rules. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/**
 * The rule documents of a side. A rule of a folder takes the place of a built-in one with the same id, as in a scan; what
 * documents and assemblies have stands beside it.
 */
export async function readSide(
  { option, names }: SideChoice,
  tools: LoadTools,
): Promise<readonly RuleDocument[]> {
  const documents: RuleDocument[] = [];
  const folders: string[] = [];
  for (const name of names) {
    if (name === 'builtin' || name === 'none') continue;
    const kind = await kindOf(option, name);
    if (kind === 'rules') folders.push(name);
    else if (kind === 'document') documents.push(await readDocument(option, name));
    else documents.push(...(await readAssemblyRules(name, tools.diagnostics)));
  }
  const builtIn = names.includes('builtin');
  if (builtIn || folders.length > 0) documents.push(await loadRules({ folders, builtIn }, tools));
  return documents;
}

async function kindOf(option: string, name: string): Promise<'rules' | 'document' | 'assembly'> {
  const found = await stat(name).catch((error: unknown) => {
    const hint = /^built/i.test(name) ? "; write 'builtin' for the built-in rules" : '';
    throw new UserError(`${option} ${name}: ${renderReason(error)}${hint}`);
  });
  if (!found.isDirectory()) return /\.json$/i.test(name) ? 'document' : 'rules';
  const manifest = await stat(join(name, 'manifest.json')).catch(() => undefined);
  return manifest?.isFile() === true ? 'assembly' : 'rules';
}

async function readDocument(option: string, path: string): Promise<RuleDocument> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new UserError(`${option} ${path}: ${renderReason(error)}`);
  });
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new UserError(`${option} ${path} has ${bytes.length} bytes; a rule document has at most 32 MiB`);
  try {
    return decodeRules(bytes.toString());
  } catch (error) {
    throw new UserError(`${option} ${path}: ${renderReason(error)}`);
  }
}

/** Leaves the same rules out of both sides. A rule that neither has is a mistake, and a {@link UserError}. */
export function withoutRules({ base, head }: RuleSides, { minSeverity, excluded }: LeftOut): RuleSides {
  const all = [...base, ...head].flatMap(({ rules, correlations }) => [...rules, ...correlations]);
  for (const wanted of excluded) {
    if (all.some((rule) => isCalled(rule, wanted))) continue;
    const near = didYouMean(
      wanted,
      all.map(({ name }) => name),
    );
    throw new UserError(`--exclude-rule: neither side has a rule '${wanted}' that raises alerts${near}`);
  }
  const least = minSeverity ?? 'informational';
  const isWanted = (rule: Rule | Correlation) => !excluded.some((wanted) => isCalled(rule, wanted));
  const narrowed = ({ rules, correlations }: RuleDocument): RuleDocument => ({
    rules: rules.filter(isWanted).flatMap((rule) => fromSeverity(rule, least) ?? []),
    correlations: correlations.filter(isWanted).flatMap((each) => fromSeverity(each, least) ?? []),
  });
  return { base: base.map(narrowed), head: head.map(narrowed) };
}
