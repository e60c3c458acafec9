import { isList, type Json, type JsonObject } from '../json/json-value';
import { remembered } from '../keyed/remembered';

/** The field of which `outside` looks at every member. */
export const PARAMETERS = 'requestParameters';

/** Names of members that say to whom something is given, where it is sent, or who may act. */
const GIVES =
  /account|admin|bus|collector|consumer|deliver|destination|endpoint|firehose|function|grant|invit|lambda|member|notif|owner|principal|queue|receiver|recipient|role|shar|sink|stream|subscri|target|topic|trust|user|vault/i;

/** Names of members that say what is read, or what is left out. */
const READS =
  /^(?:ami|delete|remove|revoke)|certificate|exclude|filter|from|image|key|layer|model|package|parent|policyarn|snapshot|(?<!re)source|tags?$|template|version/i;

/** Whether a value below a member of the name is one that is given to; undefined if the name does not say it. */
const givenBy = remembered((name) => (READS.test(name) ? false : GIVES.test(name) ? true : undefined));

/**
 * Whether `holds` is true for any text in the parameters of a call that says to whom something is given or where it is sent, by the
 * nearest name that says what it is: `target` of `{"target": {"arn": …}}`.
 */
export function someGivenTo(value: Json, holds: (text: string) => boolean): boolean {
  const waiting: (readonly [value: Json | undefined, isGiven: boolean])[] = [[value, false]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [inner, isGiven] = next;
    if (inner === undefined || inner === null) continue;
    if (typeof inner !== 'object') {
      if (isGiven && holds(String(inner))) return true;
    } else if (isList(inner)) for (const element of inner) waiting.push([element, isGiven]);
    else
      for (const [name, member] of Object.entries(inner as JsonObject))
        waiting.push([member, givenBy(name) ?? isGiven]);
  }
  return false;
}
