import type { ReadCalls } from '../calls/judge-condition';
import type { ProblemList } from '../problem/problem';
import type { Condition } from '../rule/condition';
import type { Correlation } from '../rule/correlation';
import type { RuleFilter } from '../rule/document-rules';
import { type Narrowing, narrowed } from '../rule/narrowed-condition';
import { type Rule, SEVERITIES, type Severity } from '../rule/rule';
import { DocumentIndex, type RuleReference, type SigmaAlias } from './correlation/rule-reference';
import type { CorrelationDraft } from './correlation/sigma-correlation';
import { reportCounts } from './detection/known-field';
import { collectErrors, REPEATED_ID, type SigmaDocument, standInFor } from './sigma-document';
import { includesLogSource } from './text/sigma-metadata';

/** The code of the problem of a filter that leaves nothing out. */
export const IDLE_FILTER = 'idle-filter';

/** What documents are once all that they name is found. */
export interface LinkedDocuments {
  /** Rules with the filters that apply to them, by their documents. */
  readonly rules: ReadonlyMap<SigmaDocument, Rule>;
  readonly correlations: ReadonlyMap<SigmaDocument, Correlation>;
  /** For each filter, the rules that it applies to. */
  readonly filtered: ReadonlyMap<SigmaDocument, FilteredRules>;
  /** Rules that are counted by correlations only. */
  readonly silent: ReadonlySet<SigmaDocument>;
}

/** What a filter applies to. */
export interface FilteredRules {
  /** The ids of the rules in its files. */
  readonly ruleIds: readonly string[];
  /** What it requires of rules that are in none of the files. */
  readonly others: RuleFilter;
}

/** Characters of JSON that filters and correlations may repeat, all together. */
const MAX_REPEATED_CHARACTERS = 20_000_000;

/**
 * Looks up what filters and correlations name, in the same file first. A name that is not found becomes a problem
 * of its document, and the document is left out.
 *
 * @param knownRules rules in none of the files, which may be named too; asked for when one is
 * @param calls without it, names of members are not judged
 */
export function linkDocuments(
  documents: readonly SigmaDocument[],
  knownRules: () => readonly (Rule | Correlation)[],
  calls?: ReadCalls,
): LinkedDocuments {
  return new Linker(documents, knownRules, calls).link();
}

class Linker {
  private readonly index: DocumentIndex<SigmaDocument>;
  private readonly rules = new Map<SigmaDocument, Rule>();
  /** What filters ask of the rules. */
  private readonly narrowings = new Map<SigmaDocument, Narrowing[]>();
  private readonly correlations = new Map<SigmaDocument, Correlation>();
  private readonly filtered = new Map<SigmaDocument, FilteredRules>();
  private readonly counted = new Set<SigmaDocument>();
  private readonly generated = new Set<SigmaDocument>();
  private readonly sizes = new Map<Condition, number>();
  private repeatedCharacters = 0;

  constructor(
    private readonly documents: readonly SigmaDocument[],
    knownRules: () => readonly (Rule | Correlation)[],
    private readonly calls: ReadCalls | undefined,
  ) {
    const nameable = documents.filter(
      (document) => document.content?.kind !== 'filter' && !isRepeated(document),
    );
    this.index = new DocumentIndex(nameable, () => knownRules().map(standInFor));
  }

  link(): LinkedDocuments {
    for (const document of this.documents) {
      const { content } = document;
      if (content?.kind === 'rule') this.rules.set(document, content.rule.rule);
    }
    this.eachWhole((document) => this.applyFilter(document));
    for (const [document, rule] of this.rules) this.rules.set(document, this.filteredRule(document, rule));
    this.eachWhole((document) => this.resolveCorrelation(document));
    const silent = [...this.counted].filter((document) => !this.generated.has(document));
    const { rules, correlations, filtered } = this;
    return { rules, correlations, filtered, silent: new Set(silent) };
  }

  private eachWhole(action: (document: SigmaDocument) => void): void {
    for (const document of this.documents) {
      if (document.errors.length === 0)
        collectErrors(document.errors, document.problems, () => action(document));
    }
  }

  private applyFilter(document: SigmaDocument): void {
    if (document.content?.kind !== 'filter') return;
    const { rules, condition } = document.content.draft;
    const targets =
      rules === undefined
        ? this.usableRules().filter(({ logSource }) => includesLogSource(document.logSource, logSource))
        : this.find(rules, document);
    if (
      targets === undefined ||
      this.repeatsTooMuch(
        targets.map(() => condition),
        document,
      )
    )
      return;
    if (targets.length === 0) warnOfNoRules(document);
    const narrowing = { name: `filter ${document.name}`, condition };
    for (const target of targets)
      this.narrowings.set(target, [...(this.narrowings.get(target) ?? []), narrowing]);
    const idsOf = (isBeside: boolean) =>
      targets.filter((target) => this.rules.has(target) === isBeside).map(({ id }) => id);
    this.filtered.set(document, { ruleIds: idsOf(true), others: { ruleIds: idsOf(false), narrowing } });
  }

  private filteredRule(document: SigmaDocument, rule: Rule): Rule {
    const narrowings = this.narrowings.get(document);
    if (narrowings === undefined) return rule;
    return { ...rule, condition: narrowed(rule.condition, narrowings) };
  }

  private ruleElsewhere(document: SigmaDocument): readonly Rule[] {
    return document.content?.kind === 'rule' ? [this.filteredRule(document, document.content.rule.rule)] : [];
  }

  private usableRules(): readonly SigmaDocument[] {
    return [...this.rules.keys()].filter(({ errors }) => errors.length === 0);
  }

