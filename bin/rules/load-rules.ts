import { didYouMean } from '../../lib/core/problem/nearest-word';
import type { Correlation } from '../../lib/core/rule/correlation';
import { besideOwn } from '../../lib/core/rule/document-rules';
import { withOwnAccounts } from '../../lib/core/rule/own-accounts';
import { fromSeverity, type Rule, type Severity } from '../../lib/core/rule/rule';
import type { RuleDocument } from '../../lib/core/rule/rule-document';
import type { SigmaSource } from '../../lib/core/sigma/sigma-file';
import type { CommandIo } from '../cli/command-io';
import { UserError } from '../cli/user-error';
import type { Diagnostics } from '../outputs/diagnostics';
import { readBuiltInRules } from './built-in-rules';
import type { ExcludedRule } from './ignore-file';
import type { OwnRules } from './own-rules';
import { readRuleTexts } from './read-rule-texts';
import { RuleCache } from './rule-cache';

/** Which rules to load. */
export interface RuleChoice {
  /** Folders and files of Sigma rules. */
  readonly folders: readonly string[];
  readonly builtIn: boolean;
  /** The minimum severity. */
  readonly minSeverity?: Severity;
  /**
   * Rules and correlations that raise no alerts; a correlation still counts the records of such rules. A rule that has no alerts of
   * its own takes the correlations that count it with it.
   */
  readonly excluded?: readonly ExcludedRule[];
  /** Accounts that are no others to any rule. */
  readonly ownAccounts?: readonly string[];
}

/** What rules are loaded with. */
export interface LoadTools {
  readonly diagnostics: Diagnostics;
  /** The location of the cache of parsed rules. */
  readonly io: Pick<CommandIo, 'environment'>;
}

const NO_RULES: RuleDocument = { rules: [], correlations: [] };

/**
 * The chosen rules and correlations. One of a folder takes the place of a built-in one with the same id, and filters narrow those that they
 * name. A document
 * that cannot be used is named as a problem and left out, one that repeats the id of another is only named; a choice of which
 * nothing can be used is a {@link UserError}.
 */
export async function loadRules(choice: RuleChoice, tools: LoadTools): Promise<RuleDocument> {
  const own = await readOwnRules(choice.folders, tools);
  const builtIn = choice.builtIn ? besideOwn(readBuiltInRules(), own.document, own.filters) : NO_RULES;
  const replaced = new Set(own.ids);
  const isKept = ({ id }: Rule | Correlation) => !replaced.has(id);
  const rules = [...builtIn.rules.filter(isKept), ...own.document.rules];
  const correlations = [...builtIn.correlations.filter(isKept), ...own.document.correlations];
  if (rules.length + correlations.length === 0)
    throw new UserError('there is no rule to use; use the built-in rules, or name others');
  const { minSeverity: least = 'informational', excluded = [], ownAccounts = [] } = choice;
  const ids = idsOf(excluded, { rules, correlations }, tools.diagnostics);
  const isWanted = ({ id }: Rule | Correlation) => !ids.has(id);
  const wanted = {
    rules: rules.filter(isWanted).flatMap((rule) => fromSeverity(rule, least) ?? []),
    correlations: correlations.filter(isWanted).flatMap((each) => fromSeverity(each, least) ?? []),
  };
  return ownAccounts.length === 0 ? wanted : withOwnAccounts(wanted, ownAccounts);
}

function idsOf(
  excluded: readonly ExcludedRule[],
  { rules, correlations }: RuleDocument,
  diagnostics: Diagnostics,
): ReadonlySet<string> {
  const alerting = [...rules, ...correlations];
  const ids = excluded.flatMap(({ rule, from }) => {
    const found = alerting.filter((one) => isCalled(one, rule));
    if (found.length > 0) return found.map(({ id }) => id);
    const counting = correlations.filter((each) => each.rules.some((counted) => isCalled(counted, rule)));
    if (counting.length > 0) {
      const names = counting.map(({ name }) => name).join(', ');
      diagnostics.info(
        `${from}: '${rule}' raises no alerts of its own; the correlations that count it are left out: ${names}`,
      );
      return counting.map(({ id }) => id);
    }
    const names = [...alerting, ...correlations.flatMap((each) => each.rules)].map(({ name }) => name);
    throw new UserError(`${from}: there is no rule '${rule}'${didYouMean(rule, names)}`);
  });
  return new Set(ids);
}

async function readOwnRules(folders: readonly string[], { diagnostics, io }: LoadTools): Promise<OwnRules> {
  if (folders.length === 0) return { document: NO_RULES, ids: [], filters: [], notices: [] };
  const texts = await readRuleTexts(folders);
  const cache = RuleCache.of(io.environment);
  const own = cache?.read(texts) ?? (await parseAndRemember(texts, cache));
  for (const { isInfo, text } of own.notices) {
    if (isInfo) diagnostics.info(text);
    else diagnostics.problem(text);
  }
  return own;
}

/** What reads YAML is loaded only when there is something to parse. */
async function parseAndRemember(
  texts: readonly SigmaSource[],
  cache: RuleCache | undefined,
): Promise<OwnRules> {
  const { parseOwnRules } = await import('./own-rules');
  const own = parseOwnRules(texts);
  cache?.write(texts, own);
  return own;
}

/** What a rule or a correlation is known by. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

/** Whether a rule has this id, name or title, in whatever letter case. */
export function isCalled({ id, name, title }: Known, wanted: string): boolean {
  return [id, name, title].some((known) => known.toLowerCase() === wanted.toLowerCase());
}
