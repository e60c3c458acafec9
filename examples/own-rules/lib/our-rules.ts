import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { AllowList, Condition, CorrelationRule, Rule, RuleSet, RuleSeverity } from 'cdk-trailwatch';

/** Rules of our own as Sigma files, each with records that it must match and records that it must not match. */
const FILES = join(__dirname, '../rules');

/** The accounts of the company: what they do with each other is not an outsider's doing. */
const OUR_ACCOUNTS = ['111122223333', '444455556666'];

/** What deploys: this role, from the network of the pipeline. */
const DEPLOYMENTS = AllowList.allOf(
  AllowList.roles('arn:aws:iam::111122223333:role/ops/deployer'),
  AllowList.networks('10.0.0.0/8'),
);

/** A rule in code, for what a program makes: here a list of names. */
function releasesDeleted(repositories: readonly string[]): Rule {
  return Rule.define({
    name: 'release-image-deleted',
    title: 'An image of a release was deleted',
    severity: RuleSeverity.MEDIUM,
    condition: Condition.allOf(
      Condition.equalTo('eventSource', 'ecr.amazonaws.com'),
      Condition.equalTo('eventName', 'BatchDeleteImage', 'DeleteRepository'),
      Condition.equalTo('requestParameters.repositoryName', ...repositories),
    ),
    firstSteps: ['Ask the actor why', 'Push the image again from the build of the release'],
  });
}

/** The built-in rules, tuned, and our own. */
export function ourRules(): RuleSet {
  const files = RuleSet.fromDirectory(FILES);
  const deleted = releasesDeleted(['releases/web', 'releases/worker']);
  const manyDeleted = CorrelationRule.eventCount(5, {
    name: 'release-images-emptied',
    title: 'Many images of releases were deleted',
    severity: RuleSeverity.CRITICAL,
    rules: [deleted],
    window: Duration.minutes(15),
    groupBy: ['userIdentity.arn'],
  });
  return (
    RuleSet.builtIn()
      // Too frequent here: denied calls are counted elsewhere.
      .without('call-denied')
      .withOwnAccounts(...OUR_ACCOUNTS)
      // A change of a trail wakes people, unless a deployment makes it.
      .tune('trail-changed', { severity: RuleSeverity.CRITICAL, allow: DEPLOYMENTS })
      .merge(files)
      .add(deleted)
      .addCorrelations(manyDeleted)
  );
}
