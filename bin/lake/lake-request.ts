import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { sendAgain } from '../aws/send-again';
import type { CommandIo } from '../cli/command-io';
import { type LakeQuestion, toLakeError } from './lake-error';
import { makeLakeClient } from './lake-store';

/** Sends a request, and again while CloudTrail is busy. Throws one sentence if it does not succeed. */
export async function askAgain<T>(
  question: LakeQuestion,
  { wait }: CommandIo,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await sendAgain(send, wait);
  } catch (error) {
    throw toLakeError(error, question);
  }
}

/** The same with a client of its own. */
export async function askLake<T>(
  { region, ...question }: LakeQuestion & { readonly region: string | undefined },
  io: CommandIo,
  send: (client: CloudTrailClient) => Promise<T>,
): Promise<T> {
  const client = makeLakeClient(region);
  try {
    return await askAgain(question, io, () => send(client));
  } finally {
    client.destroy();
  }
}
