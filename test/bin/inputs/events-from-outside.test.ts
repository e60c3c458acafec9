import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '../../test-folder';
import { runTrailwatch } from '../run-trailwatch';

const folder = folderForAllTests();
const FILE = join(folder, 'events.ndjson');
const RULES = join(folder, 'order.yml');

/** The event in the form that docs/deploy/lake.md documents, and one of another name. */
beforeAll(() => {
  const page = readFileSync(join(__dirname, '../../../docs/deploy/lake.md'), 'utf8');
  const [, text = ''] = /```json\n([\s\S]*?"OrderCanceled"[\s\S]*?)```/.exec(page) ?? [];
  const event = JSON.parse(text) as Record<string, unknown>;
  const other = { ...event, UID: 'another', eventName: 'OrderPlaced' };
  writeFileSync(FILE, [event, other].map((each) => `${JSON.stringify(each)}\n`).join(''));
  writeFileSync(
    RULES,
    [
      'title: Order canceled',
      'id: 5d0c2f3e-8f49-4a0e-9d5f-2a8a4b1c6d7e',
      'name: order-canceled',
      'description: Detects that an order is canceled.',
      'level: high',
      'logsource: { product: aws, service: cloudtrail }',
      'detection:',
      '  selection: { eventSource: SOURCE, eventName: OrderCanceled }'.replace(
        'SOURCE',
        JSON.stringify(event.eventSource),
      ),
      '  condition: selection',
    ].join('\n'),
  );
});

test('an event from outside AWS, in the documented form, reaches a rule', async () => {
  const { stdout, stderr } = await runTrailwatch(['scan', FILE, '--rules', RULES, '--no-builtin']);
  const alerts = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(alerts).toMatchObject([
    {
      ruleName: 'order-canceled',
      eventName: 'OrderCanceled',
      record: { requestParameters: { order: '4711' } },
    },
  ]);
  expect(stderr).toContain('records=2 ');
});

test('and queries', async () => {
  const sql = 'SELECT event_name, recipient_account_id FROM events ORDER BY event_name';
  const { stdout } = await runTrailwatch(['query', sql, FILE, '--format', 'ndjson']);
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { event_name: 'OrderCanceled', recipient_account_id: '111122223333' },
    { event_name: 'OrderPlaced', recipient_account_id: '111122223333' },
  ]);
});
