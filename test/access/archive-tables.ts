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
  N: 'CloudTrail for nobody',
  T: 'CloudTrail for the first trail, without TLS',
  W: "an administrator of the first trail's account",
  M: 'an administrator of a member account',
  X: 'an administrator of another organization',
  Q: 'nobody (anonymous)',
  A: 'the deploying administrator',
  B: 'the deploying administrator, without TLS',
  P: 'the log processor',
  R: 'the replication role',
};

// Y allowed by the statement of the row; A by AdministratorAccess, P, R by the policies of the two roles;
// ! denied without TLS; s another source, n no source, f another folder, c another encryption context, v not through S3,
// a another account, o another role of the account;
// - not named; p, r not in the policies of the two roles; u unsigned; 0 a resource without policies here

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

const ONE_ACCOUNT_WITH_PROCESSOR: ArchiveTable = {
  scenarios: ['account', 'organization-in-one-stack'],
  columns: 'FDSONTWMXQABP',
  rows: {
    'read the ACL of the archive': 'Ysssn!A---A!p',
    'put into the folder of the first trail': 'Ysssn!A---A!p',
    'put into the folder of a stranger': 'fffff!A---A!p',
    'put under a further prefix': 'fffff!A---A!p',
    'get a log file': '-----!A---A!P',
    'list the archive': '-----!A---A!p',
    'delete a log file': '-----!A---A!p',
    'delete a version': '-----!A---A!p',
    'bypass a governance lock': '-----!A---A!p',
    'change the lifecycle': '-----!A---A!p',
    'change the bucket policy': '-----!A---A!p',
    'make a data key for the first trail': 'YsssnYA--uAAp',
    'make a data key for a stranger': 'csssncA--uAAp',
    'decrypt a log file': 'YsssnYA--uAAP',
    'decrypt a log file through S3': 'YsssnYA--uAAP',
    'schedule the deletion of the key': '------A--uAAp',
    'change the key policy': '------A--uAAp',
    'publish an alert': '-----!A---A!P',
  },
};

const ARCHIVE_APART_WITH_PROCESSOR: ArchiveTable = {
  scenarios: ['organization-over-two-accounts', 'sharing-with-three-readers'],
  columns: 'FDSONTWMXQABP',
  rows: {
    'read the ACL of the archive': 'Ysssn!----A!p',
    'put into the folder of the first trail': 'Ysssn!----A!p',
    'put into the folder of a stranger': 'fffff!----A!p',
    'put under a further prefix': 'fffff!----A!p',
    'get a log file': '-----!----A!P',
    'list the archive': '-----!----A!p',
    'delete a log file': '-----!----A!p',
    'delete a version': '-----!----A!p',
    'bypass a governance lock': '-----!----A!p',
    'change the lifecycle': '-----!----A!p',
    'change the bucket policy': '-----!----A!p',
    'make a data key for the first trail': 'YsssnY---uAAp',
    'make a data key for a stranger': 'csssnc---uAAp',
    'decrypt a log file': 'YsssnY---uAAP',
    'decrypt a log file through S3': 'YsssnY---uAAP',
    'schedule the deletion of the key': '---------uAAp',
    'change the key policy': '---------uAAp',
    'publish an alert': '-----!----A!P',
  },
};

const DELEGATED: ArchiveTable = {
  scenarios: ['delegated-administrator'],
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
  },
};

const WITH_TOPIC: ArchiveTable = {
  scenarios: ['organization-with-log-group-and-topic'],
  columns: DELEGATED.columns,
  rows: {
    ...DELEGATED.rows,
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
  ONE_ACCOUNT_WITH_PROCESSOR,
  ARCHIVE_APART_WITH_PROCESSOR,
  DELEGATED,
  WITH_TOPIC,
  SEVERAL_OWNERS,
  TWO_TRAILS_OF_ONE_OWNER,
];
