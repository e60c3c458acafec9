import fc from 'fast-check';
import { askedCondition, type RecordQuestions, toRecordTest } from '../../../bin/view/record-test';
import { toPredicate } from '../../../lib/core/compile/predicate/to-predicate';
import type { JsonObject } from '../../../lib/core/json/json-value';
import type { CloudTrailRecord } from '../../../lib/core/record/record';
import { IDENTITY, NAME, object, TEXT } from '../../core/lineage/random-callers';

const CALL = fc.constantFrom('CreateUser', 'ListUsers', 'createuser', 'lİst');

const RECORD = fc
  .tuple(
    object(['eventName'], CALL),
    object(['eventSource', 'sourceIPAddress']),
    fc.option(IDENTITY, { nil: undefined }),
    object(['UserName']),
    fc.constantFrom(
      ...Array.from({ length: 10 }, () => ({})),
      { insightDetails: { eventName: 'CreateUser', eventSource: 'iam.amazonaws.com' } },
      {
        eventCategory: 'Aggregated',
        summary: {
          primaryDimension: { dimension: 'eventName', statistics: [{ name: 'CreateUser', value: 2 }] },
        },
      },
    ),
  )
  .map(([call, from, userIdentity, additionalEventData, rest]) =>
    JSON.parse(JSON.stringify({ ...call, ...from, userIdentity, additionalEventData, ...rest })),
  ) as fc.Arbitrary<JsonObject>;

const WANTED = fc
  .tuple(
    fc.constantFrom('', '*'),
    fc.oneof(NAME, TEXT, CALL, fc.constantFrom('li', 'i̇', 'r/te')),
    fc.constantFrom('', '*'),
  )
  .map((parts) => parts.join(''));

const ASKED = fc.array(WANTED, { minLength: 1, maxLength: 2 });
const one = (name: keyof RecordQuestions) => ASKED.map((wanted): RecordQuestions => ({ [name]: wanted }));
const ONE = fc.oneof(one('eventName'), one('eventSource'), one('actor'), one('resource'));
const QUESTIONS = fc
  .tuple(ONE, fc.oneof(fc.constant({}), ONE))
  .map(([first, second]) => ({ ...first, ...second }));

it('holds for every record that passes the questions, and not for all others', () => {
  let [passed, leftOut] = [0, 0];
  fc.assert(
    fc.property(RECORD, QUESTIONS, (record, questions) => {
      const condition = askedCondition(questions);
      const isAsked = toRecordTest(questions)(record as unknown as CloudTrailRecord);
      const isHeld = condition === undefined || toPredicate(condition)(record);
      if (isAsked) passed += 1;
      if (!isHeld) leftOut += 1;
      expect(isAsked && !isHeld).toBe(false);
    }),
    { numRuns: 20_000 },
  );
  expect(passed).toBeGreaterThan(20);
  expect(leftOut).toBeGreaterThan(200);
});
