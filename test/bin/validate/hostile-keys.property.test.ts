import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { hostile } from '../../core/safe-text/hostile-addresses';
import { linksIn, markdownLinksIn } from '../../core/safe-text/links';
import { DEFAULT_PLAN, SignedArchive } from '../../digest/signed-archive';
import { serveArchive } from '../../local-aws/archive-server';
import { runTrailwatch } from '../run-trailwatch';

const ACCOUNT = '111122223333';
const NOW = '2026-10-01T06:30:00Z';

/** Keys that whoever may write to the bucket chooses: beside the account's folders, and as an account's, a Region's or a file's name. */
const KEYS = fc.array(hostile, { minLength: 12, maxLength: 12 }).map((texts) =>
  texts.map((text, at) => {
    const name = Buffer.from(text.replaceAll('\0', '')).subarray(0, 300).toString().replaceAll('\ufffd', '');
    const folder = [``, `AWSLogs/${ACCOUNT}/CloudTrail/eu-west-1/2026/10/01/`, `AWSLogs/${ACCOUNT}/`][at % 3];
    return `${folder}${at} ${name}/${name}.json.gz`;
  }),
);

const RECORDS = gzipSync(
  JSON.stringify({
    Records: [{ eventVersion: '1.11', eventTime: '2026-10-01T02:10:00Z', eventSource: 'a' }],
  }),
);

/** Terminals follow what has a scheme, or `www.`; of these, names of hosts alone are no links. */
const withScheme = (links: readonly string[]) =>
  links.filter((link) => /^[a-z][a-z0-9+.-]*:|^www\./i.test(link.normalize('NFKC')));

test.each(['table', 'html', 'markdown'])(
  'validate --format %s and its standard error have nothing to follow of the keys of an archive',
  async (format) => {
    let named = 0;
    await fc.assert(
      fc.asyncProperty(KEYS, async (keys) => {
        const archive = new SignedArchive([{ accountId: ACCOUNT, hours: 2, logs: 1 }]);
        for (const key of keys)
          archive.put({ bucket: DEFAULT_PLAN.bucket, key, bytes: RECORDS, metadata: {} });
        const server = await serveArchive(archive);
        const argv = ['validate', `s3://${DEFAULT_PLAN.bucket}`, '--format', format];
        const { stdout, stderr } = await runTrailwatch(argv, {
          environment: { HOME: '/', ...server.environment },
          currentTime: NOW,
        });
        await server.stop();
        named += stdout.split(/\bextra\b/).length - 1;
        const shown = format === 'html' ? stdout.replace(/<[^>]*>/g, ' ').replaceAll('&#x2F;', '/') : stdout;
        expect(format === 'markdown' ? markdownLinksIn(shown) : linksIn(shown)).toEqual([]);
        expect(withScheme(linksIn(stderr))).toEqual([]);
      }),
      { numRuns: 6 },
    );
    expect(named).toBeGreaterThan(3);
  },
);
