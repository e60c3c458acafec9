import { isJsonObject, type Json, type JsonObject, parseJson } from '../json/json-value';
import { isWideRange } from '../rule/ip-range';

/** A statement of a policy whose values are known, as far as it is judged. */
export interface PolicyStatement {
  readonly effect: string;
  /** Whether it applies to all principals: `*` is among them, or it allows all but those named. A denial with exceptions does not. */
  readonly isForEverybody: boolean;
  readonly services: readonly string[];
  /** Patterns, of which an action is to fit one or, of NotAction, none. */
  readonly actions: { readonly negated: boolean; readonly patterns: readonly string[] };
  readonly resources: readonly string[];
  readonly conditions: readonly StatementCondition[];
}

/** One key of a condition block, its name in lower case. */
export interface StatementCondition {
  readonly operator: string;
  readonly key: string;
  /** The key as the policy has it. */
  readonly name: string;
  readonly values: readonly string[];
}

/** Keys of the caller, of the one it calls for, or of the endpoint or access point that it goes through: a statement for everybody that has one of them, with more than a wildcard, is not public. */
const BINDING =
  /^(aws:(source(account|arn|orgid|orgpaths|owner|vpc|vpce|ip)|principal(arn|account|orgid|orgpaths)|vpce(account|orgid)|userid)|kms:calleraccount|s3:dataaccesspoint(account|arn))$/;

/** The statements of a policy; none if the text is not a policy. */
export function statementsOf(text: string | undefined): readonly PolicyStatement[] {
  const document = text === undefined ? undefined : parseJson(text);
  if (!isJsonObject(document)) return [];
  return listOf(document.Statement).filter(isJsonObject).map(toStatement);
}

/** A statement as the JSON of a policy has it. */
export function toStatement(statement: JsonObject): PolicyStatement {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, Condition } = statement;
  const services = isJsonObject(Principal) ? textsOf(Principal.Service) : [];
  const named = isJsonObject(Principal) ? textsOf(Principal.AWS) : textsOf(Principal);
  return {
    effect: String(Effect),
    isForEverybody: named.includes('*') || (NotPrincipal !== undefined && Effect === 'Allow'),
    services,
    actions: { patterns: textsOf(NotAction ?? Action), negated: NotAction !== undefined },
    resources: textsOf(Resource),
    conditions: Object.entries(isJsonObject(Condition) ? Condition : {}).flatMap(([operator, block]) =>
      Object.entries(isJsonObject(block) ? block : {}).map(([key, values]) => ({
        ...{ operator, key: key.toLowerCase(), name: key, values: textsOf(values) },
      })),
    ),
  };
}

/** Whether a statement is public: no condition limits the requester, or the condition fits everybody. */
export function isPublic({ effect, isForEverybody, conditions }: PolicyStatement): boolean {
  return (
    effect === 'Allow' &&
    isForEverybody &&
    !conditions.some((each) => isAboutCallers(each) && !fitsEverybody(each))
  );
}

/** What everybody satisfies: wildcards alone, as an ARN, too, and every address. */
const FITS_ALL = /^(?:arn:)?[*:]*\*$|^(?:0\.0\.0\.0|::)\/0$/;

/** Whether a condition about callers says nothing. One that everybody may satisfy says something, such as the name of a role. */
export function isIdle(condition: StatementCondition): boolean {
  return isAboutCallers(condition) && condition.values.some((value) => FITS_ALL.test(value));
}

/** Whether a condition lets callers through by what they are; those with other operators or keys may hold of everybody. */
function isAboutCallers({ operator, key }: StatementCondition): boolean {
  return (
    /^(ForAnyValue:)?(String|Arn)(Equals|EqualsIgnoreCase|Like)$|^IpAddress$/i.test(operator) &&
    BINDING.test(key)
  );
}

function fitsEverybody({ key, values }: StatementCondition): boolean {
  return !values.every((value) => namesSomeone(key, value));
}

/** The named part of a value before any wildcard or variable of a policy: an identity, an account, an organization, or a network. */
const NAMED = /^(?:[^*?:$]{12}|arn:[^*?:$]+:[^*?:$]+:[^*?:$]*:(?:\d{12}|:[^*?$]{3}))/;

/**
 * Whether a value narrows its key, by the judgement of the rules on policies of resources: `arn:*` and `${aws:PrincipalArn}` match
 * any principal.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
function namesSomeone(key: string, value: string): boolean {
  return key === 'aws:sourceip' ? !/[*?$]/.test(value) && !isWideRange(value) : NAMED.test(value);
}

/** A policy without its public statements. */
export interface NarrowedPolicy {
  /** How many statements were left out. */
  readonly removed: number;
  /** JSON; undefined if no statement is left. */
  readonly policy?: string;
}

/** Leaves out the statements of a policy that are public; all others stay as they are. Throws if the text is not a policy. */
export function withoutPublicStatements(text: string): NarrowedPolicy {
  const document = parseJson(text);
  if (!isJsonObject(document)) throw new Error('the policy of the bucket is not a JSON object');
  const all = listOf(document.Statement);
  const kept = all.filter((statement) => !isJsonObject(statement) || !isPublic(toStatement(statement)));
  const removed = all.length - kept.length;
  return kept.length === 0
    ? { removed }
    : { removed, policy: JSON.stringify({ ...document, Statement: kept }) };
}

function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value as Json];
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(String);
}
