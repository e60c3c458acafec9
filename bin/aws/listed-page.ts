import { readXmlTexts, XmlError } from './xml-texts';

/** An object of a listing. */
export interface ListedObject {
  readonly key: string;
  /** 0 if the store does not say it of every object. */
  readonly bytes: number;
}

/** What one page of a listing has. */
export interface ListedPage {
  /** In S3's order of their keys. */
  readonly objects: readonly ListedObject[];
  /** What keys begin with up to the delimiter, where the listing has one. */
  readonly prefixes: readonly string[];
  /** What to ask for the next page with; absent on the last one. */
  readonly next?: string;
}

const ROOT = 'ListBucketResult';

/**
 * Reads the answer of ListObjectsV2. A page that does not say whether another one follows is not taken for the last one: then
 * objects would be taken for missing.
 *
 * @throws {@link XmlError} for what is no page of a listing
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function parseListedPage(document: string): ListedPage {
  const keys: string[] = [];
  const sizes: number[] = [];
  const prefixes: string[] = [];
  const single = new Map<string, string>();
  readXmlTexts(document, (path, text) => {
    if (path === `${ROOT}/Contents/Key`) keys.push(text);
    else if (path === `${ROOT}/Contents/Size`) sizes.push(Number(text));
    else if (path === `${ROOT}/CommonPrefixes/Prefix`) prefixes.push(text);
    else if (!path.startsWith(`${ROOT}/Contents/`)) single.set(path, text);
  });
  const hasSizes = sizes.length === keys.length;
  const objects = keys.map((key, at) => ({ key, bytes: (hasSizes && sizes[at]) || 0 }));
  const isTruncated = single.get(`${ROOT}/IsTruncated`);
  const next = single.get(`${ROOT}/NextContinuationToken`) ?? '';
  if (isTruncated === 'false') return { objects, prefixes };
  if (isTruncated !== 'true' || next === '')
    throw new XmlError('it does not say whether another page follows');
  return { objects, prefixes, next };
}
