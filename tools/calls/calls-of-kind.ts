import type { JsonObject } from '../../lib/core/json/json-value';
import { type CallKind, OWN } from './call-kinds';
import { nameInRecord } from './render-calls';
import type { ModelOperation, ServiceModel, ServiceModels } from './service-models';

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

/** The paths of values in a request whose names are of a kind, at most some levels deep. */
function membersOf({ input }: ModelOperation, { shapes }: ServiceModel, kind: CallKind): readonly Path[] {
  const found: Path[] = [];
  const walk = (shape: string, path: Path, within: ReadonlySet<string>): void => {
    const { type, members, member, value } = shapes[shape] ?? {};
    if (within.has(shape) || within.size > MAX_LEVELS) return;
    const inside = new Set([...within, shape]);
    if (type === kind.type && kind.members.test(namesOn(path))) found.push(path);
    for (const [name, { shape: inner = '' }] of Object.entries(members ?? {}))
      walk(inner, [...path, name], inside);
    if (member?.shape !== undefined) walk(member.shape, [...path, '[]'], inside);
    if (value?.shape !== undefined) walk(value.shape, [...path, 'any'], inside);
  };
  walk(input?.shape ?? '', [], new Set());
  return found;
}

const MAX_LEVELS = 8;

function namesOn(path: Path): string {
  return path.filter((step) => step !== '[]').join('.');
}

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
    value(namesOn(path), isBad),
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
