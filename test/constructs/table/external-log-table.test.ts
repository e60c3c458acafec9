import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { NAMED_QUERIES } from '../../../lib/core/query/named-queries';
import {
  AlertTopic,
  ExternalEvents,
  LogTable,
  LogTableCompaction,
  type LogTableProps,
  ScheduledQuery,
} from '../../../lib/index';
import { openTrinoParser } from '../../equivalence/sql-syntax';
import { ACCOUNT, newStack, REGION, resourcesOf } from '../synthesize';

function queryEvents(props: Partial<LogTableProps> = {}, stack: Stack = newStack()) {
  const alertTopic = new AlertTopic(stack, 'Alerts');
  const { archive } = new ExternalEvents(stack, 'Events', { sources: ['shop.example.com'], alertTopic });
  const table = new LogTable(stack, 'Table', { archive, firstDay: '2026-11-01', ...props });
  return { stack, table, alertTopic };
}

/** The statements of the views, by name. */
function viewsOf(stack: Stack): Readonly<Record<string, string>> {
  const views = resourcesOf(stack, 'AWS::Glue::Table').flatMap(({ Properties }) => {
    const [, encoded] = /Presto View: (\S+) /.exec(Properties.TableInput.ViewOriginalText ?? '') ?? [];
    if (encoded === undefined) return [];
    const { originalSql } = JSON.parse(Buffer.from(encoded, 'base64').toString());
    return [[Properties.TableInput.Name, originalSql] as const];
  });
  return Object.fromEntries(views);
}

const partition = (name: string) => `$\{${name}}`;
const PARTITIONS = `/external/AWSLogs/${partition('account')}/CloudTrail/${partition('region')}/${partition('timestamp')}`;
const INSIGHTS = NAMED_QUERIES.find(({ ofInsights }) => ofInsights === true)?.name ?? '';

test('events from outside AWS are lines of a table, with the views that queries read over them', () => {
  const { stack } = queryEvents();
  const tables = resourcesOf(stack, 'AWS::Glue::Table').map(({ Properties }) => Properties.TableInput.Name);
  expect(tables).toEqual(['external_lines', 'cloudtrail_digests', 'cloudtrail_logs', 'events']);
  Template.fromStack(stack).hasResourceProperties('AWS::Glue::Table', {
    TableInput: {
      Name: 'external_lines',
      Parameters: {
        'projection.account.values': ACCOUNT,
        'storage.location.template': {
          'Fn::Join': ['', ['s3://', Match.anyValue(), PARTITIONS]],
        },
      },
      StorageDescriptor: { Columns: [{ Name: 'line', Type: 'string' }] },
    },
  });
  const views = viewsOf(stack);
  const parser = openTrinoParser();
  expect(Object.values(views).map((sql) => parser.validate(sql))).toEqual([[], []]);
  expect(views.cloudtrail_logs).toMatch(/FROM "\w+"\."external_lines"$/);
  expect(views.events).toMatch(/source_file AS source_file, .* FROM "\w+"\."cloudtrail_logs"$/);
});

test('queries of Insights events are not saved, and fail where they are named', () => {
  const saved = resourcesOf(queryEvents().stack, 'AWS::Athena::NamedQuery').map(
    ({ Properties }) => Properties.Name,
  );
  expect(saved.sort()).toEqual(
    NAMED_QUERIES.filter(({ ofInsights }) => ofInsights !== true)
      .map(({ name }) => name)
      .sort(),
  );
  const message = `'${INSIGHTS}' reads events of CloudTrail Insights, and 'Stack/Events/Archive' has events from outside AWS; name another query`;
  expect(() => queryEvents({ savedQueries: [INSIGHTS] })).toThrow(`savedQueries: ${message}`);
  const { stack, table, alertTopic } = queryEvents();
  expect(() => new ScheduledQuery(stack, 'Daily', { table, alertTopic, namedQuery: INSIGHTS })).toThrow(
    `namedQuery: ${message}`,
  );
});

test('a query is run on a schedule over them, with permission for their files', () => {
  const { stack, table, alertTopic } = queryEvents();
  new ScheduledQuery(stack, 'Daily', { table, alertTopic, namedQuery: 'subscriptions' });
  const policies = JSON.stringify(resourcesOf(stack, 'AWS::IAM::Policy', 'Daily'));
  expect(policies).toContain(`/external/AWSLogs/${ACCOUNT}/CloudTrail/*`);
  expect(policies).toContain(`athena:${REGION}`);
});

test('fails to compact them', () => {
  const { stack, table, alertTopic } = queryEvents();
  expect(() => new LogTableCompaction(stack, 'Compaction', { table, alertTopic })).toThrow(
    'table reads events from outside AWS, whose files are not compacted; query the LogTable, and leave LogTableCompaction out',
  );
});
