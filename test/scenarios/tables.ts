import { Duration, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import {
  LogReader,
  LogReaderRole,
  LogTable,
  LogTableCompaction,
  ScheduledQuery,
  Trailwatch,
} from '../../lib/index';
import {
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
} from '../constructs/synthesize';
import { regionHere } from './place';
import type { Scenario } from './scenario';
import { SECURITY } from './sharing';

const READER_ROLE = 'SecurityQueriesLogs';

/** Athena over an organization's archive: a table of two accounts beside it, and in another stack one of every account. Both are compacted, and one is asked on a schedule, as a log group is. */
export const logTables: Scenario = {
  name: 'log-tables',
  build: (app) => {
    const stack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const { archive, alertTopic } = new Trailwatch(stack, 'Trailwatch', {
      identity: ORGANIZATION_TRAIL,
      trailScope,
      bucketName: LOG_BUCKET,
      emails: ['security@example.com'],
      rules: oneRule(),
      resourceNames: [READER_ROLE],
    });
    const listed = new LogTable(stack, 'Table', {
      archive,
      firstDay: '2026-06-01',
      name: 'two_accounts',
      accounts: [MANAGEMENT, SECURITY],
      regions: [REGION, regionHere('us-east-1')],
      savedQueries: ['access-denied', 'resource-history'],
    });
    listed.grantQuery(
      new LogReaderRole(stack, 'Security', {
        archive,
        roleName: READER_ROLE,
        reader: LogReader.ownAccount({ account: SECURITY }),
      }),
    );
    new ScheduledQuery(stack, 'Subscriptions', { table: listed, alertTopic, namedQuery: 'subscriptions' });
    new ScheduledQuery(stack, 'Insights', {
      ...{ alertTopic, namedQuery: 'subscriptions', accounts: [MANAGEMENT] },
      logGroup: LogGroup.fromLogGroupName(stack, 'TrailLogs', 'company-trail'),
    });
    new LogTableCompaction(stack, 'Compaction', { table: listed, alertTopic, keepFor: Duration.days(400) });
    const queries = new Stack(app, 'Queries', { env: { account: LOG_ARCHIVE, region: REGION } });
    const table = new LogTable(queries, 'Table', { archive, firstDay: '2026-01-01' });
    table.grantQuery(
      new Role(queries, 'Analyst', { assumedBy: new AccountPrincipal(LOG_ARCHIVE), roleName: 'Analyst' }),
    );
    const own = new Stack(app, 'Compaction', { env: { account: LOG_ARCHIVE, region: REGION } });
    new LogTableCompaction(own, 'Compaction', { table }).grantQuery(
      new Role(own, 'Reader', { assumedBy: new AccountPrincipal(LOG_ARCHIVE) }),
    );
  },
};
