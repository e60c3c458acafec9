import { Token } from 'aws-cdk-lib';
import { toAcceptedPattern, toRefusedPattern } from '../../core/record/external-pattern';
import { checkOnce } from '../preflight/check-name';
import { checkListIsKnown } from '../preflight/preflight-check';

/** The longest event pattern. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_PATTERN = 2048;

/** As long as every account id. */
const ANY_ACCOUNT = '000000000000';

const SOURCE = /^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/;

/** What AWS uses for its own: EventBridge reserves `aws.`, and services are the event sources of CloudTrail. */
const OF_AWS = /^aws\.|(?:^|\.)(?:amazonaws|amazon|aws)(?:\.[a-z]{2,3}){1,2}$/i;

/** Throws on sources that EventBridge would refuse, or that could be taken for AWS. */
export function checkSources(sources: readonly string[]): void {
  if (Token.isUnresolved(sources) || sources.some((source) => Token.isUnresolved(source))) {
    for (const source of sources) checkListIsKnown('sources', source);
    throw new Error(
      'sources has names that are not known at synthesis, and patterns are made of them; use literals',
    );
  }
  if (sources.length === 0) throw new Error('sources has no names, so no event would be accepted; name one');
  for (const source of sources) {
    if (!SOURCE.test(source))
      throw new Error(
        `sources has '${source}'; a source has 2 to 128 letters, digits, '.', '_' and '-', such as 'shop.example.com'`,
      );
    if (OF_AWS.test(source))
      throw new Error(`sources has '${source}', which is a name of AWS; use one of a domain of your own`);
  }
  checkOnce('sources', sources);
  const patterns = [toAcceptedPattern(sources, ANY_ACCOUNT), toRefusedPattern(sources, ANY_ACCOUNT)];
  const length = Math.max(...patterns.map((pattern) => JSON.stringify(pattern).length));
  if (length > MAX_PATTERN)
    throw new Error(
      `sources has ${sources.length} names, whose event pattern has ${length} characters, but EventBridge allows ${MAX_PATTERN}; ` +
        'divide them among two ExternalEvents',
    );
}
