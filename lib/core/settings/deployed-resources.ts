import { isJsonObject, type JsonObject, parseJson } from '../json/json-value';
import { type RealtimeCoverage, readRealtimeCoverage } from './message/region-watch';

/** The type of the custom resource that hands over what was deployed. */
export const DEPLOYED_RESOURCES_TYPE = 'Custom::TrailwatchDeployedResources';

const KINDS = ['trail', 'bucket', 'key', 'topic', 'part'] as const;

/** A resource as the template has it. */
export interface DeployedResource {
  readonly kind: (typeof KINDS)[number];
  /** Of a part of the pipeline, what is before its name, which only CloudFormation knows. */
  readonly arn: string;
  /** The account that it belongs to. */
  readonly accountId: string;
  /** Properties by CloudFormation's names. */
  readonly properties: JsonObject;
  /** Properties whose values belong to another stack, and are not compared. */
  readonly unknown: readonly string[];
  /** Its policy; absent where it is not compared. */
  readonly policy?: unknown;
  /** Whether MFA Delete is to be on. */
  readonly mfaDelete: boolean;
  /** Where a part of the pipeline is found; absent of other kinds. */
  readonly part?: DeployedPart;
}

/** A part of the pipeline, such as a rule, which CloudFormation has named. */
export interface DeployedPart {
  /** Such as `AWS::Events::Rule`. */
  readonly type: string;
  /** The name of its stack, or its ARN. */
  readonly stack: string;
  readonly logicalId: string;
  /** Of lists that belong to another stack, how many items there are. */
  readonly counts: Readonly<Record<string, number>>;
  /** The name that CloudFormation gave it, once its stack was asked. */
  readonly physicalId?: string;
}

/** Before the name in the ARN of a part, by its type. */
const ARN_STARTS: Readonly<Record<string, readonly [service: string, start: string]>> = {
  'AWS::Events::Rule': ['events', 'rule/'],
  'AWS::Lambda::EventSourceMapping': ['lambda', 'event-source-mapping:'],
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::CloudWatch::Alarm': ['cloudwatch', 'alarm:'],
  'AWS::CloudWatch::CompositeAlarm': ['cloudwatch', 'alarm:'],
  'AWS::SNS::Subscription': ['sns', ''],
  'AWS::SQS::Queue': ['sqs', ''],
};

/** What the deployment hands over. */
export interface Deployed {
  readonly resources: readonly DeployedResource[];
  /** From where realtime rules are to send events; absent where none are followed. */
  readonly realtime?: RealtimeCoverage;
}

/** The properties of the custom resource: texts of JSON, because CloudFormation makes a text of every flag and number. */
export interface DeployedProperties {
  readonly Resources: string;
  readonly Realtime?: string;
}

/**
 * Reads the properties of the custom resource. Throws if they are not as `DeliveryMonitor` writes them.
 *
 * @param stackId the ARN of its stack, which has what the entries of parts leave out: the stack, its account and its Region
 */
export function parseDeployedProperties(
  { Resources, Realtime }: Readonly<Record<string, unknown>>,
  stackId: string,
): Deployed {
  const list = typeof Resources === 'string' ? parseJson(Resources) : undefined;
  const entries = Array.isArray(list) ? list.filter(isJsonObject) : [];
  const whole = entries.map((entry) => withRepeated(entry, entries));
  const resources = readDeployedResources(whole.map((entry) => completed(entry, stackId)));
  if (!Array.isArray(list) || resources.length < list.length) {
    throw new Error(
      'the property Resources is not what DeliveryMonitor writes: a list of resources, as JSON',
    );
  }
  if (Realtime === undefined) return { resources };
  const realtime = typeof Realtime === 'string' ? readRealtimeCoverage(parseJson(Realtime)) : undefined;
  if (realtime !== undefined) return { resources, realtime };
  throw new Error('the property Realtime is not what DeliveryMonitor writes: accounts and Regions, as JSON');
}

/** The only member of a property that has the value of the same property of another entry: the place of that entry in the list. */
export const REPEATS = 'as';

/** An entry with the values that are handed over once, with an earlier entry. */
function withRepeated(entry: JsonObject, entries: readonly JsonObject[]): JsonObject {
  const { properties } = entry;
  if (!isJsonObject(properties)) return entry;
  const whole = Object.entries(properties).map(([name, value]) => {
    const place = isJsonObject(value) && Object.keys(value).length === 1 ? value[REPEATS] : undefined;
    const first = typeof place === 'number' ? entries[place]?.properties : undefined;
    return [name, isJsonObject(first) ? first[name] : value];
  });
  return { ...entry, properties: Object.fromEntries(whole) };
}

/** An entry with what all parts have in common, which the template has no room for. */
function completed(entry: JsonObject, stackId: string): JsonObject {
  const { part } = entry;
  if (!isJsonObject(part)) return entry;
  const [prefix = '', partition = '', , region = '', accountId = ''] = stackId.split(':');
  const [service = '', start = ''] = ARN_STARTS[String(part.type)] ?? [];
  const arn = [prefix, partition, service, region, accountId, start].join(':');
  return { arn, accountId, unknown: [], ...entry, part: { stack: stackId, ...part } };
}

/** The resources in a stored state; entries that are not resources are left out. */
export function readDeployedResources(value: unknown): readonly DeployedResource[] {
  return Array.isArray(value) ? value.filter(isJsonObject).flatMap(readResource) : [];
}

function readResource(entry: JsonObject): DeployedResource[] {
  const { arn, accountId, properties, unknown, policy, mfaDelete } = entry;
  const part = readPart(entry.part);
  const kind = KINDS.find((one) => one === entry.kind);
  if (kind === undefined || typeof arn !== 'string' || typeof accountId !== 'string') return [];
  if (!isJsonObject(properties) || !Array.isArray(unknown)) return [];
  if ((kind === 'part') !== (part !== undefined)) return [];
  return [
    {
      ...{ kind, arn, accountId, properties, unknown: unknown.map(String), mfaDelete: mfaDelete === true },
      ...(policy === undefined ? {} : { policy }),
      ...(part === undefined ? {} : { part }),
    },
  ];
}

function readPart(value: unknown): DeployedPart | undefined {
  if (!isJsonObject(value)) return undefined;
  const { type, stack, logicalId, counts } = value;
  if (typeof type !== 'string' || typeof stack !== 'string' || typeof logicalId !== 'string')
    return undefined;
  const numbers = isJsonObject(counts) ? Object.entries(counts) : [];
  return {
    ...{ type, stack, logicalId },
    counts: Object.fromEntries(numbers.map(([name, count]) => [name, Number(count)])),
  };
}
