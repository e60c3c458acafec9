import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { alertText } from '../../../bin/outputs/alert/alert-text';
import { renderPageHead } from '../../../bin/report/report-page';
import type { Alert } from '../../../lib/core/alert/alert';
import { linkLines } from '../../../lib/core/alert/console-links';
import { peopleOf } from '../../../lib/core/alert/people';
import { shellArgument } from '../../../lib/core/case/shell-command';
import { toInertText } from '../../../lib/core/safe-text/inert-text';
import { toMarkdownCode, toMarkdownText } from '../../../lib/core/safe-text/markup-text';
import { isPlainArgument, toChatText, toMailText } from '../../../lib/core/safe-text/message-text';
import { toPrintable } from '../../../lib/core/safe-text/printable';
import { sampleAlert } from '../alert/sample-alert';
import { hostile, JOINTS } from './hostile-addresses';
import { linksIn, markdownLinksIn } from './links';

const NUMBER = { numRuns: 10_000 };

test('no application finds anything to follow in what a record says', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(linksIn(toInertText(text))).toEqual([]);
    }),
    NUMBER,
  );
});

test.each([
  ['a mail or a ticket', toMailText],
  ['a chat', toChatText],
])('nor in %s, however short it is cut, and no text is longer than it may be', (_place, write) => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 4, max: 60 }), (text, maxUnits) => {
      const written = write(text, maxUnits);
      expect(written.length).toBeLessThanOrEqual(maxUnits);
      expect(linksIn(written)).toEqual([]);
    }),
    NUMBER,
  );
});

/** An alert in which everything that a caller chooses is of these texts. */
function alertOf([text, other]: readonly [string, string]): Alert {
  return {
    ...sampleAlert({ userAgent: text, errorCode: other, sourceIPAddress: text }),
    ...{ title: text, summary: `${text} called ${other}`, eventName: other },
    actor: { name: text, arn: other, type: text },
    ...{ resources: [text, other], details: { [other]: [text], ranges: [other] } },
  };
}

/** What a terminal shows of an alert, where no column is so narrow that a name wraps: the beginning of one may be an address. */
function terminalOf(alert: Alert, details: boolean): string {
  const io = {
    stdout: { write: () => true, columns: 20_000 },
    ...{ currentTime: () => new Date(0), environment: {} },
  };
  const output = alertText('table', io as never, { details });
  return [output.next({ alert, json: '' }), ...output.end()].flat().join('');
}

test.each([
  ['rows of a table, and their summary', false],
  ['details', true],
])('nor on a terminal, in %s, but for what trailwatch links', (_what, details) => {
  fc.assert(
    fc.property(hostile, hostile, (text, other) => {
      const alert = alertOf([text, other]);
      const shown = linkLines(alert).reduce(
        (left, [, link]) => left.replaceAll(link, ''),
        terminalOf(alert, details),
      );
      expect(linksIn(shown, peopleOf(alert))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('a chat has no link and no image of Markdown either', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(markdownLinksIn(toChatText(text, 400))).toEqual([]);
    }),
    NUMBER,
  );
});

test('what is inert stays as it is', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const inert = toInertText(text);
      expect(toInertText(inert)).toBe(inert);
    }),
    NUMBER,
  );
});

test('an argument of a command is exact, and nothing to follow', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      if (isPlainArgument(text)) expect(linksIn(text)).toEqual([]);
    }),
    NUMBER,
  );
});

test('an argument of a command that contains an attack is exact or a placeholder, and nothing to follow', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const argument = shellArgument(text, 'NAME');
      expect(linksIn(argument, [text])).toEqual([]);
      expect(['NAME', text, `'${text.replaceAll("'", "'\\''")}'`]).toContain(argument);
    }),
    NUMBER,
  );
  expect(shellArgument('jane.doe@example.com', 'NAME')).toBe('jane.doe@example.com');
});

test('Markdown has no link either, in text and in code, which shows every character', () => {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  fc.assert(
    fc.property(hostile, (text) => {
      expect(markdownLinksIn(toMarkdownText(text))).toEqual([]);
      const code = toMarkdownCode(text);
      expect(markdown.renderInline(code)).not.toContain('<a ');
      const shown = markdown.renderInline(code).replace(/<[^>]*>/g, '');
      expect(unescaped(shown)).toBe(toPrintable(text));
    }),
    { numRuns: 5_000 },
  );
});

function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

test('the page of a report begins without anything to follow', () => {
  const parts = { script: '', style: '', licenses: '' };
  fc.assert(
    fc.property(hostile, hostile, (title, summary) => {
      const page = renderPageHead(parts, { title, summary }).replace(/^[\s\S]*<title>/, '');
      expect(linksIn(unescaped(page.replace(/<[^>]*>/g, ' ').replaceAll('&#39;', "'")))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  '//x',
  'a.',
  'http://a.com/',
  's3://a ',
  'a@b.com ',
  'x://',
  'a.b[.]com ',
  'ｅ．',
  'localhost:1 ',
  '1.2.3.4/x ',
])(
  'the work on a text grows with its length, also of %j again and again, which is all kept as far as there is room',
  (unit) => {
    const workOn = (times: number) => {
      let matches = 0;
      const matchAll = jest.spyOn(String.prototype, 'matchAll').mockImplementation(function (
        this: string,
        pattern,
      ) {
        const found = [...pattern[Symbol.matchAll](this)];
        matches += 1 + found.length;
        return found.values() as never;
      });
      toInertText(unit.repeat(times));
      matchAll.mockRestore();
      return matches;
    };
    expect(workOn(2_000)).toBeLessThanOrEqual(2.1 * workOn(1_000));
    expect(workOn(1_000)).toBeLessThanOrEqual(60 * 1_000);
    expect(toMailText(unit.repeat(1_000), 400).length).toBeGreaterThan(380);
  },
);

test('the name of a person stays where it is the actor, and nothing longer does', () => {
  const person = 'jane.doe@example.com';
  fc.assert(
    fc.property(hostile, fc.constantFrom(...JOINTS), (text, joint) => {
      expect(linksIn(toInertText(`${text}${joint}${person}${joint}${text}`, [person]), [person])).toEqual([]);
    }),
    NUMBER,
  );
});
