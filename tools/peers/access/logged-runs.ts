import { existsSync } from 'node:fs';
import { readRulesWithExamples } from '../../../bin/generators/built-in-rules';
import type { ResourceType } from '../../../lib/core/calls/call-catalogue';
import { outcomeOf } from '../../../lib/core/compile/predicate/record-facts';
import { textAt } from '../../../lib/core/fact/text-at';
import type { Json } from '../../../lib/core/json/json-value';
import { grouped } from '../../../lib/core/keyed/grouped';
import { neededActions } from '../../../lib/core/policy/permission/needed-actions';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { readCalls } from '../../../test/core/calls/read-calls';
import { corpusPath, corpusRecords } from '../../../test/parity/corpus';

/** An action that a call of a log needs, and one resource that its record shows. */
export interface LoggedRequest {
  readonly action: string;
  readonly resource: string;
  readonly account: string;
}

/** The records of the examples of the built-in rules, and of real logs where there are some, as those of one principal for each service and account. */
export function loggedRuns(): readonly (readonly CloudTrailRecord[])[] {
  const examples = readRulesWithExamples().flatMap(({ examples: { matching, ignored } }) =>
    [...matching, ...ignored].map(({ record }) => record as CloudTrailRecord),
  );
  const records = [
    ...examples,
    ...(existsSync(corpusPath('logs')) ? (corpusRecords() as readonly CloudTrailRecord[]) : []),
  ];
  const calls = records.filter((record) => (textAt(record, 'eventType') ?? 'AwsApiCall') === 'AwsApiCall');
  return [
    ...grouped(
      calls.map((record) => [
        `${textAt(record, 'eventSource')} ${textAt(record, 'recipientAccountId')}`,
        record,
      ]),
    ).values(),
  ];
}

/** What is asked of IAM for a call, by the ARNs of the service authorization reference and those in the record; none for a denied call. */
export function requestsOf(record: CloudTrailRecord): readonly LoggedRequest[] {
  const account = textAt(record, 'recipientAccountId');
  if (account === undefined || outcomeOf(record)?.status === 'denied') return [];
  const asked = neededActions(record, readCalls()).flatMap((action) => {
    const [prefix = '', name = ''] = action.split(':');
    const known = readCalls().actions(prefix).get(name.toLowerCase());
    if (known === undefined) return [];
    const resources = known.types.length === 0 ? ['*'] : known.types.flatMap((type) => shownIn(record, type));
    return resources.map((resource) => ({ action, resource: inRequest(action, resource), account }));
  });
  const passed = rolesIn(record).map((resource) => ({ action: 'iam:PassRole', resource, account }));
  return [...asked, ...passed];
}

/** Calls that name roles and pass none: of IAM and STS, on the access of roles, and those that read or end something. */
const PASSES_NONE =
  /^(?:Assume|BatchGet|Delete|Describe|Disassociate|Get|List|Remove|Revoke|Search|Stop|Terminate)/;

/** The ARNs of roles anywhere in a request that hands them over, by a member that says so. */
function rolesIn(record: CloudTrailRecord): readonly string[] {
  if (/^(?:iam|sts)\./.test(textAt(record, 'eventSource') ?? '')) return [];
  if (PASSES_NONE.test(textAt(record, 'eventName') ?? '')) return [];
  const members = JSON.stringify(record.requestParameters ?? {});
  return [...members.matchAll(/"\w*role(?:arn)?":"(arn:[\w-]+:iam::\d{12}:role\/[^"]+)"/gi)].map(
    ([, arn = '']) => arn,
  );
}

/**
 * Requests on log groups, but for those on their tags, name the streams: `log-group:audit:log-stream:` is in the messages of denied ones.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
 */
function inRequest(action: string, resource: string): string {
  const isOfGroup = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+$/.test(resource) && !/Tag/.test(action);
  return isOfGroup ? `${resource}:log-stream:` : resource;
}

/** The ARNs of a type that the request has, or that its parameters give which are named as the variable of the ARN. */
function shownIn(record: CloudTrailRecord, { arn, isRequired }: ResourceType): readonly string[] {
  if (!isRequired) return [];
  const texts = textsIn(record.requestParameters as Json);
  const form = new RegExp(
    `^arn:aws[a-z-]*:${arn.replaceAll(/[.*+?^()|[\]\\]/g, '\\$&').replaceAll(/\$\{\w+\}/g, '[^:*]+')}$`,
  );
  const variables = [...arn.matchAll(/\$\{(\w+)\}/g)].flatMap(([, name = '']) =>
    name === 'Partition' || name === 'Region' || name === 'Account' ? [] : [name],
  );
  const [variable = ''] = variables;
  return texts.flatMap(([name, text]) => {
    if (form.test(text)) return [text];
    const isNamed = variables.length === 1 && name.toLowerCase() === variable.toLowerCase();
    // Documents of AWS have no account in their ARNs.
    if (!isNamed || !/^(?!AWS-)[\w.-]+$/.test(text)) return [];
    const place: Readonly<Record<string, string>> = {
      Region: textAt(record, 'awsRegion') ?? '',
      Account: textAt(record, 'recipientAccountId') ?? '',
    };
    return [`arn:aws:${arn.replaceAll(/\$\{(\w+)\}/g, (_, each: string) => place[each] ?? text)}`];
  });
}

/** Texts at the top, or in the wrapper that EC2 puts around some requests. */
function textsIn(value: Json | undefined, name = ''): readonly (readonly [name: string, text: string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (Array.isArray(value))
    return value.flatMap((each) => (typeof each === 'string' ? [[name, each] as const] : []));
  if (typeof value !== 'object' || value === null || (name !== '' && !name.endsWith('Request'))) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, key));
}

/** Ids that AWS generates, as a part of a text. */
const GENERATED = /\b([a-z]{1,12})-([0-9a-f]{8}|[0-9a-f]{17})\b/g;
const SECRET_END = /(:secret:[^"]*-)[A-Za-z0-9]{6}(?=")/g;

/** The records of the same calls made once more: what the log made or ended has another id, and so has what AWS adds to a name. */
export function onceMore(records: readonly CloudTrailRecord[]): readonly CloudTrailRecord[] {
  const passing = new Set(
    records.flatMap((record) => {
      const call = textAt(record, 'eventName') ?? '';
      const of = /^(?:Create|Run|Allocate|Copy|Import|Register)/.test(call)
        ? record.responseElements
        : undefined;
      const noun = call.replace(/^[A-Z][a-z]+/, '').toLowerCase();
      return textsIn(of as Json).flatMap(([name, text]) =>
        name.toLowerCase() === `${noun}id` ? [text] : [],
      );
    }),
  );
  return records.map((record) => {
    const text = JSON.stringify(record)
      .replaceAll(GENERATED, (id, kind: string, digits: string) =>
        passing.has(id) ? `${kind}-${other(digits)}` : id,
      )
      .replaceAll(SECRET_END, '$1z9Y8x7');
    return JSON.parse(text) as CloudTrailRecord;
  });
}

function other(digits: string): string {
  return digits.replaceAll(/./g, (digit) => ((Number.parseInt(digit, 16) + 7) % 16).toString(16));
}
