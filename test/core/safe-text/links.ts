import { LinkifyIt } from 'linkify-it';
import { find } from 'linkifyjs';
import MarkdownIt from 'markdown-it';
import tlds from 'tlds';

const linkifier = new LinkifyIt().tlds([...tlds], true);
const markdown = new MarkdownIt({ linkify: true });

/** Names of AWS services, which stay: AWS alone gives names directly below these. The reader's own machine alone is no address either. */
const STAYS =
  /^localhost(:?\/|:)?$|^[a-z0-9-]+\.(amazonaws\.com(\.cn)?|aws\.internal|console\.aws\.amazon\.com)$/i;

/** An ARN with a person: the linkifiers take the whole for a mail address. */
const IN_ARN = /^(arn:aws[a-z-]*:(sts|iam)::\d{12}:)?(assumed-role|user)\/[\w+=,./-]+@[\w.-]+$/;

/** Any scheme with slashes; no application follows an S3 address. */
const SCHEME = /(?<![a-z0-9+.-])(?!s3:)[a-z][a-z0-9+.-]*:\/\/\S*|(?<![:\w[])\/\/\w\S*/gi;

/** What three libraries of others, and a look for any scheme, make a link of in plain text, also where they see letters of full width as ASCII. */
export function linksIn(text: string, people: readonly string[] = []): readonly string[] {
  return [text, text.normalize('NFKC').replace(/[。．｡]/g, '.')]
    .flatMap((read) => [
      ...(linkifier.match(read) ?? []).map(({ raw }) => raw),
      ...find(read).map(({ value }) => value),
      ...(read.match(SCHEME) ?? []),
    ])
    .filter(
      (found) =>
        !STAYS.test(found) &&
        !people.some((person) => found === person || found.endsWith(`/${person}`)) &&
        !IN_ARN.test(found),
    );
}

/** The targets of links, and the images, that Markdown of a text has. */
export function markdownLinksIn(text: string): readonly string[] {
  return markdown
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .flatMap(({ attrs }) => (attrs ?? []).filter(([name]) => name === 'href' || name === 'src'))
    .map(([, target]) => String(target))
    .filter((target) => !STAYS.test(target.replace(/^https?:\/\//, '')));
}
