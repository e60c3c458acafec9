/** More files than are read without the cache. */
export const FILES = 80;

/** The text of one of the files, in which somebody creates a user. */
export function textOf(file: number, name: string): string {
  const record = {
    ...{ eventVersion: '1.11', eventTime: '2026-08-17T14:05:00Z', awsRegion: 'eu-west-1' },
    ...{ eventSource: 'iam.amazonaws.com', eventName: 'CreateUser', recipientAccountId: '111122223333' },
    ...{ eventID: `e${file}`, userIdentity: { type: 'IAMUser', userName: name } },
  };
  return JSON.stringify({ Records: [record] });
}
