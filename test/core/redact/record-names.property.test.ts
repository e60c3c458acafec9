import * as fc from 'fast-check';
import { type MapMember, unversioned } from '../../../lib/core/calls/call-catalogue';
import type { Json, JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { Redactor } from '../../../lib/core/redact/redactor';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { readCalls } from '../calls/read-calls';

const calls = readCalls();
const NO_RULES = { words: new Set<string>(), parts: new Set<string>(), ranges: [] };
const redactor = new Redactor(Buffer.alloc(32, 1), NO_RULES, calls);
const redact = (record: object) => redactor.redact(record as CloudTrailRecord) as JsonObject;

const MAPS = [...calls.sources].flatMap((source) =>
  [...calls.maps(source)].map(([name, map]) => ({ source, name, map })),
);

/** What a customer calls things: in no model, and longer than what comes out by chance. */
const own = fc
  .stringMatching(/^[a-z]{5}[qxz]{2}[a-z]{5}([-_/. ]?[a-z]{4}[qxz]{2}[a-z]{4})?$/)
  .chain((text) => fc.constantFrom(text, upperFirst(text)))
  .filter((text) => !calls.hasMember(text));

const pairs = fc.dictionary(own, own, { minKeys: 1, maxKeys: 4 });

/** The value of a map: maps in one another, as deep as it is, around what customers named. */
function nested({ depth, inList }: MapMember, named: Readonly<Record<string, string>>): Json {
  const [key = ''] = Object.keys(named);
  let value: Json = named;
  for (let left = Math.min(depth, 3); left > 1; left--) value = { [key]: value };
  return inList ? [value] : value;
}

function lowerFirst(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function expectNothingLeft(record: object, named: Readonly<Record<string, string>>): void {
  const text = JSON.stringify(redact(record)).toLowerCase();
  const left = [...Object.keys(named), ...Object.values(named)].filter((each) =>
    each.split(/[-_/. ]/).some((word) => text.includes(word.toLowerCase())),
  );
  expect({ record, left }).toEqual({ record, left: [] });
}

test('no key or value of a customer is left in any map of any model, at any depth', () => {
  expect(MAPS.length).toBeGreaterThan(1_000);
  const anyPair = fc.sample(pairs, { numRuns: MAPS.length, seed: 7 });
  MAPS.forEach(({ source, name, map }, at) => {
    const named = anyPair[at] as Record<string, string>;
    const members = { [name]: nested(map, named) };
    const eventSource = `${source}.amazonaws.com`;
    expectNothingLeft({ eventSource, requestParameters: members, responseElements: { a: [members] } }, named);
  });
});

test('no key or value of a customer is left in what no model has, in a service of any kind', () => {
  const name = fc.constantFrom('nodeSelector', 'extraOptions', 'x-amz-meta-', 'q9Unknown');
  const source = fc.constantFrom(...calls.sources, 'new-service', 'signin');
  const place = fc.constantFrom(
    ...['requestParameters', 'responseElements', 'additionalEventData', 'serviceEventDetails'],
  );
  fc.assert(
    fc.property(name, source, place, pairs, (member, service, at, named) => {
      expectNothingLeft({ eventSource: `${service}.amazonaws.com`, [at]: { [member]: named } }, named);
      expectNothingLeft(
        { eventSource: `${service}.amazonaws.com`, [at]: { [member]: [{ a: named }] } },
        named,
      );
    }),
  );
});

test('every member of every call stays, in both cases of its first letter, in wrappers, and within what no model has', () => {
  let members = 0;
  for (const source of calls.sources) {
    const ofCalls = [...calls.calls(source).values()];
    const names = new Set(ofCalls.flatMap((call) => call.members));
    const written = [...names].flatMap((name) => [lowerFirst(name), upperFirst(name)]);
    const request = Object.fromEntries(written.map((name) => [name, true]));
    const wrapped = ofCalls.map(({ name }) => [`${unversioned(name)}Request`, request]);
    const requestParameters = {
      ...request,
      ...Object.fromEntries(wrapped.slice(0, 5)),
      q9Unknown: [request],
    };
    const record = { eventSource: `${source}.amazonaws.com`, requestParameters };
    expect(redact(record)).toEqual(record);
    members += names.size;
  }
  expect(members).toBeGreaterThan(20_000);
});

test.each([
  ['lambda', { environment: { variables: { q9qx: 'q9qx' } } }, '{"environment":{"variables":{'],
  ['cloudformation', { parameters: [{ parameterKey: true, usePreviousValue: true }] }, '"parameterKey":true'],
  ['sns', { messageAttributes: { q9qx: { stringValue: 1, dataType: 2 } } }, '"stringValue":1,"dataType":2'],
  ['iot', { attributePayload: { attributes: { q9qx: 'q9qx' }, merge: true } }, '"merge":true'],
  ['dynamodb', { key: { q9qx: { s: 'q9qx' } } }, '"s":'],
  ['ec2', { tagSpecificationSet: { items: [{ tags: [{ key: 1, value: 2 }] }] } }, '"key":1,"value":2'],
])('members of %s within and around maps stay, and keys do not: %j', (source, requestParameters, kept) => {
  const text = JSON.stringify(redact({ eventSource: `${source}.amazonaws.com`, requestParameters }));
  expect(text).toContain(kept);
  expect(text).not.toContain('q9qx');
});

describeCorpus('names in all shared logs', () => {
  test('each member of the request that the call has in its model stays', () => {
    let compared = 0;
    for (const record of corpusRecords()) {
      const { eventSource, eventName, requestParameters } = record;
      const call = calls
        .calls(String(eventSource).replace('.amazonaws.com', ''))
        .get(String(eventName).toLowerCase());
      const known = new Set(call?.members.map((name) => name.toLowerCase()));
      const isKnown = (name: string) => known.has(name.toLowerCase());
      const names = Object.keys(requestParameters ?? {}).filter(isKnown);
      const { requestParameters: redacted } = redact(record);
      expect(Object.keys(redacted ?? {}).filter(isKnown)).toEqual(names);
      compared += names.length;
    }
    expect(compared).toBeGreaterThan(1_000);
  });
});
