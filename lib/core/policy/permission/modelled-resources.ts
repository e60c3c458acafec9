import type { CallCatalogue, ResourceType } from '../../calls/call-catalogue';
import { requestOf, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';
import { partitionOf } from '../../record/region';

/**
 * The resources of an action that the parameters of the call name, by the ARNs of the service authorization reference: `natGatewayId` is the
 * variable of `natgateway/${NatGatewayId}`. None unless each type that the action requires can be named.
 */
export function modelledResources(
  action: string,
  record: CloudTrailRecord,
  calls: CallCatalogue,
): readonly string[] {
  const required = requiredTypes(action, calls);
  if (required.length === 0) return [];
  const texts = new Map<string, readonly string[]>();
  collectTexts(requestOf(record), texts, 0);
  const arns = required.map(({ arn }) => arnsOf(arn, texts, record));
  return arns.some((each) => each.length === 0) ? [] : [...new Set(arns.flat())];
}

/** Whether the action is authorized on no resource: a policy that names one does not allow it. */
export function isWithoutResources(action: string, calls: CallCatalogue): boolean {
  return typesOf(action, calls)?.length === 0;
}

/** The resources that the parameters name of the types that the action requires beside those that are found. */
export function furtherResources(
  action: string,
  record: CloudTrailRecord,
  { calls, found }: { readonly calls: CallCatalogue; readonly found: readonly string[] },
): readonly string[] {
  const missing = requiredTypes(action, calls).filter(
    ({ arn }) => !found.some((each) => formOf(arn).test(each)),
  );
  const texts = new Map<string, readonly string[]>();
  if (missing.length > 0) collectTexts(requestOf(record), texts, 0);
  return missing.flatMap(({ arn }) => arnsOf(arn, texts, record));
}

/** ARNs of a template. */
function formOf(template: string): RegExp {
  const parts = template.split(VARIABLE).filter((_, at) => at % 2 === 0);
  return new RegExp(`^arn:[^:]*:${parts.map((part) => part.replaceAll(/[^\w]/g, '\\$&')).join('.*')}$`);
}

/** Whether the record has no parameters though its action is authorized on a resource: CloudTrail leaves them out of throttled calls. */
export function lacksParameters(action: string, record: CloudTrailRecord, calls: CallCatalogue): boolean {
  return requestOf(record) === undefined && requiredTypes(action, calls).length > 0;
}

function requiredTypes(action: string, calls: CallCatalogue): readonly ResourceType[] {
  return (typesOf(action, calls) ?? []).filter(({ isRequired }) => isRequired);
}

function typesOf(action: string, calls: CallCatalogue): readonly ResourceType[] | undefined {
  const [prefix = '', name = ''] = action.split(':');
  return calls.actions(prefix).get(name.toLowerCase())?.types;
}

/** EC2 puts some requests into a member that is named after the call. */
const MAX_DEPTH = 2;

/** Texts by the names of their parameters in lower case, of lists all. */
function collectTexts(value: Json | undefined, into: Map<string, readonly string[]>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  for (const [key, member] of Object.entries(value)) {
    const texts = [member].flat().filter((each) => typeof each === 'string');
    const name = key.toLowerCase();
    if (texts.length > 0 && !into.has(name)) into.set(name, texts);
    collectTexts(member, into, depth + 1);
  }
}

const VARIABLE = /\$\{(\w+)\}/g;

/** What a resource can be called: a wildcard in a name would allow others. */
const NAME = /^[\w+=,.@/:-]+$/;

function arnsOf(
  template: string,
  texts: ReadonlyMap<string, readonly string[]>,
  record: CloudTrailRecord,
): readonly string[] {
  const region = textAt(record, 'awsRegion') ?? '';
  const place: Readonly<Record<string, string>> = {
    Region: region,
    Account: textAt(record, 'recipientAccountId') ?? '',
  };
  const variables = [...template.matchAll(VARIABLE)].map(([, name = '']) => name);
  const names = variables.filter((name) => !Object.hasOwn(place, name));
  const [last] = names;
  const values = texts.get(last?.toLowerCase() ?? '') ?? [];
  if (names.length !== 1 || last === undefined || !values.every((value) => NAME.test(value))) return [];
  return values.map((value) =>
    value.startsWith('arn:')
      ? value
      : `arn:${partitionOf(region)}:${template.replace(VARIABLE, (_, name: string) => place[name] ?? value)}`,
  );
}
