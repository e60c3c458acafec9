import { pagesOf } from '../../lambda/aws/answers';
import { backoffMs, MAX_TRIES } from '../../lambda/aws/s3/plain/backoff';
import type { CommandIo } from '../cli/command-io';
import type { ObjectGetter } from './object-getter';
import { objectVersion } from './object-version';
import { openObjectGetter } from './open-object-getter';
import { ListingError } from './s3-error';
import { readXmlTexts, XmlError } from './xml-texts';

interface ListedObject {
  readonly key: string;
  /** 0 if the store does not give it for every object. */
  readonly bytes: number;
  /** Its {@link objectVersion}; empty if the store does not give the ETag of every object. */
  readonly version: string;
}

/** The contents of one page of a listing. */
interface ListedPage {
  /** In the S3 order of their keys. */
  readonly objects: readonly ListedObject[];
  /** The common prefixes up to the delimiter, if the listing has one. */
  readonly prefixes: readonly string[];
  /** The token for the next page; absent on the last one. */
  readonly NextToken?: string;
}

const ROOT = 'ListBucketResult';

/**
 * Reads a response of ListObjectsV2. A page that does not state whether another one follows is an error: if it were taken for
 * the last one, objects would be considered missing.
 *
 * @throws {@link XmlError} if it is not a page of a listing
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function parseListedPage(document: string): ListedPage {
  const keys: string[] = [];
  const sizes: number[] = [];
  const etags: string[] = [];
  const times: string[] = [];
  const prefixes: string[] = [];
  const single = new Map<string, string>();
  readXmlTexts(document, (path, text) => {
    if (path === `${ROOT}/Contents/Key`) keys.push(text);
    else if (path === `${ROOT}/Contents/Size`) sizes.push(Number(text));
    else if (path === `${ROOT}/Contents/ETag`) etags.push(text);
    else if (path === `${ROOT}/Contents/LastModified`) times.push(text);
    else if (path === `${ROOT}/CommonPrefixes/Prefix`) prefixes.push(text);
    else if (!path.startsWith(`${ROOT}/Contents/`)) single.set(path, text);
  });
  const ofAll =
    <T>(texts: readonly T[], none: T) =>
    (at: number) =>
      (texts.length === keys.length && texts[at]) || none;
  const [bytesOf, etagOf, timeOf] = [ofAll(sizes, 0), ofAll(etags, ''), ofAll(times, '')];
  const objects = keys.map((key, at) => {
    const bytes = bytesOf(at);
    return { key, bytes, version: objectVersion({ etag: etagOf(at), bytes, changed: timeOf(at) }) };
  });
  const isTruncated = single.get(`${ROOT}/IsTruncated`);
  const next = single.get(`${ROOT}/NextContinuationToken`) ?? '';
  if (isTruncated === 'false') return { objects, prefixes };
  if (isTruncated !== 'true' || next === '')
    throw new XmlError('it does not say whether another page follows');
  return { objects, prefixes, NextToken: next };
}

/** The part of a bucket to list. */
export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Only the keys after this one. */
  readonly after?: string | undefined;
  /** The keys up to the next slash, instead of the keys. */
  readonly folders?: boolean;
  /** The keys without a slash after the prefix, and the common prefixes of the others up to that slash. */
  readonly children?: boolean;
}

/** Options of a listing. */
export interface ListingTools {
  readonly getter: Pick<ObjectGetter, 'query'>;
  readonly wait: CommandIo['wait'];
}

/**
 * The keys of a bucket, in S3 order, a page at a time; the next page is requested while one is consumed. A page that is not
 * received, or not completely, is requested again, {@link MAX_TRIES} times in total. A page that a faulty store returns twice
 * is used once, and a listing that repeats itself ends with an error.
 *
 * @throws {@link ListingError}
 */
export async function* listBucket(listing: Listing, tools: ListingTools): AsyncGenerator<string, void> {
  for await (const page of listedPages(listing, tools)) yield* keysOf(page, listing);
}

/**
 * The objects of a bucket with their sizes, otherwise as {@link listBucket}.
 *
 * @throws {@link ListingError}
 */
export async function* listObjects(
  listing: Pick<Listing, 'bucket' | 'prefix' | 'after'>,
  tools: ListingTools,
): AsyncGenerator<ListedObject, void> {
  for await (const { objects } of listedPages(listing, tools)) yield* objects;
}

async function* listedPages(listing: Listing, tools: ListingTools): AsyncGenerator<ListedPage, void> {
  const pages = pagesOf(`ListObjectsV2 of ${listing.bucket}`, (token) => pageOf(listing, token, tools));
  let before = '';
  for (let coming = pages.next(); ; ) {
    const { value: page } = await coming;
    if (page === undefined) return;
    coming = pages.next();
    // Callers that continue await the error; for others it is irrelevant.
    coming.catch(() => undefined);
    const shown = JSON.stringify(keysOf(page, listing));
    if (shown !== before) yield page;
    before = shown;
  }
}

async function pageOf(
  listing: Listing,
  token: string | undefined,
  { getter, wait }: ListingTools,
): Promise<ListedPage> {
  for (let tries = 1; ; tries += 1) {
    const got = await getter.query(listing.bucket, queryOf(listing, token));
    if (got.kind === 'failed') throw new ListingError(got.error);
    try {
      return parseListedPage(Buffer.from(got.body).toString('utf8'));
    } catch (error) {
      if (!(error instanceof XmlError)) throw error;
      const message = `the answer of S3 is not a page of a listing: ${error.message}`;
      if (tries === MAX_TRIES) throw new ListingError({ status: 200, code: error.name, message });
      await wait(backoffMs(tries), undefined, {
        ...{ needs: 's3:ListBucket', reason: message, tries, maxTries: MAX_TRIES },
      });
    }
  }
}

function queryOf(
  { prefix, after, folders = false, children = false }: Listing,
  token: string | undefined,
): Readonly<Record<string, string>> {
  return {
    'list-type': '2',
    ...(prefix === '' ? {} : { prefix }),
    ...(after === undefined ? {} : { 'start-after': after }),
    ...(folders || children ? { delimiter: '/' } : {}),
    ...(token === undefined ? {} : { 'continuation-token': token }),
  };
}

function keysOf(
  { objects, prefixes }: ListedPage,
  { folders = false, children = false }: Listing,
): readonly string[] {
  if (folders) return prefixes;
  const keys = objects.map(({ key }) => key);
  return children ? [...keys, ...prefixes] : keys;
}

/** Lists the "folders" of a bucket under a prefix, each with a trailing slash. */
export async function listFoldersOf(
  bucket: string,
  { environment, wait }: Pick<CommandIo, 'environment' | 'wait'>,
  region?: string,
): Promise<(prefix: string) => Promise<readonly string[]>> {
  const getter = await openObjectGetter(
    { connections: 2, ...(region === undefined ? {} : { region }) },
    { environment, wait },
  );
  return async (prefix) => {
    const folders: string[] = [];
    for await (const folder of listBucket({ bucket, prefix, folders: true }, { getter, wait })) {
      folders.push(folder);
    }
    return folders;
  };
}
