import { VARIABLES } from '../../../../lib/core/inventory/judges/variables';
import { SEVERITIES } from '../../../../lib/core/rule/rule';
import { changesOf, type Json } from '../../review/edited-template';
import { propertiesOfEveryScenario } from '../template-paths';

const WRITTEN = new Map(
  (propertiesOfEveryScenario().get('AWS::Lambda::Function') ?? []).flatMap((properties) =>
    Object.entries<Json>((properties as Json).Environment?.Variables ?? {}),
  ),
);

/** Their values follow from a timeout or from another setting, or either direction may be better. */
const DEPENDENT = [
  'TRAILWATCH_ACCOUNT_ID',
  'TRAILWATCH_MAX_RECEIVE_COUNT',
  'TRAILWATCH_SECOND_LOOK_SECONDS',
  'TRAILWATCH_STORM_REPORT_DELAY_SECONDS',
  'TRAILWATCH_STORM_WINDOW_MINUTES',
];

test('every number that a construct writes for a function has a meaning, and nothing else is said to', () => {
  const numbers = [...WRITTEN].filter(([, value]) => /^\d+$/.test(String(value))).map(([name]) => name);
  expect(numbers.filter((name) => !Object.hasOwn(VARIABLES, name)).sort()).toEqual(
    DEPENDENT.filter((name) => WRITTEN.has(name)),
  );
  expect(Object.keys(VARIABLES).filter((name) => !WRITTEN.has(name))).toEqual([]);
});

const exempting = (...principals: readonly string[]): string =>
  JSON.stringify({ exempt: { principals, accounts: [] }, responses: [{ action: 'disable' }] });

const PATH = '/trailwatch/Audit/silences';

test.each<[string, Json, Json, string]>([
  ...SEVERITIES.slice(1).map((severity, at): [string, Json, Json, string] => [
    'TRAILWATCH_SILENCES',
    `${PATH}/${SEVERITIES[at]}`,
    `${PATH}/${severity}`,
    'weaker .*: more alerts can be silenced',
  ]),
  ['TRAILWATCH_SILENCES', undefined, `${PATH}/low`, 'weaker .*: more alerts can be silenced'],
  ['TRAILWATCH_SILENCES', `${PATH}/low`, `${PATH}/high`, 'weaker .*: more alerts can be silenced'],
  ['TRAILWATCH_SILENCES', `${PATH}/low`, undefined, 'stronger '],
  ['TRAILWATCH_SILENCES', `${PATH}/low`, '/other/low', 'unknown '],
  ['TRAILWATCH_STORM_THRESHOLD', '20', '1', 'weaker .*: alerts are grouped sooner'],
  ['TRAILWATCH_STORM_THRESHOLD', '20', '50', 'changed '],
  ['TRAILWATCH_STORM_THRESHOLD', '20', 'many', 'unknown '],
  ['TRAILWATCH_STORM_THRESHOLD', '20', undefined, 'weaker .*: it no longer does its work'],
  ['TRAILWATCH_TRAIL_ARNS', 'arn:a,arn:b', 'arn:b', 'weaker .*: the status of fewer trails is read'],
  ['TRAILWATCH_TRAIL_ARNS', 'arn:a', 'arn:a,arn:b', 'changed '],
  ['TRAILWATCH_REGIONS', 'eu-west-1,us-east-1', 'us-east-1', 'weaker .*: fewer Regions are watched'],
  ['TRAILWATCH_RESPONSES', exempting('a'), exempting('a', 'b'), 'weaker .*: more is exempt from responses'],
  ['TRAILWATCH_RESPONSES', exempting('a', 'b'), exempting('a'), 'changed '],
  ['TRAILWATCH_RESPONSES', exempting('a'), exempting('a').replace('disable', 'other'), 'unknown '],
  ['TRAILWATCH_RECHECK_HOURS', '24', '240', 'weaker .* less often'],
  ['TRAILWATCH_ROOT', 'AWSLogs/', 'other/', 'unknown '],
  ['TRAILWATCH_LEARNING_DAYS', undefined, '14', 'changed '],
  ['NODE_OPTIONS', undefined, '--require /opt/x.js', 'unknown '],
])('%s: %s → %s', (name, before, after, says) => {
  const withValue = (value: Json): Json => {
    const Variables = { TRAILWATCH_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts', [name]: value };
    return JSON.parse(
      JSON.stringify({ Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables } } }),
    );
  };
  const changes = changesOf({ Resources: { Function: withValue(before) } }, ({ Resources }) => {
    Resources.Function = withValue(after);
  });
  expect(changes).toEqual([expect.stringMatching(new RegExp(`^${says}`))]);
});