  private resolveCorrelation(document: SigmaDocument): void {
    if (document.content?.kind !== 'correlation') return;
    const { draft, firstSteps } = document.content;
    const { concludedBy: conclusion, at, ...counting } = draft;
    const named = conclusion === undefined ? draft.rules : [...draft.rules, conclusion];
    const bases = this.find(named, document);
    if (bases === undefined) return;
    const aliases = aliasesById(draft, bases, document);
    const rules = bases.flatMap((base) => this.rules.get(base) ?? this.ruleElsewhere(base));
    const conditions = rules.map(({ condition }) => condition);
    if (aliases === undefined || this.repeatsTooMuch(conditions, document)) return;
    for (const base of bases) {
      this.counted.add(base);
      if (draft.generate) this.generated.add(base);
    }
    const { metadata, severity = worstOf(rules), ...rest } = counting;
    const concludedBy = conclusion === undefined ? {} : { concludedBy: rules.at(-1)?.id ?? '' };
    const correlation = { ...rest, rules, aliases, ...concludedBy };
    reportCounts(correlation, at, { problems: document.problems, calls: this.calls });
    this.correlations.set(document, { ...metadata, severity, firstSteps, ...correlation });
  }

  /** The documents of rules that can be used; undefined, with a problem for each that cannot. */
  private find(
    references: readonly RuleReference[],
    document: SigmaDocument,
  ): readonly SigmaDocument[] | undefined {
    const found = new Set<SigmaDocument>();
    for (const reference of references) {
      const target = this.index.find(reference, document.file, document.problems);
      const reason = target === undefined ? undefined : problemOf(target, found);
      if (reason !== undefined) {
        document.problems.error(reason.code, `'${reference.text}' ${reason.message}`, reference.at);
      } else if (target !== undefined) found.add(target);
    }
    return found.size === references.length ? [...found] : undefined;
  }

  private repeatsTooMuch(conditions: readonly Condition[], document: SigmaDocument): boolean {
    for (const condition of conditions) {
      const size = this.sizes.get(condition) ?? JSON.stringify(condition).length;
      this.sizes.set(condition, size);
      this.repeatedCharacters += size;
    }
    if (this.repeatedCharacters <= MAX_REPEATED_CHARACTERS) return false;
    const message = 'the rules that filters and correlations name are too many and too large; split them';
    document.problems.error('too-large', message, document.at);
    return true;
  }
}

function warnOfNoRules({ problems, at }: SigmaDocument): void {
  const message =
    "the filter applies to no rule: 'any' means the rules of its log source that are read together with it; name the built-in rules to filter";
  problems.warning(IDLE_FILTER, message, at);
}

/** Whether it has the id of an earlier one, which the id then refers to. */
function isRepeated({ errors }: SigmaDocument): boolean {
  return errors.some(({ code }) => code === REPEATED_ID);
}

function problemOf(
  target: SigmaDocument,
  found: ReadonlySet<SigmaDocument>,
): { readonly code: string; readonly message: string } | undefined {
  if (found.has(target))
    return { code: 'repeated-rule', message: `is the rule '${target.id}', which is listed here twice` };
  if (target.content?.kind === 'correlation') {
    return {
      code: 'chained-correlation',
      message: 'is a correlation, expected a rule; name the rules that it counts',
    };
  }
  if (target.content !== undefined && target.errors.length === 0) return undefined;
  return {
    code: 'unusable-rule',
    message: `is a rule that cannot be used itself (${target.file}:${target.line})`,
  };
}

/** The aliases by the ids of the rules; undefined, with a problem for each that is not whole. */
function aliasesById(
  { aliases, groupBy }: CorrelationDraft,
  bases: readonly SigmaDocument[],
  { problems }: SigmaDocument,
): Correlation['aliases'] | undefined {
  const before = problems.all.length;
  // As a reference does: the id before the name, and that before the title.
  const ids = new Map(
    (['title', 'name', 'id'] as const).flatMap((key) => bases.map((base) => [base[key], base.id])),
  );
  const named = aliases.map((alias) => {
    const fields = new Map<string, string>();
    for (const { rule, field } of alias.fields) {
      const id = ids.get(rule.text);
      if (id === undefined) refuseStranger(alias, rule, problems);
      else if (fields.has(id)) refuseSecond(alias, rule, problems);
      else fields.set(id, field);
    }
    const missing = groupBy.includes(alias.name) ? bases.find(({ id }) => !fields.has(id)) : undefined;
    if (missing !== undefined) {
      const message = `the alias '${alias.name}' names no field for the rule '${missing.name}', which then belongs to no group`;
      problems.error('incomplete-alias', message, alias.at);
    }
    return [alias.name, Object.fromEntries(fields)] as const;
  });
  return problems.all.length > before ? undefined : Object.fromEntries(named);
}

function refuseStranger(alias: SigmaAlias, rule: RuleReference, problems: ProblemList): void {
  const message = `the alias '${alias.name}' names '${rule.text}', which is not one of the counted rules`;
  problems.error('invalid-alias', message, rule.at);
}

function refuseSecond(alias: SigmaAlias, rule: RuleReference, problems: ProblemList): void {
  const message = `the alias '${alias.name}' names a field for the rule '${rule.text}' a second time; only one of the two would count`;
  problems.error('invalid-alias', message, rule.at);
}

function worstOf(rules: readonly Rule[]): Severity {
  const ranks = rules.map(({ severity }) => SEVERITIES.indexOf(severity));
  return SEVERITIES[Math.max(...ranks)] ?? 'medium';
}
