/** The expected cells of one scenario or of several: a letter a caller, in the order of the columns. */
export interface ArchiveTable {
  readonly scenarios: readonly string[];
  readonly columns: string;
  readonly rows: Readonly<Record<string, string>>;
}

/** The letters of the columns. */
export const COLUMNS: Readonly<Record<string, string>> = {
  F: 'CloudTrail for the first trail',
  L: 'CloudTrail for the last trail',
  D: 'CloudTrail for another trail of the same owner',
  S: "CloudTrail for a stranger's trail",
  O: 'CloudTrail for a trail of another organization',
  N: 'CloudTrail without a source',
  T: 'CloudTrail for the first trail, without TLS',
  W: "an administrator of the first trail's account",
  M: 'an administrator of a member account',
  X: 'an administrator of another organization',
  Q: 'anonymous (unsigned)',
  A: 'the deploying administrator',
  B: 'the deploying administrator, without TLS',
  P: 'the log processor',
  R: 'the replication role',
  I: 'the integrity monitor',
  H: 'the delivery monitor',
};

// Y allowed by the statement of the row; A by AdministratorAccess, P, R, I, H by the policies of these roles;
// ! denied without TLS; s another source, n no source, f another folder, c another encryption context, v not through S3,
// a another account, o another role of the account;
// - not named; p, r, i, h not in the policies of these roles; u unsigned; 0 a resource without policies here

/** What whoever reads, deletes or changes something gets, where the archive's and the first trail's account are one. */
const ONE_ACCOUNT = {
  columns: 'FDSONTWMXQAB',
  rows: {
    'read the ACL of the archive': 'Ysssn!A---A!',
    'put into the folder of the first trail': 'Ysssn!A---A!',
    'put into the folder of a stranger': 'fffff!A---A!',
    'put under a further prefix': 'fffff!A---A!',
    'get a log file': '-----!A---A!',
    'list the archive': '-----!A---A!',
    'delete a log file': '-----!A---A!',
    'delete a version': '-----!A---A!',
    'bypass a governance lock': '-----!A---A!',
    'change the lifecycle': '-----!A---A!',
    'change the bucket policy': '-----!A---A!',
    'make a data key for the first trail': 'YsssnYA--uAA',
    'make a data key for a stranger': 'csssncA--uAA',
    'decrypt a log file': 'YsssnYA--uAA',
    'decrypt a log file through S3': 'YsssnYA--uAA',
    'schedule the deletion of the key': '------A--uAA',
    'change the key policy': '------A--uAA',
  },
};

const ONE_ACCOUNT_WITH_FUNCTIONS: ArchiveTable = {
  scenarios: ['account', 'organization-in-one-stack'],
  columns: 'FDSONTWMXQABPI',
  rows: {
    'read the ACL of the archive': 'Ysssn!A---A!pi',
    'put into the folder of the first trail': 'Ysssn!A---A!pi',
    'put into the folder of a stranger': 'fffff!A---A!pi',
    'put under a further prefix': 'fffff!A---A!pi',
    'get a log file': '-----!A---A!PI',
    'list the archive': '-----!A---A!pI',
    'delete a log file': '-----!A---A!pi',
    'delete a version': '-----!A---A!pi',
    'bypass a governance lock': '-----!A---A!pi',
    'change the lifecycle': '-----!A---A!pi',
    'change the bucket policy': '-----!A---A!pi',
    'make a data key for the first trail': 'YsssnYA--uAApi',
    'make a data key for a stranger': 'csssncA--uAApi',
    'decrypt a log file': 'YsssnYA--uAAPI',
    'decrypt a log file through S3': 'YsssnYA--uAAPI',
    'schedule the deletion of the key': '------A--uAApi',
    'change the key policy': '------A--uAApi',
    'publish an alert': '-----!A---A!PI',
  },
};

const ARCHIVE_APART_WITH_PROCESSOR: ArchiveTable = {
  scenarios: ['organization-over-two-accounts', 'sharing-with-three-readers'],
  columns: 'FDSONTWMXQABPI',
  rows: {
    'read the ACL of the archive': 'Ysssn!----A!pi',
    'put into the folder of the first trail': 'Ysssn!----A!pi',
    'put into the folder of a stranger': 'fffff!----A!pi',
    'put under a further prefix': 'fffff!----A!pi',
    'get a log file': '-----!----A!PI',
    'list the archive': '-----!----A!pI',
    'delete a log file': '-----!----A!pi',
    'delete a version': '-----!----A!pi',
    'bypass a governance lock': '-----!----A!pi',
    'change the lifecycle': '-----!----A!pi',
    'change the bucket policy': '-----!----A!pi',
    'make a data key for the first trail': 'YsssnY---uAApi',
    'make a data key for a stranger': 'csssnc---uAApi',
    'decrypt a log file': 'YsssnY---uAAPI',
    'decrypt a log file through S3': 'YsssnY---uAAPI',
    'schedule the deletion of the key': '---------uAApi',
    'change the key policy': '---------uAApi',
    'publish an alert': '-----!----A!PI',
  },
};

/** The account of the trail publishes what its alarms find. */
const ARCHIVE_APART_WITH_ALARMS: ArchiveTable = {
  scenarios: ['organization-with-every-route'],
  columns: ARCHIVE_APART_WITH_PROCESSOR.columns,
  rows: { ...ARCHIVE_APART_WITH_PROCESSOR.rows, 'publish an alert': '-----!Ax--A!PI' },
};

