import type { EstateStack } from '../../estate/estate';
import type { Meaning } from '../meaning/compare-meanings';
import type { LeftOutLine, RuleLine } from '../metadata/decisions';
import { decodeDecisions, type ResourceDecisions } from '../metadata/decode-decisions';
import type { ReadRules } from './rule-documents';

/** The rules that a construct evaluates in one account and Region. */
export interface Route {
  /** The class of the construct, such as `LogProcessor`. */
  readonly construct: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly file: string;
  readonly logicalId: string;
  /** By id. */
  readonly rules: ReadonlyMap<string, RuleLine>;
  /** The allow list and filter entries: entry and rule, with the names of the template. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
  /** Why a filter or an allow list applies to everybody, by its name. */
  readonly everybody: ReadonlyMap<string, string>;
  /**
   * What the rules look for, by id, as far as files show it. `pipeline`: the route is made of filters and alarms, which the pipeline
   * compares.
   */
  readonly meanings: () => ReadonlyMap<string, Meaning> | 'pipeline';
}

/** An entry of an allow list, or a filter. */
export interface LeftOut {
  readonly what: 'allow list entry' | 'filter';
  readonly key: string;
  readonly hash: string | undefined;
  readonly rules: ReadonlySet<string>;
}

/** The decisions of a resource, and where it is. */
export interface PlacedDecisions {
  readonly stack: EstateStack;
  readonly decisions: ResourceDecisions;
}

/** What the metadata of templates has about detections. */
export interface DecidedEstate {
  readonly decisions: readonly PlacedDecisions[];
  readonly routes: readonly Route[];
  readonly unknowns: readonly string[];
}

/** The decisions of constructs, as written into the templates. */
export function decidedEstate(
  stacks: readonly EstateStack[],
  readRules: ReadRules = () => undefined,
): DecidedEstate {
  const decisions: PlacedDecisions[] = [];
  const unknowns: string[] = [];
  for (const stack of stacks) {
    const decoded = decodeDecisions(stack.template);
    decisions.push(...decoded.resources.map((each) => ({ stack, decisions: each })));
    unknowns.push(...decoded.problems.map(({ place, message }) => `${stack.file}: ${place}: ${message}`));
  }
  return { decisions, routes: routesOf(decisions, readRules), unknowns };
}

/** Several resources may carry the rules of one construct, such as an alarm each. */
function routesOf(placed: readonly PlacedDecisions[], readRules: ReadRules): readonly Route[] {
  const routes = new Map<string, Route>();
  for (const { stack, decisions } of placed) {
    const { construct, rules, logicalId, Everybody = {} } = decisions;
    if (rules === undefined) continue;
    const { account, region, file } = stack;
    const key = `${construct} ${account} ${region}`;
    const before = routes.get(key);
    const lines: readonly (readonly [LeftOut['what'], LeftOutLine])[] = [
      ...rules.allowList.map((line) => ['allow list entry', line] as const),
      ...rules.filters.map((line) => ['filter', line] as const),
    ];
    routes.set(key, {
      ...(before ?? { construct, account, region, file, logicalId }),
      rules: new Map([...(before?.rules ?? []), ...rules.rules.map((rule) => [rule.id, rule] as const)]),
      leftOut: mergeLeftOut(before?.leftOut, lines),
      everybody: new Map([...(before?.everybody ?? []), ...Object.entries(Everybody)]),
      meanings: () => mergeMeanings(before?.meanings(), meaningsOf({ stack, decisions }, readRules)),
    });
  }
  return [...routes.values()];
}

function meaningsOf(
  { stack, decisions: { logicalId } }: PlacedDecisions,
  readRules: ReadRules,
): ReturnType<Route['meanings']> {
  const resource = stack.template.Resources[logicalId];
  if (resource?.Type !== 'AWS::Lambda::Function') return 'pipeline';
  const { rules = [], correlations = [] } = readRules({ stack, logicalId, resource }) ?? {};
  return new Map([...rules, ...correlations].map((each) => [each.id, each]));
}

function mergeMeanings(
  one: ReturnType<Route['meanings']> | undefined,
  other: ReturnType<Route['meanings']>,
): ReturnType<Route['meanings']> {
  if (one === undefined || one === 'pipeline') return other;
  return other === 'pipeline' ? one : new Map([...one, ...other]);
}

function mergeLeftOut(
  before: Route['leftOut'] = new Map(),
  lines: readonly (readonly [LeftOut['what'], LeftOutLine])[],
): Route['leftOut'] {
  const merged = new Map(before);
  for (const [what, { key, hash, rules }] of lines) {
    const name = `${what} ${key}`;
    const known = merged.get(name)?.rules ?? [];
    merged.set(name, { what, key, hash, rules: new Set([...known, ...rules]) });
  }
  return merged;
}

/** The ATT&CK techniques that the rules of routes detect. */
export function techniquesOf(routes: readonly Route[]): readonly string[] {
  return [
    ...new Set(routes.flatMap(({ rules }) => [...rules.values()].flatMap(({ techniques }) => techniques))),
  ].sort();
}
