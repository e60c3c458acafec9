import fc from 'fast-check';
import type { Json, JsonObject } from '../../lib/core/json/json-value';

/** What CloudTrail writes at a field. */
type Kind = 'text' | 'boolean' | 'number' | 'open';

/**
 * Fields as CloudTrail declares them, of every kind that engines treat in another way: spelled in one way, free text,
 * no text, within a structure, within a list, what each service decides, and what no record has.
 */
const LEAVES: Readonly<Record<string, Kind>> = {
  eventName: 'text',
  eventSource: 'text',
  errorCode: 'text',
  awsRegion: 'text',
  'userIdentity.type': 'text',
  'userIdentity.userName': 'text',
  'userIdentity.sessionContext.sessionIssuer.arn': 'text',
  userAgent: 'text',
  sourceIPAddress: 'text',
  eventTime: 'text',
  readOnly: 'boolean',
  managementEvent: 'boolean',
  'insightDetails.insightContext.statistics.insightDuration': 'number',
  'requestParameters.x': 'open',
  'requestParameters.y.z': 'open',
  'requestParameters.tags': 'open',
  'responseElements.x': 'open',
  'additionalEventData.MFAUsed': 'open',
};

/** Fields whose spelling by AWS a case-sensitive engine is given. */
export const CANONICAL_FIELDS = ['eventName', 'eventSource', 'errorCode', 'awsRegion', 'userIdentity.type'];

/** Those at which one value stands in nearly every record. */
export const SINGLE_FIELDS = [
  ...[
    'userIdentity.userName',
    'userAgent',
    'sourceIPAddress',
    'requestParameters.x',
    'requestParameters.y.z',
  ],
  ...['responseElements.x', 'additionalEventData.MFAUsed', 'userIdentity.sessionContext.sessionIssuer.arn'],
];

export const BOOLEAN_FIELDS = ['readOnly', 'managementEvent'];

/** All that rules ask for: these, whole structures, what lies in lists, and what is in no record. */
export const ALL_FIELDS = [
  ...Object.keys(LEAVES),
  ...['requestParameters', 'userIdentity', 'resources', 'resources.ARN', 'resources.type'],
  ...['requestParameters.tags.x', 'responseElements.items.x', 'nothing.x', 'requestParameters.nothing'],
];

/** What may be null as a whole, or of another type. */
const STRUCTURES = [
  'requestParameters',
  'responseElements',
  'additionalEventData',
  'userIdentity',
  'insightDetails',
];

/** A field's value; undefined where it is absent. */
type Found = Json | undefined;

/**
 * Records over a few texts, so that they collide with conditions over the same. Most have the shapes that CloudTrail
 * declares, and any value where it declares nothing; in the others any field may hold anything.
 */
export function shapedRecordOver(texts: readonly string[]): fc.Arbitrary<JsonObject> {
  const text = fc.constantFrom(...texts);
  const scalar = fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom<Json>(true, false) },
    { weight: 1, arbitrary: fc.constantFrom<Json>(5, 10, -1, 12, 0.5, 22, 1e21, 9007199254740992) },
  );
  const anything = anythingOver(scalar);
  return fc.constantFrom(true, true, false).chain((isPlain) => {
    const leaf = (kind: Kind) =>
      foundOf(plainOf(kind, { text, scalar, anything, isPlain }), isPlain ? 0 : 1, anything);
    const leaves = fc.record(
      Object.fromEntries(Object.entries(LEAVES).map(([field, kind]) => [field, leaf(kind)])),
    );
    const resource = fc.record({ ARN: text, type: text, accountId: text }, { requiredKeys: [] });
    const item = fc.oneof(
      { weight: 4, arbitrary: fc.record({ x: scalar }) },
      { weight: 1, arbitrary: anything },
    );
    return fc
      .record({
        leaves,
        resources: foundOf(fc.array(resource, { maxLength: 3 }), isPlain ? 0 : 1, anything),
        items: foundOf(fc.array(item, { maxLength: 3 }), 1, anything),
        recipientAccountId: fc.constantFrom('111122223333', '444455556666'),
        structure: fc.option(
          fc.tuple(fc.constantFrom(...STRUCTURES), isPlain ? fc.constant(null) : anything),
          { freq: 5, nil: [] },
        ),
      })
      .map(({ leaves: found, resources, items, recipientAccountId, structure }) => {
        const fields = { ...found, resources, 'responseElements.items': items, recipientAccountId };
        const record = nested(fields);
        return structure.length === 0 ? record : { ...record, [structure[0]]: structure[1] };
      });
  });
}

interface Values {
  readonly text: fc.Arbitrary<string>;
  readonly scalar: fc.Arbitrary<Json>;
  readonly anything: fc.Arbitrary<Json>;
  readonly isPlain: boolean;
}

function plainOf(kind: Kind, { text, scalar, anything, isPlain }: Values): fc.Arbitrary<Json> {
  switch (kind) {
    case 'text':
      return text;
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.constantFrom(5, 10, -1, 0.5);
    case 'open':
      return fc.oneof({ weight: isPlain ? 12 : 3, arbitrary: scalar }, { weight: 1, arbitrary: anything });
    default:
      return kind satisfies never;
  }
}

/** Now and then absent or null, and more rarely of a shape that CloudTrail does not declare. */
function foundOf(plain: fc.Arbitrary<Json>, oddity: number, odd: fc.Arbitrary<Json>): fc.Arbitrary<Found> {
  return fc.oneof(
    { weight: 14, arbitrary: plain as fc.Arbitrary<Found> },
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: oddity, arbitrary: odd },
  );
}

function anythingOver(scalar: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const orNull = fc.oneof({ weight: 6, arbitrary: scalar }, { weight: 1, arbitrary: fc.constant(null) });
  const object = fc.record({ x: orNull, z: orNull }, { requiredKeys: [] });
  return fc.oneof(
    scalar,
    object,
    fc.array(orNull, { maxLength: 3 }),
    fc.array(object, { maxLength: 3 }),
    fc.array(fc.array(orNull, { maxLength: 2 }), { maxLength: 2 }),
    fc.record({ x: fc.array(object, { maxLength: 2 }), y: object }, { requiredKeys: [] }),
  );
}

/** `{ 'a.b': 1 }` as `{ a: { b: 1 } }`. */
function nested(fields: Readonly<Record<string, Found>>): JsonObject {
  const record: Record<string, Json> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const keys = field.split('.');
    let holder = record;
    for (const key of keys.slice(0, -1)) {
      const next = { ...((holder[key] as JsonObject | undefined) ?? {}) };
      holder[key] = next;
      holder = next as Record<string, Json>;
    }
    holder[keys.at(-1) ?? ''] = value;
  }
  return record;
}
