import { type Condition, conditionHolds } from '../../policy/evaluation/condition-block';
import { foldedKey } from '../../policy/evaluation/condition-key';
import { fitsPatterns } from '../../policy/evaluation/statement-match';
import { reachOf } from '../../policy/evaluation/statement-principal';
import { ANY_TEXT, everyTextOf, hasVariable, matchesPattern } from '../../policy/evaluation/text-pattern';
import { type Asker, isService } from './asker';
import type { AskedAction } from './evidence-actions';
import type { ReadStatement } from './read-statement';
import type { Requirement } from './requirement';

/** One question: may the asker do this to that. */
export interface Question {
  readonly asker: Asker;
  readonly action: string;
  readonly arn: string;
  readonly owner: { readonly id: string; readonly partition?: string };
}

/** The conditions of a matching statement: it applies if all of them hold. */
export interface Residue {
  readonly conditions: readonly Condition[];
  readonly needs: readonly Requirement[];
  readonly unknown: boolean;
}

/** A value of the request: texts, `absent`, or `open` where requests of the same kind differ. */
type KeyValue = string | readonly string[] | 'absent' | 'open';

const ABSENT = 'absent';
const OPEN = 'open';

/** Whether a statement applies to the question; if it does, what must hold in addition. */
export function matchOpen(statement: ReadStatement, question: Question): Residue | undefined {
  const { asker, action, arn } = question;
  if (!isAbout(statement, asker, action)) return undefined;
  if (statement.resources !== undefined && !fitsAny(statement.resources, arn, false)) return undefined;
  const conditions: Condition[] = [];
  for (const condition of statement.conditions) {
    const holds = holdsFor(condition, question);
    if (holds === false) return undefined;
    if (holds === OPEN) conditions.push(condition);
  }
  return { conditions, needs: statement.needs, unknown: statement.unknown };
}

/** Whether a statement applies to the action and the asker, whatever its resources are. */
export function isAbout(statement: ReadStatement, asker: Asker, action: string): boolean {
  return fitsAny(statement.actions, action, true) && isFor(statement, asker);
}

/** Answers by the statement: one may be attached to many principals, and each is asked about many resources of a type. */
const SPOKEN = new WeakMap<ReadStatement, WeakMap<readonly AskedAction[], ReadonlySet<AskedAction>>>();

/** Those of the actions of a type of resources that fit the patterns of a statement. */
export function spokenOf(
  statement: ReadStatement,
  actions: readonly AskedAction[],
): ReadonlySet<AskedAction> {
  const known = SPOKEN.get(statement) ?? new WeakMap<readonly AskedAction[], ReadonlySet<AskedAction>>();
  SPOKEN.set(statement, known);
  const spoken =
    known.get(actions) ?? new Set(actions.filter(({ action }) => fitsAny(statement.actions, action, true)));
  known.set(actions, spoken);
  return spoken;
}

/** Whether the statement is for the asker. Statements of identity policies are. */
export function isFor({ principals, except }: ReadStatement, { principal }: Asker): boolean {
  if (principals === undefined) return true;
  if (reachOf(principals, principal) === undefined) return false;
  return except === undefined || reachOf(except, principal) === undefined;
}

/** As `fitsPatterns` of the simulator, each pattern compiled once. */
export function fitsAny(
  patterns: Parameters<typeof fitsPatterns>[0],
  text: string,
  ignoreCase: boolean,
): boolean {
  return fitsPatterns(patterns, text, (pattern, value) =>
    matchesPattern(pattern, value, { wildcards: true, ignoreCase }),
  );
}

function holdsFor(condition: Condition, question: Pick<Question, 'asker' | 'owner'>): boolean | typeof OPEN {
  const value = keyValueOf(condition.key, question);
  if (value === OPEN) return isOfOtherAccount(condition, question) ? false : OPEN;
  if (condition.values.some((text) => hasVariable(text))) return OPEN;
  const context = new Map(value === ABSENT ? [] : [[foldedKey(condition.key), value] as const]);
  try {
    return conditionHolds(condition, context, undefined);
  } catch {
    return OPEN;
  }
}

/** Whether something that is needed holds for every request of the asker. */
export function isGiven({ condition, refused = [] }: Requirement, asker: Asker): boolean {
  const question = { asker, owner: { id: '' } };
  if (condition !== undefined) return holdsFor(condition, question) === true;
  return refused.some((part) => part.condition && holdsFor(part.condition, question) === false);
}

