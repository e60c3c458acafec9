import { readBuiltInFiles } from '../../bin/generators/built-in-rules';
import type { Alert } from '../../lib/core/alert/alert';
import { toAlert } from '../../lib/core/alert/from-record/to-alert';

/** Sentences that name none of the resources of their alerts, and why. */
const UNNAMED: Readonly<Record<string, string>> = {
  'access-assigned-outside-console CreateAccountAssignment': 'the sentence names the other account',
  'text-message-sent Publish': 'a text message has no topic; CloudTrail hides the number',
  'text-message-sent SendTextMessage': 'the number is not told; the resource is `*`',
};

const CASES = readBuiltInFiles().flatMap(({ parsed }) =>
  parsed.rules.flatMap(({ rule, examples }) =>
    examples.matching.map(({ record }) => ({
      call: `${rule.name} ${String(record.eventName)}`,
      alert: toAlert(rule, record, { route: 'cli', source: {} }),
    })),
  ),
);

/** How much of a name a sentence shows at least. */
const SHOWN = 40;

function namesOf({ resourceDetails = [], recipientAccountId }: Alert): readonly string[] {
  const names = resourceDetails.map(({ name }) => name).filter((name) => name !== recipientAccountId);
  // The word of the kind, and a path, may be left out: 'orders' stands for 'datashare:0123abcd/orders'.
  return names.flatMap((name) => [name.slice(0, SHOWN), name.slice(name.search(/[^/:]*$/))]);
}

test('the sentence of every alert on an example of a rule names a resource, if there is one', () => {
  const named = CASES.map(({ call, alert }) => ({ call, alert, names: namesOf(alert) })).filter(
    ({ names }) => names.length > 0,
  );
  expect(named.length).toBeGreaterThan(600);
  const unnamed = named.filter(({ alert, names }) =>
    names.every((name) => name === '' || !alert.summary.includes(name)),
  );
  expect([...new Set(unnamed.map(({ call }) => call))].sort()).toEqual(Object.keys(UNNAMED));
});
