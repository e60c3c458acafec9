import type { Stack } from 'aws-cdk-lib';
import { LogArchive, type LogArchiveProps } from '../../../lib/index';
import { newStack, TRAIL } from '../synthesize';

export function archiveWith(props: Partial<LogArchiveProps>): Stack {
  const stack = newStack();
  new LogArchive(stack, 'Archive', { trails: [TRAIL], ...props });
  return stack;
}
