import { type Condition, parseConditions } from '../../policy/evaluation/condition-block';
import type { Patterns } from '../../policy/evaluation/policy-document';
import { parsePrincipal, type StatementPrincipal } from '../../policy/evaluation/statement-principal';
import { asJson, asList, asText, conditionWords, replaceUnknowns, unknownsIn } from './condition-words';
import { canonicalCondition, inWords, ofCondition, type Requirement } from './requirement';

/** A statement of a template, as far as it can be read before the deployment. */
export interface ReadStatement {
  /** `'Sid' of the bucket policy StackA/Archive/Bucket/Policy` */
  readonly title: string;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in policies of a principal. */
  readonly principals?: readonly StatementPrincipal[];
  /** Of NotPrincipal: the statement is for everyone else. */
  readonly except?: readonly StatementPrincipal[];
  readonly actions: Patterns;
  /** The actions that are known to be among them; absent if all are. */
  readonly knownActions?: Patterns;
  /** Whether its effect is not known, so that it may be a Deny, too. */
  readonly mayDeny?: true;
  /** Absent in trust policies. */
  readonly resources?: Patterns;
  readonly conditions: readonly Condition[];
  /** What must hold in addition, and is not evaluated. */
  readonly needs: readonly Requirement[];
  /** Whether some of it is known at the deployment only. */
  readonly unknown: boolean;
}

/** More than the maximum size of any AWS policy: that of a key, the largest, has 32 KiB. */
const MAX_LENGTH = 256 * 1024;

/** Reads the statements of a document whose values are resolved. What is not a statement is left out. */
export function readStatements(document: unknown, name: string): readonly ReadStatement[] {
  if (document === undefined) return [];
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const words = `${name} has ${text.length} characters, more than are read, and allows it`;
  if (text.length > MAX_LENGTH) return [anyStatement(name, [inWords(words, text)])];
  const read = typeof document === 'string' ? parsed(document) : document;
  if (read === undefined) {
    const [missing = `${name}, which is not JSON,`] = unknownsIn(text);
    return [anyStatement(name, [inWords(`${missing} allows it`, text)])];
  }
  return asList(asJson(read).Statement).flatMap((statement, place) => {
    const { Sid: sid } = asJson(statement);
    const title = typeof sid === 'string' ? `'${sid}' of ${name}` : `statement ${place + 1} of ${name}`;
    return readStatement(statement, title) ?? [];
  });
}

/** Statements of a policy that is only there under a condition, in words, which the deployment knows. */
export function readUnder(
  condition: string | undefined,
  statements: readonly ReadStatement[],
): readonly ReadStatement[] {
  if (condition === undefined) return statements;
  return statements.map((each) => ({
    ...each,
    ...{ knownActions: NONE, needs: [...each.needs, inWords(condition)], unknown: true },
  }));
}

/** One statement. An unknown part is read as everything that it may be. */
export function readStatement(statement: unknown, title: string): ReadStatement | undefined {
  if (typeof statement === 'string') return unknownStatement(statement, title);
  const { Effect, Condition: condition, Principal: principal, ...elements } = asJson(statement);
  const open = typeof Effect === 'string' ? unknownsIn(Effect) : [];
  const effect = open.length > 0 ? 'Allow' : Effect;
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const actions = readPatterns(elements.Action, elements.NotAction);
  if (actions === undefined) return undefined;
  const resources = readPatterns(elements.Resource, elements.NotResource);
  const conditions = readConditions(condition);
  const except = elements.NotPrincipal;
  const who = except === undefined ? readPrincipals(principal) : readPrincipals(except);
  const unknowns = [...open, ...actions.unknowns, ...(resources?.unknowns ?? []), ...conditions.unknowns];
  const unresolved = [...new Set(unknowns)].map((words) => inWords(`${words} is what the statement needs`));
  const others =
    except === undefined || effect === 'Deny'
      ? []
      : [inWords(`not ${[...new Set(namesOf(except))].sort().join(', ')}`)];
  return {
    ...{ title, effect, actions: actions.patterns, conditions: conditions.known },
    ...(open.length > 0
      ? { knownActions: NONE, mayDeny: true }
      : actions.unknowns.length > 0 && { knownActions: actions.known }),
    ...(resources === undefined ? {} : { resources: resources.patterns }),
    ...(who === undefined
      ? {}
      : except === undefined
        ? { principals: who }
        : { principals: [{ kind: 'anyone' }], except: who }),
    needs: [
      ...unresolved,
      ...(resources?.variables ?? []).map((each) => inWords(each)),
      ...conditions.needs,
      ...others,
    ],
    unknown: unknowns.length > 0,
  };
}

