import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForEachTest } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForEachTest();
const RULE = `title: Own
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventName: StopLogging, sourceIPAddress|cidr: 10.0.0.0/8 }
  condition: selection
trailwatch:
  engines: [ENGINES]
`;

test.each([
  ['log-processor, event-pattern', 0, null],
  ['log-processor, metric-filter', 1, expect.stringContaining("'trailwatch.engines' names metric-filter")],
])('engines [%s] are tried', async (engines, expected, reason) => {
  writeFileSync(join(folder, 'own.yml'), RULE.replace('ENGINES', engines));
  const { status, stdout } = await runTrailwatch(['rules', 'test', folder]);
  expect([status, JSON.parse(stdout).reason]).toEqual([expected, reason]);
});
