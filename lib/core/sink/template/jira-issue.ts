import type { Notice } from '../notice';
import { inertText, renderNoticeText } from './notice-text';

/** Jira refuses a longer summary. */
const SUMMARY_LENGTH = 250;
const TEXT_LENGTH = 20_000;

/**
 * An issue for Jira Cloud's REST API, version 3. Its text is a code block of an Atlassian document: nothing in it is markup,
 * a link or a mention. The label `alert-<id>` finds repetitions.
 *
 * @see https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post
 */
export function toJiraIssue(
  notice: Notice,
  { projectKey, issueType }: { readonly projectKey: string; readonly issueType: string },
): object {
  const text = renderNoticeText(notice, TEXT_LENGTH);
  return {
    fields: {
      project: { key: projectKey },
      issuetype: { name: issueType },
      summary: inertText(notice.title, SUMMARY_LENGTH),
      // a project may have any names of priorities, so that the severity is a label
      labels: ['trailwatch', `severity-${notice.severity}`, `alert-${notice.id}`],
      description: {
        type: 'doc',
        version: 1,
        content: [{ type: 'codeBlock', content: [{ type: 'text', text: text === '' ? '-' : text }] }],
      },
    },
  };
}
