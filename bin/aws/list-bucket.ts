import { ListObjectsV2Command, type ListObjectsV2CommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { backoffMs, MAX_TRIES } from './backoff';
import { isRetryable, toS3Error, WebPageError } from './s3-error';
import { MAX_SLOW_TRIES } from './slow-body';

/** What of a bucket is listed. */
export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Only the keys behind this one. */
  readonly after?: string | undefined;
  /** The keys up to the next slash, instead of the keys. */
  readonly folders?: boolean;
  /** The keys that have no slash behind the prefix, and of the others those up to that slash. */
  readonly children?: boolean;
}

/** What a listing works with. */
export interface ListingTools {
  readonly client: Pick<S3Client, 'send'>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /**
   * Makes a signal that is aborted after so many milliseconds.
   *
   * @default `AbortSignal.timeout`
   */
  readonly timeout?: (milliseconds: number) => AbortSignal;
}

/** How long a page may take to arrive: at most 1,000 keys, or a megabyte. */
const PAGE_MS = 60_000;

/**
 * The keys of a bucket, in S3's order, a page at a time; the next one is on its way while one is consumed. A page that does
 * not arrive, or not whole, is asked for again, {@link MAX_TRIES} times in all. A page that a faulty store gives twice is
 * taken once, and a listing that leads back to where it was ends with an error.
 */
export async function* listBucket(listing: Listing, tools: ListingTools): AsyncGenerator<string, void> {
  for await (const page of pagesOf(listing, tools)) yield* keysOf(page, listing);
}

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
}

/** The objects of a bucket with their sizes, otherwise as {@link listBucket}. */
export async function* listObjects(
  listing: Pick<Listing, 'bucket' | 'prefix' | 'after'>,
  tools: ListingTools,
): AsyncGenerator<ListedObject, void> {
  for await (const { Contents = [] } of pagesOf(listing, tools)) {
    for (const { Key: key, Size: bytes = 0 } of Contents) if (key !== undefined) yield { key, bytes };
  }
}

async function* pagesOf(
  listing: Listing,
  tools: ListingTools,
): AsyncGenerator<ListObjectsV2CommandOutput, void> {
  const used = new Set<string>();
  let before = '';
  for (let next = pageOf(listing, undefined, tools); ; ) {
    const page = await next;
    const token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    const isRepeated = token !== undefined && used.has(token);
    if (token !== undefined && !isRepeated) {
      used.add(token);
      next = pageOf(listing, token, tools);
      // Whoever goes on awaits the failure; who does not, has no use for it.
      next.catch(() => undefined);
    }
    const shown = JSON.stringify(keysOf(page, listing));
    if (shown !== before) yield page;
    before = shown;
    if (token === undefined) return;
    if (isRepeated) throw new Error('the listing leads back to a page that it gave before');
  }
}

async function pageOf(
  { bucket, prefix, after, folders = false, children = false }: Listing,
  token: string | undefined,
  { client, wait, timeout = AbortSignal.timeout }: ListingTools,
): Promise<ListObjectsV2CommandOutput> {
  for (let tries = 1, slow = 0; ; tries += 1) {
    const abortSignal = timeout(PAGE_MS);
    try {
      const page = {
        Bucket: bucket,
        Prefix: prefix,
        StartAfter: after,
        ContinuationToken: token,
        ...(folders || children ? { Delimiter: '/' } : {}),
      };
      return checkPage(await client.send(new ListObjectsV2Command(page), { abortSignal }));
    } catch (error) {
      slow += abortSignal.aborted ? 1 : 0;
      if (slow === MAX_SLOW_TRIES) {
        throw new Error(
          `S3 sent a page of the listing too slowly, ${slow} times: not within ${PAGE_MS / 1000} seconds`,
        );
      }
      if (tries === MAX_TRIES || !isRetryable(toS3Error(error))) throw error;
      await wait(backoffMs(tries));
    }
  }
}

/** The SDK takes any markup for a page without keys; every page of S3 says whether more follow. */
function checkPage(page: ListObjectsV2CommandOutput): ListObjectsV2CommandOutput {
  const isAnswer = page.$metadata?.httpStatusCode !== undefined;
  if (isAnswer && page.IsTruncated === undefined) throw new WebPageError();
  return page;
}

function keysOf(
  { Contents, CommonPrefixes }: ListObjectsV2CommandOutput,
  { folders = false, children = false }: Listing,
): readonly string[] {
  const objects = folders ? [] : (Contents ?? []).map(({ Key }) => Key);
  const folded = folders || children ? (CommonPrefixes ?? []).map(({ Prefix }) => Prefix) : [];
  return [...objects, ...folded].filter((key) => key !== undefined);
}
