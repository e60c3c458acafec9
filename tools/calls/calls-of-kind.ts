import { isDecided, memberKind } from '../../lib/core/calls/member-kinds';
import type { JsonObject } from '../../lib/core/json/json-value';
import { type CallKind, OWN } from './call-kinds';
import { nameInRecord } from './render-calls';
import type { ModelOperation, ModelShape, ServiceModel, ServiceModels } from './service-models';

/** A call of a kind, with two records for each member that does it: a value that has to be told, and one that has not. */
export interface CallOfKind {
  readonly call: string;
  readonly source: string;
  /** As rules have it: of any version of the API where records have one. */
  readonly name: string;
  readonly records: readonly (readonly [bad: JsonObject, good: JsonObject])[];
}

/** The calls of all models that have a member of a kind. */
export function callsOf({ models }: ServiceModels, kind: CallKind): readonly CallOfKind[] {
  return models.flatMap((model) =>
    Object.entries(model.operations).flatMap(([name, operation]) => {
      const paths = READS.test(name) ? [] : membersOf(operation, model, kind);
      if (paths.length === 0) return [];
      const inRecord = nameInRecord(name, operation, model);
      const records = paths.map(
        (path) =>
          [
            recordOf(inRecord, model, [path, kind, true]),
            recordOf(inRecord, model, [path, kind, false]),
          ] as const,
      );
      const call = `${model.service}:${name}`;
      return [{ call, source: sourceOf(model), name: nameInRules(name, inRecord), records }];
    }),
  );
}

const READS =
  /^(?:Batch)?(?:Check|Count|Describe|Detect|Discover|Estimate|Evaluate|Get|Head|List|Lookup|Predict|Preview|Query|Retrieve|Scan|Search|Select|Simulate|Test|Validate|Verify)/;

/** Clients of other versions of an API are recorded with these: whatever the version, the call is the same. */
function nameInRules(name: string, inRecord: string): string {
  return name === inRecord ? name : `${name}20*`;
}

type Path = readonly (string | '[]')[];

/** The paths of values in a request whose names are of a kind. */
function membersOf(
  operation: ModelOperation,
  model: ServiceModel,
  { type, members }: CallKind,
): readonly Path[] {
  return pathsIn(operation, model).flatMap(({ path, shape }) => {
    const isSending = /destination\w*\.rolearn$/i.test(path.filter((step) => step !== '[]').join('.'));
    const kind =
      isSending && members.includes('handler') ? 'handler' : memberKind(nameOf(path), model.service);
    return shape.type === type && kind !== undefined && members.includes(kind) ? [path] : [];
  });
}

/** The member that a value is of: a profile is an object with its name or its ARN. */
function nameOf(path: Path): string {
  const [last = '', parent = ''] = path.filter((step) => step !== '[]').reverse();
  return /^(?:name|arn)$/i.test(last) && memberKind(parent) === 'profile' ? parent : last;
}

/** Members that the reviewed file decides nothing of: by the calls that have them. */
export function undecidedMembers({ models }: ServiceModels): readonly string[] {
  const found = models.flatMap((model) =>
    Object.entries(model.operations).flatMap(([call, operation]) =>
      READS.test(call)
        ? []
        : pathsIn(operation, model).flatMap(({ path, shape }) =>
            isDecided(nameOf(path)) || shape.type !== 'string' || shape.enum !== undefined
              ? []
              : [`${model.service}:${call} ${nameOf(path)}`],
          ),
    ),
  );
  return [...new Set(found)];
}

/** The values in a request, at most some levels deep. */
function pathsIn({ input }: ModelOperation, { shapes }: ServiceModel): readonly PathOfValue[] {
  const found: PathOfValue[] = [];
  const walk = (name: string, path: Path, within: ReadonlySet<string>): void => {
    const shape = shapes[name] ?? {};
    const { members, member, value } = shape;
    if (within.has(name) || within.size > MAX_LEVELS) return;
    const inside = new Set([...within, name]);
    if ((members ?? member ?? value) === undefined) found.push({ path, shape });
    for (const [key, { shape: inner = '' }] of Object.entries(members ?? {}))
      walk(inner, [...path, key], inside);
    if (member?.shape !== undefined) walk(member.shape, [...path, '[]'], inside);
    if (value?.shape !== undefined) walk(value.shape, [...path, 'any'], inside);
  };
  walk(input?.shape ?? '', [], new Set());
  return found;
}

interface PathOfValue {
  readonly path: Path;
  readonly shape: ModelShape;
}

const MAX_LEVELS = 8;

function sourceOf({ metadata: { endpointPrefix, signingName = endpointPrefix } }: ServiceModel): string {
  return `${signingName.toLowerCase()}.amazonaws.com`;
}

/** A record of a call by a user, with one member. CloudTrail writes the first letter of a name in lower case. */
function recordOf(
  name: string,
  model: ServiceModel,
  [path, { value }, isBad]: readonly [path: Path, kind: CallKind, isBad: boolean],
): JsonObject {
  const requestParameters = path.reduceRight<unknown>(
    (inner, step) =>
      step === '[]' ? [inner] : { [`${step.charAt(0).toLowerCase()}${step.slice(1)}`]: inner },
    value(path.filter((step) => step !== '[]').at(-1) ?? '', isBad),
  );
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'IAMUser',
      accountId: OWN,
      arn: `arn:aws:iam::${OWN}:user/alice`,
      userName: 'alice',
    },
    eventSource: sourceOf(model),
    eventName: name,
    requestParameters,
    recipientAccountId: OWN,
    eventCategory: 'Management',
    eventType: 'AwsApiCall',
  } as JsonObject;
}
