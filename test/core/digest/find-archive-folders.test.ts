import {
  type FolderSearch,
  findArchiveFolders,
  LayoutNotFound,
} from '../../../lib/core/digest/find-archive-folders';

const ROOT = 'AWSLogs/o-exampleorgid/';
const REGIONS = Array.from({ length: 17 }, (_, at) => `eu-west-${at + 1}`);
const ACCOUNTS = Array.from({ length: 1000 }, (_, at) => String(100_000_000_000 + at));

/** An organization's archive whose listings take one tick of a clock each, however many are under way. */
class TickedArchive {
  listings = 0;
  ticks = 0;
  mostAtOnce = 0;
  private waiting: (() => void)[] = [];

  async *subfolders(keyPrefix: string): AsyncGenerator<string, void> {
    this.listings += 1;
    await this.tick();
    yield* this.below(keyPrefix);
  }

  /** The next tick comes once nothing else can go on: all that was begun until then takes the same one. */
  private tick(): Promise<void> {
    const ticked = new Promise<void>((resolve) => this.waiting.push(resolve));
    if (this.waiting.length === 1) setImmediate(() => this.release());
    return ticked;
  }

  private release(): void {
    const released = this.waiting;
    this.waiting = [];
    this.ticks += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, released.length);
    for (const resolve of released) resolve();
  }

  private below(keyPrefix: string): readonly string[] {
    if (keyPrefix === 'AWSLogs/') return [ROOT];
    if (keyPrefix === ROOT) return ACCOUNTS.map((account) => `${ROOT}${account}/`);
    if (/\d{12}\/$/.test(keyPrefix)) return [`${keyPrefix}CloudTrail/`, `${keyPrefix}CloudTrail-Digest/`];
    return REGIONS.map((region) => `${keyPrefix}${region}/`);
  }
}

test('a thousand accounts of seventeen Regions are found in order, in the time of fewer than 250 listings', async () => {
  const archive = new TickedArchive();
  const found: string[] = [];
  const subfolders = (keyPrefix: string) => archive.subfolders(keyPrefix);
  for await (const { accountId, region } of findArchiveFolders({ scope: 'AWSLogs/', subfolders })) {
    found.push(`${accountId} ${region}`);
  }
  expect(found).toEqual(
    ACCOUNTS.flatMap((account) => [...REGIONS].sort().map((region) => `${account} ${region}`)),
  );
  expect(archive.listings).toBe(2 + 3 * ACCOUNTS.length);
  expect(archive.ticks).toBeLessThan(250);
  expect(archive.mostAtOnce).toBeLessThanOrEqual(64);
});

/** The folders that a search finds among keys, as paths of accounts and Regions. */
async function found(
  keys: readonly string[],
  search: Partial<FolderSearch> = {},
): Promise<readonly string[]> {
  async function* subfolders(keyPrefix: string) {
    const below = keys.filter((key) => key.startsWith(keyPrefix) && key.indexOf('/', keyPrefix.length) > 0);
    yield* new Set(below.map((key) => key.slice(0, key.indexOf('/', keyPrefix.length) + 1)));
  }
  const folders = [];
  for await (const folder of findArchiveFolders({ scope: '', subfolders, ...search })) folders.push(folder);
  return folders.map(({ prefix = '-', organizationId = '-', accountId, region }) =>
    [prefix, organizationId, accountId, region].join(' '),
  );
}

const [ONE, TWO] = ['111122223333', '444455556666'];
const ORGANIZATION = 'o-exampleorgid';
const KEYS = [
  `AWSLogs/${ONE}/CloudTrail-Digest/us-east-1/a`,
  `AWSLogs/${ONE}/CloudTrail/eu-west-1/a`,
  `AWSLogs/${ONE}/Config/eu-west-3/a`,
  `AWSLogs/${ORGANIZATION}/${TWO}/CloudTrail/eu-west-1/a`,
  `AWSLogs/${ORGANIZATION}/${ORGANIZATION}/${TWO}/CloudTrail/eu-west-2/a`,
  `AWSLogs/aliases/CloudTrail/eu-west-1/a`,
  `audit/trails/AWSLogs/${TWO}/CloudTrail/eu-west-1/a`,
  `audit/reports/${TWO}/CloudTrail/eu-west-1/a`,
];

test.each<[string, Partial<FolderSearch>, readonly string[]]>([
  [
    'of accounts and organizations, wherever their layout begins, and of nothing else',
    {},
    [
      `- - ${ONE} eu-west-1`,
      `- - ${ONE} us-east-1`,
      `- ${ORGANIZATION} ${TWO} eu-west-1`,
      `audit/trails - ${TWO} eu-west-1`,
    ],
  ],
  ['of some accounts', { accounts: [ONE] }, [`- - ${ONE} eu-west-1`, `- - ${ONE} us-east-1`]],
  ['of some Regions', { regions: ['us-east-1'] }, [`- - ${ONE} us-east-1`]],
  ['of all accounts where none is named', { accounts: [], regions: ['us-east-1'] }, [`- - ${ONE} us-east-1`]],
  ['with digest files', { contents: ['CloudTrail-Digest'] }, [`- - ${ONE} us-east-1`]],
  ['under a prefix', { scope: 'audit/' }, [`audit/trails - ${TWO} eu-west-1`]],
  ['under a prefix that does not end', { scope: 'aud' }, [`audit/trails - ${TWO} eu-west-1`]],
  ['under the root of a layout', { scope: 'audit/trails/AWSLogs/' }, [`audit/trails - ${TWO} eu-west-1`]],
  ['of one account', { scope: `AWSLogs/${ONE}/` }, [`- - ${ONE} eu-west-1`, `- - ${ONE} us-east-1`]],
  ['of one Region', { scope: `AWSLogs/${ONE}/CloudTrail/eu-west-1/` }, [`- - ${ONE} eu-west-1`]],
  ['of an organization', { scope: `AWSLogs/${ORGANIZATION}/` }, [`- ${ORGANIZATION} ${TWO} eu-west-1`]],
])('finds the folders %s', async (_, search, expected) => {
  expect(await found(KEYS, search)).toEqual(expected);
});

test('gives up behind 2000 folders in which no layout begins', async () => {
  const other = (count: number) => Array.from({ length: count }, (_, at) => `x${at}/a`);
  expect(await found(other(1_999))).toEqual([]);
  await expect(found(other(2_000))).rejects.toThrow(LayoutNotFound);
});
