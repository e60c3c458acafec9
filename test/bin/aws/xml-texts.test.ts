import { parseXML } from '@aws-sdk/xml-builder';
import * as fc from 'fast-check';
import { readXmlTexts } from '../../../bin/aws/xml-texts';

function read(document: string): readonly (readonly [string, string])[] {
  const texts: (readonly [string, string])[] = [];
  readXmlTexts(document, (path, text) => texts.push([path, text]));
  return texts;
}

describe('reading the texts of an XML document', () => {
  it.each<[string, string, readonly (readonly [string, string])[]]>([
    [
      'elements',
      '<a><b>one</b><b>two</b><c/></a>',
      [
        ['a/b', 'one'],
        ['a/b', 'two'],
        ['a/c', ''],
      ],
    ],
    [
      'a declaration and comments',
      '\uFEFF<?xml version="1.0"?>\n<!-- <b> --><a><!--x--><b>t</b></a> <!-- y -->',
      [['a/b', 't']],
    ],
    ['attributes and a namespace', '<a xmlns="http://s3" x = \'1>2\'><b y="">t</b ></a>', [['a/b', 't']]],
    ['entities', '<a>&amp;&lt;&gt;&quot;&apos;&#13;&#x1F600;&#x1;</a>', [['a', '&<>"\'\r\u{1F600}\u0001']]],
    ['an entity in an entity', '<a>&amp;lt;</a>', [['a', '&lt;']]],
    ['sections', '<a>1<![CDATA[<b>&amp;]]>2</a>', [['a', '1<b>&amp;2']]],
    ['line ends', '<a>1\r\n2\r3</a>', [['a', '1\n2\n3']]],
    ['spaces at the ends of a text', '<a> t </a>', [['a', ' t ']]],
  ])('gives every text with its place: %s', (_, document, texts) => {
    expect(read(document)).toEqual(texts);
  });

  it.each([
    ['nothing', ''],
    ['no element', '<?xml version="1.0"?>'],
    ['a text alone', 'Service Unavailable'],
    ['an end that is missing', '<a><b>t</b>'],
    ['an end within a name', '<a><b>t</b'],
    ['an end within a comment', '<a><!-- t </a>'],
    ['an end of another element', '<a><b>t</a></b>'],
    ['an end of none', '</a>'],
    ['two roots', '<a/><b/>'],
    ['a text behind the root', '<a/>t'],
    ['an entity that is not known', '<a>&nbsp;</a>'],
    ['an entity that names an object', '<a>&constructor;</a>'],
    ['an entity without an end', '<a>&amp</a>'],
    ['a bare ampersand', '<a>a & b</a>'],
    ['a character that there is none of', '<a>&#x110000;</a>'],
    ['an attribute without quotes', '<a b=c>t</a>'],
    ['entities of its own', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['too many levels', '<a>'.repeat(17) + '</a>'.repeat(17)],
  ])('fails on %s', (_, document) => {
    expect(() => read(document)).toThrow(/^it (?:is not well-formed XML at character \d+|ends before|has )/);
  });

  it('takes no more than moments for what is long and faulty', () => {
    const fromMs = process.cpuUsage().user;
    for (const part of ['<a ', '<!--', '&#1', '<![CDATA[', ' ', '<a b="', '</'])
      expect(() => read(`<a>${part.repeat(100_000)}`)).toThrow();
    expect(() => read(`<a${' '.repeat(1_000_000)}<`)).toThrow();
    expect((process.cpuUsage().user - fromMs) / 1000).toBeLessThan(10_000);
  });

  const texts = fc.string({
    unit: fc.constantFrom('a', ' ', '&amp;', '&lt;', '&#10;', '&#x41;', '-', ']', '>', '"', 'é'),
  });
  const leaves = fc.record({ Key: texts.map((text) => `k${text}`), Size: fc.nat().map(String) });

  it("gives the same as the AWS SDK's parser", () => {
    fc.assert(
      fc.property(fc.array(leaves, { minLength: 2 }), (contents) => {
        const elements = contents.map(({ Key, Size }) => `<C><Key>${Key}</Key><Size>${Size}</Size></C>`);
        const document = `<?xml version="1.0"?><R xmlns="s3">${elements.join('\n')}</R>`;
        const { R } = parseXML(document) as { R: { C: { Key: string; Size: string }[] } };
        expect(read(document)).toEqual(
          R.C.flatMap(({ Key, Size }) => [
            ['R/C/Key', Key],
            ['R/C/Size', Size],
          ]),
        );
      }),
    );
  });

  it('gives the same, or fails, wherever a document is cut or changed', () => {
    const document = '<?xml version="1.0"?><R a="b"><C><Key>a&amp;b</Key></C><C><Key>c</Key></C></R>';
    fc.assert(
      fc.property(
        fc.nat(document.length - 1),
        fc.constantFrom('', '<', '>', '&', '/', '"', ';'),
        (at, put) => {
          const changed = document.slice(0, at) + put + document.slice(at + 1);
          const keys = outcome(() =>
            read(changed)
              .filter(([path]) => path === 'R/C/Key')
              .map(([, text]) => text),
          );
          if (keys === undefined) return;
          const parsed = outcome(() => parseXML(changed) as { R?: { C?: { Key?: string }[] } });
          if (parsed?.R?.C !== undefined && Array.isArray(parsed.R.C))
            expect(keys).toEqual(parsed.R.C.flatMap(({ Key }) => Key ?? []));
        },
      ),
    );
    for (let end = 0; end < document.length; end += 1) expect(() => read(document.slice(0, end))).toThrow();
  });
});

function outcome<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
