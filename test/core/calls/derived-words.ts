import { lowerFirst } from '../../../lib/core/calls/written-name';
import { readCalls } from './read-calls';

/** The ARNs, as the table of kinds writes them, of the resources that a member of a service's calls names by its words alone. */
export function derivedArns(source: string, member: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { members, types } of readCalls().calls(source).values()) {
    if (!members.some((each) => lowerFirst(each).toLowerCase() === member.toLowerCase())) continue;
    for (const { arn } of types) {
      const variables = [...arn.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
      const own = variables.filter((name) => name !== 'Region' && name !== 'Account');
      const [, word = ''] = /([\w-]+)[:/][^:/]*$/.exec(arn) ?? [];
      const [variable = ''] = own;
      if (
        own.length === 1 &&
        [variable, word].some((each) => stem(each) !== '' && stem(each) === stem(member))
      )
        found.add(inTable(arn));
    }
  }
  return found;
}

/** A word without the ending that says how it names something: `natgateway` of `NatGatewayIds`. */
function stem(word: string): string {
  return word
    .replaceAll('-', '')
    .toLowerCase()
    .replace(/withpath$/, '')
    .replace(/(?:name|identifier|id|arn|url)?s?$/, '');
}

function inTable(arn: string): string {
  const places: Readonly<Record<string, string>> = { Region: 'R', Account: 'A' };
  return arn.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => places[name] ?? 'ID');
}
