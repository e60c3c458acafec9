import { ALERT_FORMATS } from '../../../bin/outputs/alert/alert-formats';
import { alertText } from '../../../bin/outputs/alert/alert-text';
import type { Alert } from '../../../lib/core/alert/alert';
import { renderMail } from '../../../lib/core/alert/message/alert-message';
import { toChatNotification } from '../../../lib/core/alert/message/chat-notification';
import { renderSubject } from '../../../lib/core/alert/message/render-subject';
import { toHtmlText, toXmlText } from '../../../lib/core/safe-text/markup-text';
import { toChatCode, toChatText, toMailText } from '../../../lib/core/safe-text/message-text';
import { oneLine } from '../../../lib/core/safe-text/one-line';
import { toCsvCell, toJsonText, toOneJsonLine, toPrintable } from '../../../lib/core/safe-text/printable';
import { sampleAlert } from '../alert/sample-alert';
import { HOSTILE_TEXTS } from './hostile-texts';

/** Nothing that a terminal obeys, and nothing that hides. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** What mail and chat applications make a link of. */
const LINK =
  /\b(?!s3:)[a-z][a-z0-9+.-]*:\/\/|\bhttps?:|\bwww\.|\b(mailto|tel|javascript):\S|(?<![@\w])evil\.example|s3\.amazonaws\.com/i;

const MENTION = /[<>]|(^|\W)@\w/;

const CHAT_MARKUP = /`|\]\(|\*|~|(^|[^\p{L}\p{N}])_|^#\s|^-\s/u;

const ALL = 400;

/** What a record's text becomes in each place, and what must not be in it. */
const DESTINATIONS: Readonly<Record<string, readonly [(text: string) => string, ...RegExp[]]>> = {
  'a terminal': [toPrintable, CONTROL],
  'a sentence': [(text) => oneLine(text, ALL), CONTROL],
  JSON: [toJsonText, CONTROL],
  'a cell of CSV': [toCsvCell, CONTROL, /(^"?|;"*)[=+\-@]/],
  HTML: [toHtmlText, CONTROL, /[<>"']/],
  XML: [toXmlText, CONTROL, /[<>"]/],
  'a mail': [(text) => toMailText(text, ALL), CONTROL, LINK],
  'a chat': [(text) => toChatText(text, ALL), CONTROL, LINK, MENTION, CHAT_MARKUP],
  // nothing between the marks is a link there, so the text itself stays
  'a chat, letter by letter': [(text) => toChatCode(text, ALL).slice(1, -1), CONTROL, MENTION, /`/],
};

describe.each(Object.entries(DESTINATIONS))('in %s', (_place, [toSafe, ...forbidden]) => {
  test.each(Object.entries(HOSTILE_TEXTS))('%s does no harm', (_what, text) => {
    const safe = toSafe(text);
    expect(safe).not.toBe('');
    for (const pattern of forbidden) expect(safe).not.toMatch(pattern);
  });
});

test('JSON is the same value for who parses it', () => {
  for (const text of Object.values(HOSTILE_TEXTS))
    expect(JSON.parse(toJsonText({ [text]: text }))).toEqual({ [text]: text });
});

test('JSON that is text already stays the same value, digit for digit', () => {
  for (const text of Object.values(HOSTILE_TEXTS)) {
    const line = toOneJsonLine(`{\n\t"a": 12345678901234567890.10, "b": ${JSON.stringify(text)}}`);
    expect(line).not.toMatch(CONTROL);
    expect(line).toContain('12345678901234567890.10');
    expect((JSON.parse(line) as { b: string }).b).toBe(text);
  }
});

test('a cell of CSV holds every text, in quotation marks where it must', () => {
  expect(['a', 'a,b', 'a"b', '=1+1', '@x', '-1', ''].map(toCsvCell)).toEqual([
    ...['a', '"a,b"', '"a""b"', "'=1+1", "'@x", "'-1", ''],
  ]);
  expect(toCsvCell('curl/8;=HYPERLINK("x");-1; =a')).toBe(`"curl/8;'=HYPERLINK(""x"");'-1; =a"`);
});

/** An alert in which everything that a caller chooses is hostile. */
function alertOf(text: string): Alert {
  return {
    ...sampleAlert({ userAgent: text, errorCode: text, sourceIPAddress: text }),
    ...{ title: text, summary: `${text} called StopLogging`, eventName: text, awsRegion: text },
    actor: { name: text, arn: text },
    resources: [text],
    source: { bucket: 'archive', key: text },
  };
}

describe.each(Object.entries(HOSTILE_TEXTS))('an alert with %s in every field', (_what, text) => {
  const alert = alertOf(text);

  test('is a mail with the lines of any other, and nothing to follow', () => {
    const mail = renderMail(alert);
    const names = (of: string) => of.split('\n').map((line) => /^[A-Z][\w ]+:/.exec(line)?.[0]);
    expect(names(mail).slice(3)).toEqual(names(renderMail(alertOf('mallory'))).slice(3));
    expect(mail.replaceAll('\n', '')).not.toMatch(CONTROL);
    // an S3 address is copied, and no application links it
    expect(mail.replace(/s3:\/\/\S+/g, '')).not.toMatch(LINK);
    expect(renderSubject(alert)).toMatch(/^[\x20-\x7e]{1,99}$/);
  });

  test('is a chat notification without links, mentions and markup', () => {
    const { content } = toChatNotification(alert);
    const shown = `${content.title}\n${content.description}`;
    const outsideCode = shown.replace(/`[^`\n]*`/g, '').replace(/^- /gm, '');
    expect(shown.replaceAll('\n', '')).not.toMatch(CONTROL);
    expect(shown).not.toMatch(MENTION);
    for (const pattern of [LINK, CHAT_MARKUP]) expect(outsideCode).not.toMatch(pattern);
  });

  test.each(ALERT_FORMATS)('is printable as %s', (format) => {
    const output = alertText(format, {
      stdout: { write: () => true, columns: 200 },
      currentTime: () => new Date(0),
      environment: {},
    } as never);
    const text = [output.next({ alert, json: toJsonText(alert) }), ...output.end()].flat().join('');
    expect(text).toMatch(/high/i);
    expect(text.replaceAll(/\r?\n/g, '')).not.toMatch(CONTROL);
  });
});

test.each([
  'arn:aws:sts::111122223333:assumed-role/admin_role/jane.doe@example.com',
  'role admin_role (jane.doe@example.com) called cloudtrail.amazonaws.com',
  's3://archive.logs/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/20/file.json.gz, record 3',
  'aws-cli/2.15.30 Python/3.11.6 Linux/5.10.0 exe/x86_64.amzn.2',
  '198.51.100.7, 2001:db8::1',
  'm7g.large, Client.UnauthorizedOperation, attack.persistence, 10.0.0.0/8, s3:GetObject, aws:SourceIp',
])('%s stays as it is in a mail about jane.doe@example.com', (text) => {
  expect(toMailText(text, ALL, ['jane.doe@example.com'])).toBe(text);
});

test('the address of somebody who is not the actor cannot be followed', () => {
  expect(toMailText('support@evil.example', ALL, ['jane.doe@example.com'])).toBe('support[@]evil[.]example');
});
