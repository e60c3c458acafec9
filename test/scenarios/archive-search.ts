import { Stack } from 'aws-cdk-lib';
import { ArchiveSearch, AuditTrail, LogArchive } from '../../lib/index';
import { ACCOUNT, REGION, TRAIL } from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** An archive that can be searched. */
export const archiveSearch: Scenario = {
  name: 'archive-search',
  build: (app) => {
    const stack = new Stack(app, 'ArchiveSearch', { env: { account: ACCOUNT, region: REGION } });
    const archive = new LogArchive(stack, 'Archive', { trails: [TRAIL] });
    new AuditTrail(stack, 'Trail', { identity: TRAIL, archive });
    new ArchiveSearch(stack, 'Search', { archive });
  },
};
