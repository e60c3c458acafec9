import { type EstateStack, type PlacedResource, resourceName, resourcesOf } from '../estate/estate';
import type { Resolver } from '../estate/resolver';
import { at, Choice, isValueObject, OpenText, Unknown, type Value } from '../estate/values/value';
import { isList } from '../json/json-value';
import { JsonPlace } from '../selector/parse/json-place';
import { parseTrail } from '../selector/parse/parse-selections';
import { renderValue } from '../selector/selector-value';
import { TRAIL_TYPES } from '../settings/organization-trail';
import { type Copying, OPEN_MARK, type Writers, type WritingTrail, type WrittenPlace } from './write-cycles';

/** The trails of stacks, where they deliver, and what S3 copies of it, but what is surely not created. */
export function writersOf(stacks: readonly EstateStack[], resolver: Resolver): Writers<PlacedResource> {
  const placed = resourcesOf(stacks).filter(
    ({ stack, resource }) => resolver.exists(resource.Condition, stack) !== false,
  );
  return {
    trails: placed
      .filter(({ resource }) => TRAIL_TYPES.includes(resource.Type))
      .flatMap((each) => toTrail(each, resolver)),
    copies: placed
      .filter(({ resource }) => resource.Type === 'AWS::S3::Bucket')
      .flatMap((each) => copiesOf(each, resolver)),
  };
}

function toTrail(placed: PlacedResource, resolver: Resolver): readonly WritingTrail<PlacedResource>[] {
  const { stack, logicalId, resource } = placed;
  const properties = resolver.value(resource.Properties, stack);
  const bucket = at(properties, 'S3BucketName');
  const [parsed] = parseTrail(logicalId, qualified(properties, stack), stack).selections;
  const name = textOf(bucket, stack);
  if (parsed === undefined || name === undefined) return [];
  const prefix = textOf(at(properties, 'S3KeyPrefix'), stack);
  const keyStart = prefix === undefined ? 'AWSLogs/' : `${prefix}/AWSLogs/`;
  return [
    {
      ...{ source: placed, name: resourceName(placed), partition: stack.partition ?? 'aws' },
      ...{ to: { bucket: name, keyStart, ...whereOf(bucket, resolver) }, selection: parsed.selection },
    },
  ];
}

function copiesOf({ stack, logicalId, resource }: PlacedResource, resolver: Resolver): readonly Copying[] {
  const rules = at(resolver.value(resource.Properties, stack), 'ReplicationConfiguration', 'Rules');
  const from = textOf(resolver.physical(logicalId, stack)?.ref, stack);
  if (from === undefined || !isList(rules)) return [];
  return (rules as readonly Value[])
    .filter((rule) => at(rule, 'Status') !== 'Disabled')
    .flatMap((rule) => {
      const destination = at(rule, 'Destination', 'Bucket');
      const bucket = textOf(destination, stack)?.replace(/^arn:.*:::/, '');
      const account = textOf(at(rule, 'Destination', 'Account'), stack);
      const owner = account === undefined || !/^\d{12}$/.test(account) ? {} : { account };
      return bucket === undefined
        ? []
        : [{ from, to: { bucket, ...owner, ...whereOf(destination, resolver) } }];
    });
}

/** Where a bucket of the stacks is; of another one nothing is known. */
function whereOf(value: Value | undefined, resolver: Resolver): Pick<WrittenPlace, 'account' | 'region'> {
  const { account, region } = resolver.target(value)?.stack ?? {};
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) };
}

function textOf(value: Value | undefined, stack: EstateStack): string | undefined {
  const text = JsonPlace.root(qualified(value, stack)).text();
  return text === undefined ? undefined : renderValue(text);
}

/** The value, in which a name that CloudFormation makes is the same in all stacks, and what may be anything is marked with its stack. */
function qualified(value: Value | undefined, stack: EstateStack): Value | undefined {
  if (value instanceof Unknown) {
    const { of, words, why } = value;
    if (of?.attribute === 'name') return new Unknown(`${of.stack}/${of.logicalId}`, why);
    return words.startsWith('AWS::') ? value : new Unknown(`${stack.name}${OPEN_MARK}${words}`, why);
  }
  if (value instanceof OpenText)
    return new OpenText(
      value.parts.map((part) => (typeof part === 'string' ? part : (qualified(part, stack) as Unknown))),
    );
  if (value instanceof Choice || !(Array.isArray(value) || isValueObject(value))) return value;
  if (Array.isArray(value)) return value.map((each: Value) => qualified(each, stack) ?? null);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, qualified(each, stack) ?? null]),
  );
}
