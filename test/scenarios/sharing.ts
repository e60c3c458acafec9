import { Stack } from 'aws-cdk-lib';
import { AuditAccess, LogFolder, LogReader, LogReaderRole, Trailwatch } from '../../lib/index';
import {
  LOG_ARCHIVE,
  LOG_BUCKET,
  MANAGEMENT,
  ORGANIZATION_TRAIL,
  oneRule,
  REGION,
} from '../constructs/synthesize';
import type { Scenario } from './scenario';

/** The readers: two accounts of the organization, and somebody else. */
export const SECURITY = '222233334444';
export const WORKLOAD = '333344445555';
export const VENDOR = '666677778888';
export const EXTERNAL_ID = 'customer/4711';

/** The name of each reader's role. */
export const READER_ROLES = {
  security: 'SecurityReadsLogs',
  workload: 'WorkloadReadsOwnLogs',
  vendor: 'VendorReadsLogs',
};

/** An organization's logs, shared with three readers: everything, one account's in one Region, and a third party. */
export const sharingWithThreeReaders: Scenario = {
  name: 'sharing-with-three-readers',
  build: (app) => {
    const stack = new Stack(app, 'LogArchive', { env: { account: LOG_ARCHIVE, region: REGION } });
    const trailScope = new Stack(app, 'Management', { env: { account: MANAGEMENT, region: REGION } });
    const { archive } = new Trailwatch(stack, 'Trailwatch', {
      identity: ORGANIZATION_TRAIL,
      trailScope,
      bucketName: LOG_BUCKET,
      emails: ['security@example.com'],
      rules: oneRule(),
      resourceNames: Object.values(READER_ROLES),
    });
    new LogReaderRole(stack, 'Security', {
      archive,
      roleName: READER_ROLES.security,
      reader: LogReader.ownAccount({ account: SECURITY, requireMfa: true }),
    });
    new LogReaderRole(stack, 'Workload', {
      archive,
      roleName: READER_ROLES.workload,
      reader: LogReader.ownAccount({ account: WORKLOAD }),
      readable: { accounts: [WORKLOAD], regions: [REGION], folders: [LogFolder.RECORDS] },
    });
    new LogReaderRole(stack, 'Vendor', {
      archive,
      roleName: READER_ROLES.vendor,
      reader: LogReader.thirdParty({ account: VENDOR, externalId: EXTERNAL_ID }),
      readable: { includeDigests: false },
      validUntil: new Date('2099-01-01T00:00:00Z'),
    });
    new AuditAccess(stack, 'Access', { trails: [ORGANIZATION_TRAIL], archive });
  },
};
