import { Token } from 'aws-cdk-lib';
import { describeAlarm, runbookLink } from '../../core/alarm/describe-alarm';
import { readPackage } from '../asset/package-root';

/** Where the pages are, below the repository that the package names as its home. */
const PATH = 'blob/main/docs/runbooks';

/** The pages that come with trailwatch, where its `package.json` says that it is at home. */
export function defaultRunbooks(): string {
  const { homepage } = readPackage();
  return `${homepage.replace(/#.*$/, '')}/${PATH}`;
}

/** The description of an alarm with the link to its page. */
export function describeWithRunbook(words: string, page: string, runbooks: string | undefined): string {
  const base = runbooks ?? defaultRunbooks();
  if (!Token.isUnresolved(base) && !/^https?:\/\/\S+$/.test(base)) {
    throw new Error(
      `runbooks '${base}' is not the address of a folder of pages, such as '${defaultRunbooks()}'`,
    );
  }
  return describeAlarm(words, runbookLink(base, page));
}
