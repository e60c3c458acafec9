import { type Condition, parseConditions } from './condition-block';
import { parsePrincipal, type StatementPrincipal } from './statement-principal';

/** The kind of a policy, by what it is attached to. It decides which elements a statement has. */
export type PolicyKind = 'resource' | 'trust' | 'identity' | 'service control' | 'resource control';

/** A policy that was read, every element of it understood. */
export interface Policy {
  /** How reasons call it: `the bucket policy`. */
  readonly name: string;
  readonly kind: PolicyKind;
  readonly statements: readonly Statement[];
}

/** Patterns, and whether a text is to fit one of them or (NotAction, NotResource) none. */
export interface Patterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

/** One statement. */
export interface Statement {
  /** `'Sid' of the bucket policy`; `statement 3 of the bucket policy` when it has no Sid. */
  readonly title: string;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in policies of a principal, which apply to the principal that they are attached to. */
  readonly principals?: readonly StatementPrincipal[];
  readonly actions: Patterns;
  /** Absent in trust policies, which speak of the role they are attached to. */
  readonly resources?: Patterns;
  readonly conditions: readonly Condition[];
  /** Whether `${…}` is a variable: only since policy version 2012-10-17. */
  readonly hasVariables: boolean;
}

type Elements = Readonly<Record<string, unknown>>;

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = [
  'Sid',
  'Effect',
  'Principal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const VERSIONS = ['2012-10-17', '2008-10-17'];
const ACTION = /^(\*|[a-z0-9-]+:[a-z0-9*?]+)$/i;
const RESOURCE = /^(\*|arn:.+)$/;

/**
 * Reads a policy document. Throws, with the policy and the statement, on every element, principal, operator or key
 * that the evaluator does not know, NotPrincipal among them: nothing is passed over.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(document: unknown, kind: PolicyKind, name: string): Policy {
  const elements = asElements(document, name);
  requireOnly(elements, POLICY_ELEMENTS, name);
  const { Version: version, Statement: statement } = elements;
  if (version !== undefined && !VERSIONS.includes(version as string)) {
    throw new Error(`${name}: Version is ${JSON.stringify(version)}`);
  }
  if (statement === undefined) throw new Error(`${name} has no Statement`);
  const hasVariables = version === '2012-10-17';
  const statements = [statement].flat().map((each, place) => {
    const text = asElements(each, `statement ${place + 1} of ${name}`);
    const title = text.Sid === undefined ? `statement ${place + 1} of ${name}` : `'${text.Sid}' of ${name}`;
    return inPlace(title, () => parseStatement(text, kind, title, hasVariables));
  });
  return { name, kind, statements };
}

function parseStatement(
  elements: Elements,
  kind: PolicyKind,
  title: string,
  hasVariables: boolean,
): Statement {
  requireOnly(elements, STATEMENT_ELEMENTS, 'the statement');
  const { Effect: effect, Principal: principal, Condition: condition } = elements;
  if (effect !== 'Allow' && effect !== 'Deny') throw new Error(`Effect is ${JSON.stringify(effect)}`);
  const isAttachedToResource = kind === 'resource' || kind === 'trust' || kind === 'resource control';
  if ((principal !== undefined) !== isAttachedToResource) {
    throw new Error(
      `Principal is ${isAttachedToResource ? 'missing' : 'not allowed'} in ${article(kind)} policy`,
    );
  }
  if (kind === 'resource control') requireResourceControl(elements);
  return {
    title,
    effect,
    principals: principal === undefined ? undefined : parsePrincipal(principal),
    actions: parsePatterns(elements, 'Action', ACTION),
    resources: parseResources(elements, kind),
    conditions: condition === undefined ? [] : parseConditions(condition),
    hasVariables,
  };
}

function parseResources(elements: Elements, kind: PolicyKind): Patterns | undefined {
  if (kind !== 'trust') return parsePatterns(elements, 'Resource', RESOURCE);
  if ('Resource' in elements || 'NotResource' in elements) {
    throw new Error('Resource is not allowed in a trust policy');
  }
  return undefined;
}

function parsePatterns(elements: Elements, name: 'Action' | 'Resource', form: RegExp): Patterns {
  const negatedName = `Not${name}`;
  const negated = elements[negatedName] !== undefined;
  if (negated === (elements[name] !== undefined))
    throw new Error(`it takes either ${name} or ${negatedName}`);
  const patterns = [elements[negated ? negatedName : name]].flat().map((pattern) => {
    if (typeof pattern === 'string' && form.test(pattern)) return pattern;
    throw new Error(`${name} is ${JSON.stringify(pattern)}`);
  });
  if (patterns.length === 0) throw new Error(`${name} is empty`);
  return { negated, patterns };
}

/**
 * The elements that a customer may write in a resource control policy.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */
function requireResourceControl({ Effect, Principal, Action }: Elements): void {
  if (Effect !== 'Deny')
    throw new Error('a resource control policy only denies: AWS attaches the Allow itself');
  if (Principal !== '*') throw new Error(`Principal of a resource control policy must be '*'`);
  if (Action === undefined || [Action].flat().includes('*')) {
    throw new Error('a resource control policy names its actions, with the service before the colon');
  }
}

function requireOnly(elements: Elements, known: readonly string[], place: string): void {
  const unknown = Object.keys(elements).filter((element) => !known.includes(element));
  if (unknown.length > 0)
    throw new Error(`${place} has elements the evaluator does not know: ${unknown.join(', ')}`);
}

function asElements(value: unknown, place: string): Elements {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Elements;
  throw new Error(`${place} is not an object: ${JSON.stringify(value)}`);
}

function article(kind: PolicyKind): string {
  return kind === 'identity' ? `an ${kind}` : `a ${kind}`;
}

function inPlace<T>(place: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${place}: ${(error as Error).message}`, { cause: error });
  }
}