const WITH_TOPIC: ArchiveTable = {
  scenarios: ['organization-with-log-group-and-topic', 'delegated-administrator'],
  columns: 'FDSONTWMXQAB',
  rows: {
    'read the ACL of the archive': 'Ysssn!----A!',
    'put into the folder of the first trail': 'Ysssn!----A!',
    'put into the folder of a stranger': 'fffff!----A!',
    'put under a further prefix': 'fffff!----A!',
    'get a log file': '-----!----A!',
    'list the archive': '-----!----A!',
    'delete a log file': '-----!----A!',
    'delete a version': '-----!----A!',
    'bypass a governance lock': '-----!----A!',
    'change the lifecycle': '-----!----A!',
    'change the bucket policy': '-----!----A!',
    'make a data key for the first trail': 'YsssnY---uAA',
    'make a data key for a stranger': 'csssnc---uAA',
    'decrypt a log file': 'YsssnY---uAA',
    'decrypt a log file through S3': 'YsssnY---uAA',
    'schedule the deletion of the key': '---------uAA',
    'change the key policy': '---------uAA',
    'announce a delivery': 'Ysssn!----A!',
    'encrypt an announcement': 'YsssnY---uAA',
  },
};

// whoever delivers writes into its own folder and in its own name, and what it delivered may be opened for it
const SEVERAL_OWNERS: ArchiveTable = {
  scenarios: ['twenty-accounts', 'two-owners-two-regions'],
  columns: 'FLDSONTWMXQAB',
  rows: {
    'read the ACL of the archive': 'YYsssn!----A!',
    'put into the folder of the first trail': 'Yssssn!----A!',
    'put into the folder of the last trail': 'sYsssn!----A!',
    'put into the folder of a stranger': 'ffffff!----A!',
    'put under a further prefix': 'ffffff!----A!',
    'get a log file': '------!----A!',
    'list the archive': '------!----A!',
    'delete a log file': '------!----A!',
    'delete a version': '------!----A!',
    'bypass a governance lock': '------!----A!',
    'change the lifecycle': '------!----A!',
    'change the bucket policy': '------!----A!',
    'make a data key for the first trail': 'YcsssnY---uAA',
    'make a data key for the last trail': 'cYsssnc---uAA',
    'make a data key for a stranger': 'ccsssnc---uAA',
    'decrypt a log file': 'YYsssnY---uAA',
    'decrypt a log file through S3': 'YYsssnY---uAA',
    'schedule the deletion of the key': '----------uAA',
    'change the key policy': '----------uAA',
  },
};

const TWO_TRAILS_OF_ONE_OWNER: ArchiveTable = {
  scenarios: ['every-resource-type', 'two-trails'],
  columns: 'FLDSONTWMXQAB',
  rows: {
    'read the ACL of the archive': 'YYsssn!A---A!',
    'put into the folder of the first trail': 'YYsssn!A---A!',
    'put into the folder of the last trail': 'YYsssn!A---A!',
    'put into the folder of a stranger': 'ffffff!A---A!',
    'put under a further prefix': 'ffffff!A---A!',
    'get a log file': '------!A---A!',
    'list the archive': '------!A---A!',
    'delete a log file': '------!A---A!',
    'delete a version': '------!A---A!',
    'bypass a governance lock': '------!A---A!',
    'change the lifecycle': '------!A---A!',
    'change the bucket policy': '------!A---A!',
    'make a data key for the first trail': 'YYsssnYA--uAA',
    'make a data key for the last trail': 'YYsssnYA--uAA',
    'make a data key for a stranger': 'ccsssncA--uAA',
    'decrypt a log file': 'YYsssnYA--uAA',
    'decrypt a log file through S3': 'YYsssnYA--uAA',
    'schedule the deletion of the key': '-------A--uAA',
    'change the key policy': '-------A--uAA',
  },
};

/** Of every scenario whose archive's policies are in its templates, but for the one with a replica. */
export const OWN_TABLES: readonly ArchiveTable[] = [
  { scenarios: ['data-events', 'network-activity', 'basic-selectors'], ...ONE_ACCOUNT },
  ONE_ACCOUNT_WITH_FUNCTIONS,
  withoutMonitor(ONE_ACCOUNT_WITH_FUNCTIONS, 'alarms'),
  withDelivery(withoutMonitor(ONE_ACCOUNT_WITH_FUNCTIONS, 'three-routes')),
  ARCHIVE_APART_WITH_PROCESSOR,
  ARCHIVE_APART_WITH_ALARMS,
  withoutMonitor(ARCHIVE_APART_WITH_PROCESSOR, 'realtime-organization'),
  WITH_TOPIC,
  SEVERAL_OWNERS,
  TWO_TRAILS_OF_ONE_OWNER,
];

/** The same where no monitor is, whose column is the last. */
function withoutMonitor({ columns, rows }: ArchiveTable, ...scenarios: readonly string[]): ArchiveTable {
  const names = Object.entries(rows).map(([what, letters]) => [what, letters.slice(0, -1)]);
  return { scenarios, columns: columns.slice(0, -1), rows: Object.fromEntries(names) };
}

/** The same with a delivery monitor, which lists the archive, reads a sample of its files, and publishes alerts. */
function withDelivery({ scenarios, columns, rows }: ArchiveTable): ArchiveTable {
  const allowed = /^(list the archive|get a log file|decrypt a log file.*|publish an alert)$/;
  const names = Object.entries(rows).map(([what, letters]) => [
    what,
    `${letters}${allowed.test(what) ? 'H' : 'h'}`,
  ]);
  return { scenarios, columns: `${columns}H`, rows: Object.fromEntries(names) };
}
