import { Stack } from 'aws-cdk-lib';
import { AlertTopic, ArchiveSearch, AuditTrail, LogArchive, LogProcessor } from '../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** An archive that is searched as files are delivered, and can be searched after the fact. */
export const archiveSearch: Scenario = {
  name: 'archive-search',
  build: (app) => {
    const stack = new Stack(app, 'ArchiveSearch', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
    const processor = new LogProcessor(stack, 'Processor', { archive, alertTopic });
    new ArchiveSearch(stack, 'Search', { archive, processor });
  },
};
