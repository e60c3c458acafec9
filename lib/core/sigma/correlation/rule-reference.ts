import { didYouMean } from '../../problem/nearest-word';
import { type ProblemList, shortened } from '../../problem/problem';
import { nameOf } from '../text/sigma-text';
import { entryOf, type YamlEntry, type YamlMap } from '../yaml/yaml-node';

/** A rule as another document names it. */
export interface RuleReference {
  /** Its id or its name. */
  readonly text: string;
  /** Offset in the file that names it. */
  readonly at: number;
}

const MAX_REFERENCES = 1_000;
/** Finding the nearest name takes a while where there are many; more mistakes than these are not typing errors. */
const MAX_HINTS = 20;

/** What a document that can be named is known by. */
export interface NamedDocument {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly file: string;
}

/**
 * The rules that a document names under `rules`; undefined, with a problem, if there is none or one is not
 * text.
 *
 * @param owner what the key is under, for the sentences
 */
export function readReferences(
  map: YamlMap,
  owner: string,
  problems: ProblemList,
): readonly RuleReference[] | undefined {
  const entry = entryOf(map, 'rules');
  if (entry === undefined || (entry.value.kind === 'scalar' && entry.value.type === 'null')) {
    problems.error('no-rules', `'${owner}' has no 'rules'; list the ids or names of rules`, map.at);
    return undefined;
  }
  const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
  if (items.length > MAX_REFERENCES) {
    const message = `'${owner}.rules' names ${items.length} rules, more than the ${MAX_REFERENCES} that it may`;
    problems.error('too-many-rules', message, entry.value.at);
    return undefined;
  }
  const references: RuleReference[] = [];
  for (const item of items) {
    if (item.kind === 'scalar' && item.type !== 'null') references.push({ text: item.text, at: item.at });
    else {
      const found = item.kind === 'scalar' ? 'null' : nameOf(item);
      const message = `'${owner}.rules': expected the ids or names of rules, found ${found}`;
      problems.error('invalid-rules', message, item.at);
    }
  }
  if (items.length === 0)
    problems.error('no-rules', `'${owner}.rules' is empty; list the ids or names of rules`, entry.value.at);
  return references.length === items.length && items.length > 0 ? references : undefined;
}

/** Finds documents by what others call them: the id before the name, the same file before the others. */
export class DocumentIndex<Document extends NamedDocument> {
  private readonly byKey: DocumentsByKey<Document>;
  private readonly names = new Set<string>();
  private otherByKey: DocumentsByKey<Document> | undefined;
  private hints = 0;

  /** @param others what may be named too, but for those that have an id or a name of the documents; asked for when one is named */
  constructor(
    documents: readonly Document[],
    private readonly others: () => readonly Document[],
  ) {
    this.byKey = this.keyed(documents);
  }

  /**
   * What the reference names; undefined, with a problem, if that is nothing or not certain. A title is taken too
   * where there is no such id or name, because published rules do so, and is warned about.
   */
  find(reference: RuleReference, file: string, problems: ProblemList): Document | undefined {
    this.otherByKey ??= this.isKnown(reference) ? undefined : this.keyedOthers();
    for (const [kind, byKey] of this.places()) {
      const all = byKey.get(`${kind} ${reference.text}`) ?? [];
      const near = all.filter((document) => document.file === file);
      const [only, ...others] = near.length > 0 ? near : all;
      if (only === undefined) continue;
      if (others.length > 0) return this.refuseAmbiguous(reference, others.length + 1, problems);
      if (kind === 'title') warnOfTitle(reference, problems);
      return only;
    }
    const hint = ++this.hints > MAX_HINTS ? '' : didYouMean(reference.text, this.names);
    const message = `no rule has the id or name '${shortened(reference.text)}'${hint}`;
    problems.error('unknown-rule', message, reference.at);
    return undefined;
  }

  private refuseAmbiguous(reference: RuleReference, count: number, problems: ProblemList): undefined {
    const message = `'${reference.text}' matches ${count} rules; name one by its id`;
    problems.error('ambiguous-rule', message, reference.at);
    return undefined;
  }

  /** Where a reference is looked for, the first place first. */
  private places(): readonly (readonly [(typeof KEYS)[number], DocumentsByKey<Document>])[] {
    return [this.byKey, this.otherByKey ?? new Map()].flatMap((byKey) =>
      KEYS.map((kind) => [kind, byKey] as const),
    );
  }

  private isKnown({ text }: RuleReference): boolean {
    return KEYS.some((kind) => this.byKey.has(`${kind} ${text}`));
  }

  private keyedOthers(): DocumentsByKey<Document> {
    return this.keyed(this.others().filter(({ id, name }) => !this.names.has(id) && !this.names.has(name)));
  }

  private keyed(documents: readonly Document[]): DocumentsByKey<Document> {
    const byKey = new Map<string, Document[]>();
    for (const document of documents) {
      for (const kind of KEYS) {
        const key = `${kind} ${document[kind]}`;
        const known = byKey.get(key);
        if (known === undefined) byKey.set(key, [document]);
        else known.push(document);
      }
    }
    for (const { id, name } of documents) this.names.add(id).add(name);
    return byKey;
  }
}

type DocumentsByKey<Document> = ReadonlyMap<string, readonly Document[]>;

const KEYS = ['id', 'name', 'title'] as const;

function warnOfTitle(reference: RuleReference, problems: ProblemList): void {
  const message = `'${reference.text}' is the title of a rule, and Sigma names rules by id or name; give the rule a name`;
  problems.warning('named-by-title', message, reference.at);
}

/** A name for another field in the records of each rule. */
export interface SigmaAlias {
  readonly name: string;
  readonly at: number;
  readonly fields: readonly AliasedField[];
}

/** The field of an alias in the records of one rule. */
export interface AliasedField {
  readonly rule: RuleReference;
  readonly field: string;
}

/** Reads `aliases: {name: {rule: field}}` of a correlation; each error is reported as a problem. */
export function parseAliases(correlation: YamlMap, problems: ProblemList): readonly SigmaAlias[] {
  const node = entryOf(correlation, 'aliases')?.value;
  if (node === undefined || (node.kind === 'scalar' && node.type === 'null')) return [];
  if (node.kind === 'map') return node.entries.map((entry) => parseAlias(entry, problems));
  const message = `'aliases': expected a map of names, each with a map of rules and fields, found ${nameOf(node)}`;
  problems.error('invalid-alias', message, node.at);
  return [];
}

function parseAlias({ key, at, value }: YamlEntry, problems: ProblemList): SigmaAlias {
  const fields: AliasedField[] = [];
  if (value.kind !== 'map') {
    const message = `the alias '${key}': expected a map of rules and their fields, found ${nameOf(value)}`;
    problems.error('invalid-alias', message, value.at);
    return { name: key, at, fields };
  }
  for (const entry of value.entries) {
    const field = readFieldName(entry.value, `the alias '${key}'`, problems);
    if (field !== undefined) fields.push({ rule: { text: entry.key, at: entry.at }, field });
  }
  return { name: key, at, fields };
}

/** The path of a field; undefined, with a problem, if the value is none. */
export function readFieldName(
  node: YamlMap['entries'][number]['value'],
  owner: string,
  problems: ProblemList,
): string | undefined {
  if (node.kind === 'scalar' && node.type !== 'null' && !node.text.split('.').includes('')) return node.text;
  const found = node.kind === 'scalar' ? `'${node.text}'` : nameOf(node);
  problems.error('invalid-field', `${owner}: expected the name of a field, found ${found}`, node.at);
  return undefined;
}
