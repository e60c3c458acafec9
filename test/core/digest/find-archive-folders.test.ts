import { findArchiveFolders } from '../../../lib/core/digest/find-archive-folders';

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
