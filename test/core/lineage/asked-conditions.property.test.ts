import fc from 'fast-check';
import { endedBy, lastingOf, MAKES_OR_ENDS } from '../../../lib/core/case/lasting-things';
import { identity, origin } from '../../../lib/core/compile/predicate/record-facts';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import { ActorTraces } from '../../../lib/core/lineage/actor-traces';
import { AskedActor } from '../../../lib/core/lineage/asked-actor';
import { MadeIdentities } from '../../../lib/core/lineage/made-identity';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import type { Condition } from '../../../lib/core/rule/condition';
import { CHANGES, toChange } from '../../../lib/core/scan/change/change';
import { Persistence } from '../../../lib/core/survey/persistence';
import { corpusRecords, describeCorpus } from '../../parity/corpus';
import { IDENTITY, NAME, object, TEXT } from './random-callers';

type Records = readonly CloudTrailRecord[];

function heldIn(records: Records, condition: Condition): Records {
  const holds = toPredicate(condition);
  return records.filter((record) => holds(record as unknown as JsonObject));
}

function noStore(): never {
  throw new Error('there are too few records for a store');
}

function tracesOf(asked: AskedActor, records: Records): ActorTraces {
  const traces = new ActorTraces(asked, noStore);
  for (const record of records) traces.take(record);
  return traces;
}

/** Whose each record is, and what was made with what calls. */
function answerOf(asked: AskedActor, records: Records, read: Records) {
  const traces = tracesOf(asked, read);
  const chain = traces.chain();
  const { made, more } = traces.madeBy(chain);
  const used = new MadeIdentities(made.map((one) => ({ made: one })));
  const owners = records.map((record) => {
    const holder = chain.belonging(record);
    const uses = used.usedBy(record).map((one) => one.made.mark);
    return holder === undefined && uses.length === 0
      ? undefined
      : [holder === 'own' ? 'own' : holder?.link, uses];
  });
  return { condition: chain.condition(made), answer: { owners, made, more, isFound: traces.isFound } };
}

/** Compares answers of the records that the conditions hold for with those of all; gives how many are of the actor, and left out. */
function compare(asked: AskedActor, records: Records): { readonly own: number; readonly leftOut: number } {
  const traces = heldIn(records, new ActorTraces(asked, noStore).condition);
  const whole = answerOf(asked, records, records);
  const { answer, condition } = answerOf(asked, records, traces);
  expect(answer).toEqual(whole.answer);
  const held = new Set(heldIn(records, condition));
  const own = records.filter((_, at) => answer.owners[at] !== undefined);
  expect(own.filter((record) => !held.has(record))).toEqual([]);
  return { own: own.length, leftOut: records.length - held.size };
}

const KEY = fc.constantFrom('ASIAAAAAAAAAAAAAAAAA', 'ASIABBBBBBBBBBBBBBBB', 'AKIACCCCCCCCCCCCCCCC');

const RESPONSE = fc.record(
  {
    credentials: fc.oneof(fc.record({ accessKeyId: KEY }), fc.constant(null)),
    assumedRoleUser: object(['arn', 'assumedRoleId']),
    federatedUser: object(['arn', 'federatedUserId']),
    credentialSet: fc.array(fc.record({ credentials: fc.record({ accessKeyId: KEY }) }), { maxLength: 2 }),
    sourceIdentity: NAME,
    accessKey: fc.record({ accessKeyId: KEY }),
    user: object(['arn', 'userId']),
    role: object(['arn', 'roleId']),
    functionName: NAME,
  },
  { requiredKeys: [] },
);

const CALL = fc.constantFrom(
  'AssumeRole',
  'SwitchRole',
  'CreateUser',
  'CreateAccessKey',
  'CreateRole',
  'GetObject',
);

const LONG = fc.constant(`arn:aws:sts::111122223333:assumed-role/ali/${'x'.repeat(600)}`);

const RECORD = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: IDENTITY },
      { weight: 1, arbitrary: fc.record({ accessKeyId: KEY, arn: fc.oneof(TEXT, LONG) }) },
    ),
    CALL,
    fc.constantFrom('2026-08-17T14:00:00Z', '2026-08-17T15:00:00Z'),
    fc.option(RESPONSE, { nil: undefined }),
    fc.record({ sourceIPAddress: TEXT, additionalEventData: object(['UserName', 'SwitchFrom']) }),
  )
  .map(([userIdentity, eventName, eventTime, responseElements, rest]) =>
    JSON.parse(JSON.stringify({ userIdentity, eventName, eventTime, responseElements, ...rest })),
  ) as fc.Arbitrary<CloudTrailRecord>;

it('gives the answer of all records to every question about an actor', () => {
  let [own, leftOut] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(RECORD, { minLength: 2, maxLength: 8 }),
      fc.oneof(TEXT, KEY, NAME, LONG).filter((text) => text !== ''),
      (records, text) => {
        const found = compare(new AskedActor(text), records);
        own += found.own;
        leftOut += found.leftOut;
      },
    ),
    { numRuns: 5_000 },
  );
  expect(own).toBeGreaterThan(100);
  expect(leftOut).toBeGreaterThan(100);
});

describeCorpus('shared records', () => {
  const records = corpusRecords() as unknown as Records;

  it('give the same answers about actors', () => {
    const texts = [identity.arn, identity.accessKey, identity.userName, origin.source].flatMap((read) => {
      const all = [...new Set(records.flatMap((record) => read(record) ?? []))];
      return all.filter((_, at) => at % Math.ceil(all.length / 3) === 0);
    });
    const found = texts.map((text) => compare(new AskedActor(text), records));
    expect(found.filter(({ own }) => own > 0).length).toBeGreaterThan(texts.length / 2);
    expect(found.filter(({ leftOut }) => leftOut > records.length / 2).length).toBeGreaterThan(
      texts.length / 2,
    );
  });

  it.each([
    ['changes', CHANGES, (record: CloudTrailRecord) => toChange(record) !== undefined],
    [
      'what lasts',
      MAKES_OR_ENDS,
      (record: CloudTrailRecord) => lastingOf(record).length + endedBy(record).length > 0,
    ],
  ])('satisfy the condition of %s wherever there is one', (_, condition, isAsked) => {
    const held = new Set(heldIn(records, condition));
    const asked = records.filter(isAsked);
    expect(asked.filter((record) => !held.has(record))).toEqual([]);
    expect(asked.length).toBeGreaterThan(50);
    expect(held.size).toBeLessThan(records.length / 2);
  });

  it('give the same uses of what was made', () => {
    const found = new Persistence();
    for (const record of records) found.take(record);
    const [all, some] = [found.callers, found.callers];
    for (const record of records) all.take(record);
    for (const record of heldIn(records, some.condition)) some.take(record);
    expect(found.rows(some)).toEqual(found.rows(all));
    expect(found.rows(all).filter(({ used }) => (used?.calls ?? 0) > 0).length).toBeGreaterThan(5);
  });
});