/** A statement that is there or not, by a condition of the template that only the deployment knows. */
function unknownStatement(text: string, title: string): ReadStatement | undefined {
  const words = unknownsIn(text);
  if (words.length === 0) return undefined;
  return anyStatement(
    title,
    words.map((name) => inWords(`${name} brings such a statement`)),
  );
}

/** A statement that is known only in these words. */
function anyStatement(title: string, needs: readonly Requirement[]): ReadStatement {
  const everything: Patterns = { negated: false, patterns: ['*'] };
  return {
    ...{
      title,
      effect: 'Allow',
      actions: everything,
      knownActions: NONE,
      mayDeny: true,
      resources: everything,
    },
    ...{ conditions: [], needs, unknown: true },
  };
}

const NONE: Patterns = { negated: false, patterns: [] };

const VARIABLE = /\$\{[^}]*\}/;
const VARIABLES = /\$\{[^}]*\}/g;

interface ReadPatterns {
  readonly patterns: Patterns;
  /** Those that do not depend on what is unknown: none, if it is an exception. */
  readonly known: Patterns;
  readonly unknowns: readonly string[];
  /** Words for policy variables, which match anything here. */
  readonly variables: readonly string[];
}

function readPatterns(element: unknown, notElement: unknown): ReadPatterns | undefined {
  if (element === undefined && notElement === undefined) return undefined;
  const negated = element === undefined;
  const texts = asList(negated ? notElement : element).map(asText);
  const variables = texts.filter((text) => VARIABLE.test(text));
  // an exception that may be anything does not count
  const known = negated
    ? texts.filter((text) => !VARIABLE.test(text) && unknownsIn(text).length === 0)
    : texts;
  const patterns = known.map((text) => replaceUnknowns(text, '*').replaceAll(VARIABLES, '*'));
  return {
    patterns: { negated, patterns },
    known: negated ? NONE : { negated, patterns: texts.filter((text) => unknownsIn(text).length === 0) },
    unknowns: texts.flatMap(unknownsIn),
    variables: variables.map(
      (text) => `the resource ${negated ? 'is not' : 'is'} ${replaceUnknowns(text, '*')}`,
    ),
  };
}

interface ReadConditions {
  readonly known: readonly Condition[];
  readonly needs: readonly Requirement[];
  readonly unknowns: readonly string[];
}

/** Operator by operator and key by key, so that an unknown one hides no other. */
function readConditions(element: unknown): ReadConditions {
  if (typeof element === 'string') return { known: [], needs: [], unknowns: unknownsIn(element) };
  const known: Condition[] = [];
  const needs: Requirement[] = [];
  const unknowns: string[] = [];
  const add = (condition: Condition) =>
    needs.push(inWords(conditionWords(condition), canonicalCondition(condition)));
  for (const [operator, keys] of Object.entries(asJson(element))) {
    for (const [key, value] of Object.entries(asJson(keys))) {
      const values = asList(value).map(asText);
      const missing = [key, ...values].flatMap(unknownsIn);
      const readable = values.map((text) => replaceUnknowns(text, (name) => `<${name}>`));
      if (missing.length > 0) {
        unknowns.push(...missing);
        add({ operator, key: replaceUnknowns(key, '*'), values: readable });
        continue;
      }
      try {
        known.push(...parseConditions({ [operator]: { [key]: values } }));
      } catch {
        // not evaluated, and yet compared: keys of identity providers have names of their own
        needs.push(ofCondition({ operator, key, values }));
      }
    }
  }
  return { known, needs, unknowns };
}

/** Principals that the simulator has no kind for are simulated as services: they have no identity policies. */
function readPrincipals(element: unknown): readonly StatementPrincipal[] | undefined {
  if (element === undefined) return undefined;
  if (element === '*') return [{ kind: 'anyone' }];
  if (typeof element === 'string') return [other(element)];
  return Object.entries(asJson(element)).flatMap(([kind, names]) =>
    asList(names).flatMap((name) => {
      try {
        return parsePrincipal({ [kind]: name });
      } catch {
        return [other(asText(name), kind)];
      }
    }),
  );
}

function other(name: string, kind = 'AWS'): StatementPrincipal {
  const words = replaceUnknowns(name, (unknown) => `<${unknown}>`);
  const noun = { Federated: 'identity provider', CanonicalUser: 'canonical user' }[kind] ?? 'principal';
  return { kind: 'service', name: `${noun} ${words}` };
}

/** Whether the name is of a service, and not the words for another principal. */
export function isServiceName(name: string): boolean {
  return !name.includes(' ');
}

function namesOf(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [replaceUnknowns(principal, '*')];
  return Object.values(asJson(principal)).flatMap((names) =>
    asList(names).map((name) => replaceUnknowns(asText(name), (words) => `<${words}>`)),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
