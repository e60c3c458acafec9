import { startServer } from '../../local-server';

/** A stand-in for S3 on a free port: it lists objects of any size, and has those with a text. */
export interface BucketServer {
  readonly endpoint: string;
  /** The method and the path of each request. */
  readonly requests: readonly string[];
  /** The Regions that requests are signed for. */
  readonly regions: ReadonlySet<string>;
  stop(): Promise<void>;
}

/**
 * Serves keys with their sizes in bytes.
 *
 * @param texts objects of any bucket, by their keys
 */
export async function serveBucket(
  sizes: ReadonlyMap<string, number>,
  texts: Readonly<Record<string, string>> = {},
): Promise<BucketServer> {
  const requests: string[] = [];
  const regions = new Set<string>();
  const server = await startServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://s3');
    requests.push(`${request.method} ${pathname}`);
    regions.add(/Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '');
    response.setHeader('content-type', 'application/xml');
    if (request.method === 'PUT') response.end();
    else if (searchParams.has('list-type')) response.end(listing(sizes, searchParams));
    else if (Object.hasOwn(texts, keyOf(pathname))) response.end(texts[keyOf(pathname)]);
    else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  });
  return {
    ...{ requests, regions, endpoint: server.url, stop: server.stop },
  };
}

/** What stands behind the bucket. */
function keyOf(pathname: string): string {
  return decodeURIComponent(pathname.split('/').slice(2).join('/'));
}

function listing(sizes: ReadonlyMap<string, number>, asked: URLSearchParams): string {
  const prefix = asked.get('prefix') ?? '';
  const after = asked.get('start-after') ?? '';
  const keys = [...sizes.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const endOf = (key: string) => key.indexOf('/', prefix.length) + 1;
  const folders = [...new Set(keys.map((key) => key.slice(0, endOf(key))))].map(
    (folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`,
  );
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>${sizes.get(key)}</Size></Contents>`);
  const listed = asked.has('delimiter') ? folders : contents;
  return `<ListBucketResult><IsTruncated>false</IsTruncated>${listed.join('')}</ListBucketResult>`;
}
