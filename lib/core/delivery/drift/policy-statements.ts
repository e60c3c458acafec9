import { isJsonObject, type Json, type JsonObject, parseJson } from '../../json/json-value';

/** `arn:aws:iam::111122223333:root`, which IAM takes for the account's number. */
const ACCOUNT_ROOT = /^arn:[^:]+:iam::(\d{12}):root$/;

/**
 * The statements of a policy by what they mean, each with the text to show. AWS gives a policy back with other text: lists in
 * another order, lists of one as a single value, accounts as ARNs of their root. The id of a statement means nothing.
 *
 * @param policy a document, or its text; what is neither has no statements
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function policyStatements(policy: unknown): ReadonlyMap<string, string> {
  const document = typeof policy === 'string' ? parseJson(policy) : policy;
  if (!isJsonObject(document)) return new Map();
  const statements = listOf(document.Statement).filter(isJsonObject);
  return new Map(
    statements.map((statement) => {
      const meaning = meaningOf(statement);
      return [meaning, typeof statement.Sid === 'string' ? `'${statement.Sid}' ${meaning}` : meaning];
    }),
  );
}

function meaningOf(statement: JsonObject): string {
  const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition } = statement;
  const members = {
    Effect,
    Principal: principalsOf(Principal),
    NotPrincipal: principalsOf(NotPrincipal),
    Action: sortedTexts(Action, toLowerCase),
    NotAction: sortedTexts(NotAction, toLowerCase),
    Resource: sortedTexts(Resource),
    NotResource: sortedTexts(NotResource),
    Condition: conditionsOf(Condition),
  };
  return JSON.stringify(members);
}

function principalsOf(principal: Json | undefined): Json | undefined {
  if (principal === undefined) return undefined;
  const byType = isJsonObject(principal) ? principal : { AWS: principal };
  return sortedMembers(byType, (values) =>
    sortedTexts(values, (text) => ACCOUNT_ROOT.exec(text)?.[1] ?? text),
  );
}

function conditionsOf(condition: Json | undefined): Json | undefined {
  if (!isJsonObject(condition)) return undefined;
  return sortedMembers(condition, (keys) =>
    isJsonObject(keys) ? sortedMembers(keys, (values) => sortedTexts(values), toLowerCase) : keys,
  );
}

function sortedMembers(
  object: JsonObject,
  toMember: (value: Json | undefined) => Json | undefined,
  toName: (name: string) => string = (name) => name,
): JsonObject {
  const members = Object.entries(object).map(([name, value]) => [toName(name), toMember(value)] as const);
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sortedTexts(
  value: Json | undefined,
  toText: (text: string) => string = (text) => text,
): readonly string[] | undefined {
  if (value === undefined) return undefined;
  return [...new Set(listOf(value).map((one) => toText(String(one))))].sort();
}

function toLowerCase(text: string): string {
  return text.toLowerCase();
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
