import { toChatText } from '../../safe-text/chat-text';
import type { Notice } from '../notice';
import { inertText, renderNoticeText } from './notice-text';

/** What Slack takes of a header and of a section. @see https://docs.slack.dev/reference/block-kit/blocks */
const HEADER_LENGTH = 150;
const SECTION_LENGTH = 3_000;

/**
 * A message for an incoming webhook of Slack. The blocks are plain text, in
 * which Slack finds no mention and no markup; `text` is what notifications show.
 */
export function toSlackMessage(notice: Notice): object {
  return {
    text: toChatText(notice.title, HEADER_LENGTH),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(inertText(notice.title, HEADER_LENGTH)) },
      { type: 'section', text: plain(renderNoticeText(notice, SECTION_LENGTH)) },
    ],
  };
}

function plain(text: string): object {
  return { type: 'plain_text', emoji: false, text: text === '' ? '-' : text };
}
