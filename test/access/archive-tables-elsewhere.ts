import type { ArchiveTable } from './archive-tables';

// the archive's administrator is no administrator where the second copy is, and the role removes nothing there
const REPLICATED: ArchiveTable = {
  scenarios: ['object-lock-and-replication'],
  columns: 'FDSONTWMXQABR',
  rows: {
    'read the ACL of the archive': 'Ysssn!----A!r',
    'put into the folder of the first trail': 'Ysssn!----A!r',
    'put into the folder of a stranger': 'fffff!----A!r',
    'put under a further prefix': 'fffff!----A!r',
    'get a log file': '-----!----A!r',
    'list the archive': '-----!----A!R',
    'delete a log file': '-----!----A!r',
    'delete a version': '-----!----A!r',
    'bypass a governance lock': '-----!----A!r',
    'change the lifecycle': '-----!----A!r',
    'change the bucket policy': '-----!----A!r',
    'make a data key for the first trail': 'YsssnY---uAAr',
    'make a data key for a stranger': 'csssnc---uAAr',
    'decrypt a log file': 'YsssnY---uAAR',
    'decrypt a log file through S3': 'YsssnY---uAAR',
    'schedule the deletion of the key': '---------uAAr',
    'change the key policy': '---------uAAr',
    'replicate a log file': 'aaaaa!aaaao!R',
    'replicate a deletion': '-----!-----!r',
    'put into the replica': '-----!-----!r',
    'get from the replica': '-----!-----!r',
    'delete a version in the replica': '-----!-----!r',
    'bypass a governance lock in the replica': '-----!-----!r',
    'change the bucket policy of the replica': '-----!-----!r',
    'encrypt for the replica through S3': 'aaaaaaaaauooR',
    'encrypt for the replica by oneself': 'aaaaaaaaauoov',
    'decrypt in the replica': '---------u--r',
    'schedule the deletion of the key of the replica': '---------u--r',
  },
};

// nobody is let in by what the scenario brings with it: the policies are kept elsewhere, and so is what they say
const IMPORTED: ArchiveTable = {
  scenarios: ['imported-bucket-and-key', 'imported-everything'],
  columns: 'FDSONTWMXQAB',
  rows: {
    'read the ACL of the archive': '0000000000AA',
    'put into the folder of the first trail': '0000000000AA',
    'put into the folder of a stranger': '0000000000AA',
    'put under a further prefix': '0000000000AA',
    'get a log file': '0000000000AA',
    'list the archive': '0000000000AA',
    'delete a log file': '0000000000AA',
    'delete a version': '0000000000AA',
    'bypass a governance lock': '0000000000AA',
    'change the lifecycle': '0000000000AA',
    'change the bucket policy': '0000000000AA',
    'make a data key for the first trail': '000000000u00',
    'make a data key for a stranger': '000000000u00',
    'decrypt a log file': '000000000u00',
    'decrypt a log file through S3': '000000000u00',
    'schedule the deletion of the key': '000000000u00',
    'change the key policy': '000000000u00',
  },
};

const CONTROL_TOWER: ArchiveTable = {
  scenarios: ['control-tower'],
  columns: 'FDSONTWMXQABP',
  rows: {
    'read the ACL of the archive': '0000000000AAp',
    'put into the folder of the first trail': '0000000000AAp',
    'put into the folder of a stranger': '0000000000AAp',
    'put under a further prefix': '0000000000AAp',
    'get a log file': '0000000000AAP',
    'list the archive': '0000000000AAp',
    'delete a log file': '0000000000AAp',
    'delete a version': '0000000000AAp',
    'bypass a governance lock': '0000000000AAp',
    'change the lifecycle': '0000000000AAp',
    'change the bucket policy': '0000000000AAp',
    'publish an alert': '-----!----A!P',
  },
};

/** Of the scenarios whose evidence, or a copy of it, is kept by somebody else. */
export const TABLES_ELSEWHERE: readonly ArchiveTable[] = [REPLICATED, IMPORTED, CONTROL_TOWER];