/** All principals of an account have ARNs of that account. */
function isOfOtherAccount({ operator, key, values }: Condition, { asker }: Pick<Question, 'asker'>): boolean {
  if (!asker.isAccount || !('account' in asker.principal)) return false;
  if (foldedKey(key) !== 'aws:principalarn' || /Not|Null|IfExists/.test(operator)) return false;
  const { id } = asker.principal.account;
  return values.every((value) => /^\d{12}$/.test(value.split(':')[4] ?? '') && value.split(':')[4] !== id);
}

/** The value that all requests of the question share. */
function keyValueOf(key: string, { asker, owner }: Pick<Question, 'asker' | 'owner'>): KeyValue {
  const name = foldedKey(key);
  const { principal, who, isAccount } = asker;
  if (name === 'aws:resourceaccount' || name === 's3:resourceaccount') return owner.id;
  if (who === 'anyone' || principal.kind === 'anonymous') return OPEN;
  if (principal.kind === 'service') {
    if (isService(asker)) return keyValueOfService(name, principal.name);
    // a principal of an unknown kind, which may be a service
    if (principal.name.startsWith('principal ')) return OPEN;
  }
  switch (name) {
    case 'aws:principalisawsservice':
      return 'false';
    case 'aws:sourcearn':
    case 'aws:sourceaccount':
    case 'aws:sourceorgid':
    case 'aws:principalservicename':
    case 'aws:principalservicenameslist':
      return ABSENT;
  }
  if (principal.kind === 'service') return OPEN;
  switch (name) {
    case 'aws:principalaccount':
    case 'kms:calleraccount':
      return principal.account.id;
    case 'aws:principalarn':
      return isAccount || principal.kind === 'root' ? OPEN : principal.arn;
    case 'aws:principaltype':
      return isAccount ? OPEN : principal.kind === 'user' ? 'User' : 'AssumedRole';
    default:
      return OPEN;
  }
}

function keyValueOfService(name: string, service: string): KeyValue {
  switch (name) {
    case 'aws:principalisawsservice':
      return 'true';
    case 'aws:principalservicename':
      return service;
    case 'aws:principalservicenameslist':
      return [service];
    case 'aws:principalarn':
    case 'aws:principalaccount':
    case 'aws:principalorgid':
    case 'aws:principaltype':
      return ABSENT;
    default:
      return OPEN;
  }
}

/** A name to ask for inside a resource, and the words that limit the answer to such names. */
export interface AskedArn {
  readonly arn: string;
  /** Absent for a name that only patterns for all names fit. */
  readonly like?: string;
}

/** Where names are: behind a head, after a marker. `arn:aws:s3:::bucket` and `/` for objects. */
export interface Place {
  readonly head: string;
  readonly marker: string;
}

/** The names to ask for: any, and one for each pattern that statements have for names at the place. */
export function askedArns(place: Place, statements: Iterable<ReadStatement>): readonly AskedArn[] {
  const patterns = new Set<string>();
  for (const { resources } of statements) {
    for (const pattern of resources?.patterns ?? []) {
      const inside = patternInside(pattern, place);
      if (inside !== undefined) patterns.add(inside);
    }
  }
  const start = `${place.head}${place.marker}`;
  const general = { arn: `${start}${ANY_TEXT}` };
  const narrow = [...patterns].sort().filter((pattern) => !fitsAny(only(pattern), general.arn, false));
  return [general, ...narrow.map((like) => ({ arn: everyTextOf(like), like: like.slice(start.length) }))];
}

/** The pattern with the head as its first part; undefined when it is for others, or for no name at the place. */
export function patternInside(pattern: string, { head, marker }: Place): string | undefined {
  const colons = head.split(':').length;
  const start = pattern.split(':').slice(0, colons).join(':').length;
  const cut = marker.startsWith(':') ? start : pattern.indexOf(marker);
  if (cut < 0 || !pattern.startsWith(marker, cut) || !fitsAny(only(pattern.slice(0, cut)), head, false))
    return undefined;
  return `${head}${pattern.slice(cut)}`;
}

/** The pattern as a list of patterns. */
export function only(pattern: string) {
  return { negated: false, patterns: [pattern] };
}
