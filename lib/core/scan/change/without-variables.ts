import { isJsonObject, type Json, type JsonObject } from '../../json/json-value';
import { MASK } from '../../safe-text/mask-secrets';

/** Variables of programs: of functions a map in `environment.variables`, of builds and containers a list of names and values. */
const VARIABLES = /environmentvariables$/i;
const ENVIRONMENT = /environment$/i;
const IN_ENVIRONMENT = /^variables$/i;
const USER_DATA = /userdata$/i;
const PAIR_VALUE = /value$/i;

/**
 * A configuration without the values that CloudTrail leaves out of records and Config does not: any variable of an environment may be a
 * secret, whatever its name, and so may any line of user data. The names of the variables stay.
 *
 * @param key the name of the member that has the value
 */
export function withoutVariables(value: Json, key = ''): Json {
  if (Array.isArray(value)) return value.map((one) => withoutVariables(one, key));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, Json] => [
    name,
    isOfVariables(name, member ?? null, key)
      ? hidden(member ?? null)
      : withoutVariables(member ?? null, name),
  ]);
  return Object.fromEntries(members);
}

function isOfVariables(name: string, member: Json, parent: string): boolean {
  if (USER_DATA.test(name) || VARIABLES.test(name)) return true;
  if (IN_ENVIRONMENT.test(name)) return ENVIRONMENT.test(parent);
  if (!ENVIRONMENT.test(name)) return false;
  // A list of variables, or a map of them. The environment of a build has other members as well.
  return isJsonObject(member)
    ? Object.values(member).every((each) => typeof each === 'string')
    : Array.isArray(member);
}

/** All texts, of a list of names and values the values. */
function hidden(value: Json): Json {
  if (typeof value === 'string') return value === '' ? value : MASK;
  if (Array.isArray(value))
    return value.map((one) => (isJsonObject(one) ? hiddenMembers(one, PAIR_VALUE) : hidden(one)));
  return isJsonObject(value) ? hiddenMembers(value, /^/) : value;
}

function hiddenMembers(members: JsonObject, which: RegExp): JsonObject {
  const entries = Object.entries(members).map(([name, member]): [string, Json] => [
    name,
    which.test(name) ? hidden(member ?? null) : (member ?? null),
  ]);
  return Object.fromEntries(entries);
}
