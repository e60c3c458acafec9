import {
  AlertTopic,
  LogArchive,
  LogProcessor,
  type LogProcessorProps,
  type TrailIdentity,
} from '../../../lib/index';
import { newStack, oneRule, TRAIL } from '../synthesize';

export function synthesize(
  props: Partial<LogProcessorProps> & { trails?: TrailIdentity[]; keyPrefix?: string } = {},
) {
  const { trails = [TRAIL], keyPrefix, ...others } = props;
  const stack = newStack();
  const archive = new LogArchive(stack, 'Archive', { trails, keyPrefix });
  const alertTopic = new AlertTopic(stack, 'Alerts', { emails: ['security@example.com'] });
  const processor = new LogProcessor(stack, 'Processor', {
    archive,
    alertTopic,
    rules: oneRule(),
    ...others,
  });
  return { stack, processor };
}
