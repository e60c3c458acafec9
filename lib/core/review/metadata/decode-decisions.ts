import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import {
  type Decisions,
  type LeftOutLine,
  type Lines,
  METADATA_KEY,
  RULE_SECTIONS,
  type RuleDecisions,
  type RuleLine,
  SECTIONS,
} from './decisions';
import { decodeRuleLine } from './rule-line';
import { decodeScope } from './rule-scope';

/** The decisions of a resource of a template. */
export interface ResourceDecisions extends Decisions {
  readonly logicalId: string;
  /** Of the resource, such as `AWS::Lambda::Function`. */
  readonly type: string;
}

/** Metadata that cannot be read. The rest is read. */
export interface MetadataProblem {
  /** The path in the template, such as `Resources.Trail.Metadata.Trailwatch.Selectors`. */
  readonly place: string;
  /** One sentence, lower case, no full stop. */
  readonly message: string;
}

/** The decisions of the resources of a template. */
export interface TemplateDecisions {
  /** By logical id, in order. */
  readonly resources: readonly ResourceDecisions[];
  readonly problems: readonly MetadataProblem[];
}

/** A map of more lines is not read: a template ends at 1 MB. */
const MAX_LINES = 50_000;

/**
 * Reads what `encodeDecisions` wrote into the resources of a template, and where it cannot be read. Templates without it, such as
 * those of an earlier version, decide nothing and have no problem.
 */
export function decodeDecisions(template: unknown): TemplateDecisions {
  const resources = isJsonObject(template) ? template.Resources : undefined;
  if (!isJsonObject(resources)) return { resources: [], problems: [] };
  const problems: MetadataProblem[] = [];
  const found = Object.keys(resources)
    .sort()
    .flatMap((logicalId) => {
      const resource = resources[logicalId];
      const metadata = isJsonObject(resource) ? metadataOf(resource) : undefined;
      if (!isJsonObject(resource) || metadata === undefined) return [];
      const reader = new Reader(`Resources.${logicalId}.Metadata.${METADATA_KEY}`, resources, problems);
      const decisions = reader.read(metadata);
      const type = typeof resource.Type === 'string' ? resource.Type : '';
      return decisions === undefined ? [] : [{ logicalId, type, ...decisions }];
    });
  return { resources: found, problems };
}

/** The release of the library that made a template, as it says; earlier ones say nothing. */
export function libraryVersion({ Metadata }: { readonly Metadata?: unknown }): string | undefined {
  const own = isJsonObject(Metadata) ? Metadata[METADATA_KEY] : undefined;
  const version = isJsonObject(own) ? own.Version : undefined;
  return typeof version === 'string' ? version : undefined;
}

function metadataOf(resource: JsonObject): Json | undefined {
  return isJsonObject(resource.Metadata) ? resource.Metadata[METADATA_KEY] : undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...['Construct', 'Like', ...SECTIONS],
  ...RULE_SECTIONS.flatMap((section) => [section, `${section}Without`]),
]);

class Reader {
  constructor(
    private readonly place: string,
    private readonly resources: JsonObject,
    private readonly problems: MetadataProblem[],
  ) {}

  read(metadata: Json): Decisions | undefined {
    if (!isJsonObject(metadata)) return this.problem('', 'expected a map');
    const { Construct: construct } = metadata;
    if (typeof construct !== 'string') return this.problem('Construct', 'expected the name of a construct');
    for (const name of Object.keys(metadata).filter((each) => !KNOWN.has(each))) {
      this.problem(name, 'unknown; use the command line of the release that wrote the template');
    }
    return {
      construct,
      ...(metadata.Rules === undefined ? {} : { rules: this.rules(metadata) }),
      ...Object.fromEntries(
        SECTIONS.flatMap((section) =>
          metadata[section] === undefined ? [] : [[section, this.lines(section, metadata[section])]],
        ),
      ),
    };
  }

  private rules(metadata: JsonObject): RuleDecisions {
    const other = metadata.Like === undefined ? undefined : this.other(metadata.Like);
    const [ruleLines, allowed, filtered] = RULE_SECTIONS.map((section) => {
      const inherited = other === undefined ? {} : this.lines(`Like.${section}`, other[section]);
      const without = this.lines(`${section}Without`, metadata[`${section}Without`]);
      const kept = Object.entries(inherited).filter(([key]) => !Object.hasOwn(without, key));
      return Object.fromEntries([...kept, ...Object.entries(this.lines(section, metadata[section]))]);
    });
    const rules = sorted(ruleLines).flatMap(([key, text]) => this.rule(key, text));
    return {
      rules,
      allowList: sorted(allowed).flatMap(([key, text]) => this.leftOut('AllowList', key, { text, rules })),
      filters: sorted(filtered).flatMap(([key, text]) => {
        const [hash = '', ...scope] = text.split(' ');
        return this.leftOut('Filters', key, { text: scope.join(' '), rules }).map((line) => ({
          ...line,
          hash,
        }));
      }),
    };
  }

  private other(logicalId: Json): JsonObject | undefined {
    const resource = typeof logicalId === 'string' ? this.resources[logicalId] : undefined;
    const metadata = isJsonObject(resource) ? metadataOf(resource) : undefined;
    if (isJsonObject(metadata) && metadata.Like === undefined && metadata.Rules !== undefined)
      return metadata;
    return this.problem(
      'Like',
      `'${String(logicalId)}' is not a resource of the template with rules of its own`,
    );
  }

  private rule(key: string, text: string): readonly RuleLine[] {
    const line = decodeRuleLine(key, text);
    if (line === undefined)
      this.problem(`Rules.${key}`, 'expected severity, id, hash and ATT&CK ids of a rule');
    return line === undefined ? [] : [line];
  }

  private leftOut(
    section: string,
    key: string,
    { text, rules }: { readonly text: string; readonly rules: readonly RuleLine[] },
  ): readonly LeftOutLine[] {
    const names = decodeScope(text, rules);
    if (names === undefined) this.problem(`${section}.${key}`, 'expected names of rules');
    return names === undefined ? [] : [{ key, rules: names }];
  }

  private lines(name: string, value: Json | undefined): Lines {
    if (value === undefined) return {};
    const entries = isJsonObject(value) ? Object.entries(value) : undefined;
    const isRead =
      entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string') === true;
    if (entries !== undefined && isRead && entries.length <= MAX_LINES) return value as Lines;
    this.problem(name, `expected a map of at most ${MAX_LINES} texts`);
    return {};
  }

  private problem(path: string, message: string): undefined {
    this.problems.push({ place: path === '' ? this.place : `${this.place}.${path}`, message });
  }
}

function sorted(lines: Lines = {}): readonly (readonly [string, string])[] {
  return Object.entries(lines).sort(([left], [right]) => (left < right ? -1 : 1));
}
