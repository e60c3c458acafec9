import { isJsonObject, type Json, parseJson } from '../../../lib/core/json/json-value';

/** A statement of a live policy, as far as checks ask for it. */
export interface PolicyStatement {
  readonly effect: string;
  /** Whether `*` is among the principals. */
  readonly isForEverybody: boolean;
  readonly services: readonly string[];
  readonly actions: readonly string[];
  readonly conditions: readonly StatementCondition[];
}

/** One key of a condition block, its name in lower case. */
export interface StatementCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Keys that say who asks, or for whom: a statement for everybody with one of them, and no wildcard alone, is for somebody. */
const BINDING =
  /^(aws:(source(account|arn|orgid|orgpaths|vpc|vpce|ip)|principal(arn|account|orgid|orgpaths)|userid)|kms:calleraccount)$/;

/** The statements of a policy; none of what is no policy. */
export function statementsOf(text: string | undefined): readonly PolicyStatement[] {
  const document = text === undefined ? undefined : parseJson(text);
  if (!isJsonObject(document)) return [];
  return listOf(document.Statement)
    .filter(isJsonObject)
    .map((statement) => {
      const { Effect, Principal, Action, Condition } = statement;
      const services = isJsonObject(Principal) ? textsOf(Principal.Service) : [];
      const named = isJsonObject(Principal) ? textsOf(Principal.AWS) : textsOf(Principal);
      return {
        effect: String(Effect),
        isForEverybody: named.includes('*'),
        services,
        actions: textsOf(Action),
        conditions: Object.entries(isJsonObject(Condition) ? Condition : {}).flatMap(([operator, block]) =>
          Object.entries(isJsonObject(block) ? block : {}).map(([key, values]) => ({
            ...{ operator, key: key.toLowerCase(), values: textsOf(values) },
          })),
        ),
      };
    });
}

/** Whether a statement lets everybody in: no condition says who asks, or the condition fits everybody. */
export function isPublic({ effect, isForEverybody, conditions }: PolicyStatement): boolean {
  if (effect !== 'Allow' || !isForEverybody) return false;
  return !conditions.some(
    ({ operator, key, values }) =>
      /^(ForAnyValue:)?(String|Arn)(Equals|EqualsIgnoreCase|Like)$|^IpAddress$/i.test(operator) &&
      BINDING.test(key) &&
      values.every((value) => !/^(\*|0\.0\.0\.0\/0|::\/0)$/.test(value)),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value as Json];
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(String);
}
