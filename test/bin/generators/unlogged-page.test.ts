import { ELSEWHERE, renderUnlogged } from '../../../bin/generators/unlogged-page';
import { UNLOGGED, unseenUses } from '../../../lib/core/calls/unlogged-actions';

const NEVER = Object.keys(UNLOGGED).filter((prefix) => '' in (UNLOGGED[prefix] ?? {}));

test('the page says of each service that is never logged where else to look, and of no other', () => {
  expect(Object.keys(ELSEWHERE).sort()).toEqual([...NEVER].sort());
});

test('the page has a row for each service and each type of selector', () => {
  const page = renderUnlogged();
  for (const [prefix, types] of Object.entries(UNLOGGED))
    for (const type of Object.keys(types))
      expect(page).toContain(type === '' ? `| \`${prefix}\` | ` : `| \`${prefix}\` | \`${type}\` | `);
});

test('everything that is never logged is told for one event source, but for an action that is no call', () => {
  const sources = [...NEVER, 'ssm', 'apigateway', 'kafka', 'rds'];
  const told = sources.flatMap(unseenUses).map((use) => use.split(':')[0]);
  expect(told.sort()).toEqual(NEVER.filter((prefix) => prefix !== 'iam').sort());
});
