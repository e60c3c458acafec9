import { parseListedPage } from '../../../bin/aws/list-bucket';

const page = (content: string, attributes = ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult${attributes}><Name>b</Name><Prefix>p/</Prefix>${content}</ListBucketResult>`;
const LAST = '<IsTruncated>false</IsTruncated>';
const ENTRY =
  '<LastModified>2026-10-01T00:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>1</Size><Owner><ID>1</ID></Owner>';

describe('a page of a listing', () => {
  it('has keys and prefixes as S3 writes them', () => {
    const contents = ['p/a&amp;b', 'p/&#x1;', 'p/%2B+ é', 'p/&lt;'].map(
      (key) => `<Contents><Key>${key}</Key>${ENTRY}</Contents>`,
    );
    const prefixes = '<CommonPrefixes><Prefix>p/c/</Prefix></CommonPrefixes>';
    expect(parseListedPage(page(LAST + contents.join('') + prefixes))).toEqual({
      objects: ['p/a&b', 'p/\u0001', 'p/%2B+ é', 'p/<'].map((key) => ({
        key,
        bytes: 1,
        version: '"x" 1 1790812800',
      })),
      prefixes: ['p/c/'],
    });
  });

  it('names the next one', () => {
    const next = '<IsTruncated>true</IsTruncated><NextContinuationToken>1/a+b==</NextContinuationToken>';
    expect(parseListedPage(page(next))).toEqual({ objects: [], prefixes: [], NextToken: '1/a+b==' });
  });

  it.each(['', ' xmlns="http://doc.s3.amazonaws.com/2006-03-01"', ' xmlns:x="other"'])(
    'may have another namespace than that of S3, as other stores do: %j',
    (attributes) => {
      const contents = '<Contents><Key>a</Key></Contents>';
      expect(parseListedPage(page(LAST + contents, attributes)).objects).toEqual([
        { key: 'a', bytes: 0, version: '' },
      ]);
    },
  );

  it.each([
    ['the end of the list is not told', page('<Contents><Key>a</Key></Contents>')],
    ['it is neither the last nor has a next one', page('<IsTruncated>true</IsTruncated>')],
    ['the next one has no name', page('<IsTruncated>true</IsTruncated><NextContinuationToken/>')],
    ['the end is told in the entry of an object', page(`<Contents><Key>a</Key>${LAST}</Contents>`)],
    ['it is of another kind', `<ListVersionsResult>${LAST}</ListVersionsResult>`],
    ['it is in an element', `<x>${page(LAST).slice(39)}</x>`],
    ['it is a web page', '<html><body>Sign in</body></html>'],
    ['it is JSON', '{"IsTruncated":false}'],
    ['it is cut', page(LAST).slice(0, -3)],
  ])('is refused when %s', (_, document) => {
    expect(() => parseListedPage(document)).toThrow();
  });
});
