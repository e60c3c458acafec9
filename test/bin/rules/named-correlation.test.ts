import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();
test.each([
  [
    'a filter',
    'filter:\n  rules: [permissions-probed]\n  scanner: { sourceIPAddress: 192.0.2.1 }\n  condition: not scanner\n',
  ],
  [
    'a correlation',
    'correlation:\n  type: event_count\n  rules: [permissions-probed]\n  timespan: 5m\n  condition: { gte: 5 }\n',
  ],
])('%s that names a built-in correlation is told that it is one', async (_, body) => {
  writeFileSync(
    join(folder, 'own.yml'),
    `title: Own\nlogsource: { product: aws, service: cloudtrail }\n${body}`,
  );
  const { status, stdout } = await runTrailwatch(['rules', 'check', folder]);
  expect([status, JSON.parse(stdout).reason]).toEqual([
    1,
    "'permissions-probed' is a correlation, expected a rule; name the rules that it counts",
  ]);
});
