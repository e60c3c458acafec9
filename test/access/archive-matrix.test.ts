import type { Decision } from '../../lib/core/policy/evaluation/decide';
import { cloudTrailFor } from '../../lib/core/policy/evaluation/request';
import { SCENARIOS } from '../scenarios/scenarios';
import { type ArchiveMatrix, archiveMatrices } from './archive-matrix';
import type { DeliveringTrail } from './archive-settings';
import { type ArchiveTable, COLUMNS, OWN_TABLES } from './archive-tables';
import { TABLES_ELSEWHERE } from './archive-tables-elsewhere';
import { encryptFor, putFor } from './archive-wishes';
import { askFor } from './ask';
import type { Caller } from './matrix-callers';
import type { Wish } from './matrix-requests';

type Cell = readonly [verdict: Decision['verdict'], because: RegExp];

/** What each letter of the tables stands for, whatever the row. */
const CELLS: Readonly<Record<string, Cell>> = {
  A: ['allowed', /^allowed by .*statement 1 of AdministratorAccess$/],
  P: ['allowed', /^allowed by .*statement \d+ of the policy \w*ProcessorRoleDefaultPolicy/],
  I: ['allowed', /^allowed by .*statement \d+ of the policy \w*IntegrityRoleDefaultPolicy/],
  H: ['allowed', /^allowed by .*statement \d+ of the policy \w*DeliveryRoleDefaultPolicy/],
  R: ['allowed', /statement \d+ of the policy \w*ReplicationRoleDefaultPolicy/],
  '!': ['denied explicitly', /^denied by .* of the (bucket|topic) policy \w+$/],
  s: no(/wants StringEquals aws:SourceArn \S+( or \S+)*, and the request has arn:/),
  n: no(/wants StringEquals aws:SourceArn \S+( or \S+)*, and the request has none/),
  f: no(/'AWSCloudTrail\w*Write20150319\w*' of the bucket policy \w+ is about \S+AWSLogs/),
  c: no(/wants StringLike kms:EncryptionContext:aws:cloudtrail:arn \S+, and the request has arn:/),
  v: no(/wants StringEquals kms:ViaService \S+, and the request has none/),
  o: no(/wants ArnEquals aws:PrincipalArn \S+, and the request has arn:/),
  a: no(/'(ReplicateObjects|EncryptReplicas)' of the (bucket|key) policy \w+ is for account \d{12}/),
  x: no(/wants StringEquals aws:PrincipalAccount \d{12}, and the request has \d{12}/),
  '-': no(/^no statement of the (bucket|key|topic) policy \w+ allows it/),
  p: no(/no statement of the identity policies of \S+ProcessorRole\S* allows it/),
  i: no(/no statement of the identity policies of \S+IntegrityRole\S* allows it/),
  h: no(/no statement of the identity policies of \S+DeliveryRole\S* allows it/),
  r: no(/no statement of the identity policies of \S+ allows it/),
  u: no(/answers no unsigned request/),
  '0': no(/has no policy of its own/),
};

/** The statement that lets CloudTrail, or the replication role, do what the row says. */
const STATEMENTS: readonly (readonly [row: RegExp, statement: RegExp])[] = [
  [/^read the ACL/, /^allowed by 'AWSCloudTrailAclCheck20150319' of the bucket policy \w+$/],
  [
    /^put into/,
    /^allowed by 'AWSCloudTrail(Organization)?Write20150319(Of\d{12})?' of the bucket policy \w+$/,
  ],
  [/^make a data key/, /^allowed by 'AllowCloudTrailEncryptLogs(Of\d{12})?' of the key policy \w+$/],
  [/^decrypt/, /^allowed by 'AllowCloudTrailDecryptTrail' of the key policy \w+$/],
  [/^announce/, /^allowed by 'AWSCloudTrailSNSPolicy20131101' of the topic policy \w+$/],
  [/^encrypt an/, /^allowed by 'AllowCloudTrailEncryptNotifications' of the key policy \w+$/],
];

function no(because: RegExp): Cell {
  return ['not allowed', because];
}

function cellOf(what: string, letter: string): Cell {
  const statement = STATEMENTS.find(([row]) => row.test(what))?.[1];
  const cell = letter === 'Y' && statement !== undefined ? (['allowed', statement] as const) : CELLS[letter];
  if (cell === undefined) throw new Error(`'${letter}' stands for nothing in the row '${what}'`);
  return cell;
}

const tables = [...OWN_TABLES, ...TABLES_ELSEWHERE];
const matrices = archiveMatrices();

/** One has a matrix of its own, two keep no archive, and the search of one is decided with the further estates. */
const WITHOUT_TABLE = ['guardrails', 'alerts', 'sinks', 'archive-search'];

test('every scenario has its table, but for those that say why not', () => {
  const names = SCENARIOS.map(({ name }) => name).filter((name) => !WITHOUT_TABLE.includes(name));
  expect(tables.flatMap(({ scenarios }) => scenarios).sort()).toEqual([...names].sort());
  expect(matrices.map(({ name }) => name)).toEqual(names);
});

function tableOf({ name }: ArchiveMatrix): ArchiveTable {
  const table = tables.find(({ scenarios }) => scenarios.includes(name));
  if (table === undefined) throw new Error(`${name} has no table`);
  return table;
}

describe.each(matrices)('the archive of the scenario $name', (matrix) => {
  const { columns, rows } = tableOf(matrix);
  const { callers, wishes } = matrix;

  test('has a row for everything and a column for everybody', () => {
    expect([...columns].map((letter) => COLUMNS[letter])).toEqual(Object.keys(callers));
    expect(Object.keys(rows)).toEqual(Object.keys(wishes));
  });

  test.each(Object.entries(rows))('%s', (what, letters) => {
    const given = Object.entries(callers).map(([who, caller]) => ({
      who,
      ...askFor(matrix, caller, wishes[what]!),
    }));
    const expected = Object.keys(callers).map((who, place) => {
      const [verdict, because] = cellOf(what, letters[place]!);
      return { who, verdict, reason: expect.stringMatching(because) };
    });
    expect(letters).toHaveLength(columns.length);
    expect(given).toEqual(expected);
  });

  test('takes deliveries of every trail into the folders of its own owner, in its own name', () => {
    const { archive, setting } = matrix;
    const pairs = setting.trails.flatMap((trail) => setting.trails.map((other) => ({ trail, other })));
    const may = pairs.filter(({ trail, other }) => trail.owner.id === other.owner.id);
    const granted = (wish: (of: DeliveringTrail) => Wish) =>
      pairs.filter(
        ({ trail, other }) => askFor(matrix, cloudTrail(trail), wish(other)).verdict === 'allowed',
      );
    const expected = setting.imported === undefined ? may : [];
    expect(granted((of) => putFor(archive, of))).toEqual(expected);
    expect(granted((of) => encryptFor(archive, of))).toEqual(expected);
  });
});

function cloudTrail({ arn, owner }: DeliveringTrail): Caller {
  return { principal: cloudTrailFor(arn, owner), identity: [] };
}
