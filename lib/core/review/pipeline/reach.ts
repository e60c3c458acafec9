import type { PlacedResource } from '../../estate/estate';
import { canonicalValue, type Value } from '../../estate/values/value';
import { entryOf } from '../../inventory';
import { CALLS } from '../../inventory/calls/calls';
import { inWords } from '../../inventory/judges/words';
import { valueAt } from '../../inventory/property-path';

/** A resource, and its properties with everything that is known put in. */
interface Placed {
  readonly placed: PlacedResource;
  readonly properties: Value | undefined;
}

/** Types that act on all of an account and Region, or name what they act on in texts, and on which types of it. */
const REACHES: Readonly<Record<string, readonly [types: RegExp, words: string]>> = {
  'AWS::CloudWatch::AlarmMuteRule': [/^AWS::CloudWatch::\w*Alarm$/, 'alarms of its account and Region'],
  'AWS::Logs::AccountPolicy': [/^AWS::Logs::LogGroup$/, 'all log groups of its account and Region'],
  'AWS::Oam::Link': [
    /^AWS::(Logs::LogGroup|CloudWatch::\w*Alarm)$/,
    'all log groups and metrics of its account and Region',
  ],
};

/**
 * What a resource acts on without a reference, in words; undefined if it does not act on the pipeline. An index of fields changes
 * no log event.
 *
 * @param mentioned the resources that it refers to, or names
 */
export function reachOf(
  each: Placed,
  mentioned: readonly Placed[],
  parts: ReadonlySet<Placed>,
): string | undefined {
  const { stack, resource } = each.placed;
  const { properties } = each;
  if (resource.Type === 'AWS::Events::EventBusPolicy')
    return mentioned.length > 0 ? undefined : reachOnBus(each, parts);
  const ofAccount = [...parts].filter(({ placed }) => placed.stack.account === stack.account);
  if (!Object.hasOwn(REACHES, resource.Type)) return reachOfCalls(properties, mentioned, ofAccount);
  const [types, words] = REACHES[resource.Type] ?? [/^$/, ''];
  if (valueAt(properties, 'PolicyType') === 'FIELD_INDEX_POLICY') return undefined;
  const isReached = ofAccount.some(
    ({ placed: other }) => types.test(other.resource.Type) && other.stack.region === stack.region,
  );
  return isReached ? words : undefined;
}

/** The events of others that come over a bus of no template, on which a part of the pipeline listens. */
function reachOnBus(policy: Placed, parts: ReadonlySet<Placed>): string | undefined {
  const placeOf = ({ placed: { stack }, properties }: Placed): string =>
    canonicalValue([
      stack.account ?? '',
      stack.region ?? '',
      valueAt(properties, 'EventBusName') ?? 'default',
    ]);
  const isHeard = [...parts].some(
    (each) => each.placed.resource.Type === 'AWS::Events::Rule' && placeOf(each) === placeOf(policy),
  );
  const name = inWords(valueAt(policy.properties, 'EventBusName') ?? 'default');
  return isHeard ? `what others send to the event bus ${name}` : undefined;
}

/** Names that the SDK has for services, where the prefix of their actions is another. */
const SDK_NAMES: Readonly<Record<string, string>> = {
  events: 'eventbridge',
  logs: 'cloudwatchlogs',
  states: 'sfn',
};

/** What a call does to a resource that it breaks. */
const BREAKS: ReadonlySet<string> = new Set(['silence', 'redirect', 'delete', 'take']);

/**
 * A schedule, or a state of a machine, that makes a call which can break a part of the pipeline. It may name the part in a text, where
 * CloudFormation generates the name; one that refers to another resource of that type means that one.
 */
function reachOfCalls(
  properties: Value | undefined,
  mentioned: readonly Placed[],
  parts: readonly Placed[],
): string | undefined {
  const calls = [...canonicalValue(properties).matchAll(/:aws-sdk:(\w+:\w+)/g)].map(([, call = '']) => call);
  if (calls.length === 0) return undefined;
  const types = new Set(parts.map(({ placed }) => placed.resource.Type));
  // the role that it works as is not what it acts on
  const others = new Set(
    mentioned.map(({ placed }) => placed.resource.Type).filter((type) => type !== 'AWS::IAM::Role'),
  );
  const call = calls.find((each) => [...types].some((type) => !others.has(type) && isBrokenBy(type, each)));
  return call === undefined ? undefined : `what ${call} names, which may be a part of the pipeline`;
}

function isBrokenBy(type: string, call: string): boolean {
  return (entryOf(type)?.kinds ?? []).some((kind) => {
    const { prefix, calls } = CALLS[kind];
    const service = SDK_NAMES[prefix] ?? prefix;
    return calls.some(
      ({ does, records }) =>
        does.some((each) => BREAKS.has(each)) &&
        records.some((name) => `${service}:${name}`.toLowerCase() === call.toLowerCase()),
    );
  });
}
