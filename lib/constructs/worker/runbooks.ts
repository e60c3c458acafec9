import { Token } from 'aws-cdk-lib';
import { describeAlarm, runbookLink, runbooksOf } from '../../core/alarm/describe-alarm';
import { readPackage } from '../asset/package-root';

/** The pages that come with trailwatch, where its `package.json` says that it is at home. */
export function defaultRunbooks(): string {
  const { homepage } = readPackage();
  return runbooksOf(homepage.replace(/#.*$/, ''));
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
