import { type Construct, Dependable, type IConstruct, type IDependable } from 'constructs';
import { toBucketStatements } from '../../core/policy/bucket-statements';
import type { PolicyStatementData } from '../../core/policy/policy-statement-data';
import type { ILogArchive } from './log-archive-interface';

/** What the policy of the archive's bucket must hold for its trails. */
export function toDeliveryStatements({
  bucket,
  keyPrefix,
  trails,
}: ILogArchive): readonly PolicyStatementData[] {
  return toBucketStatements(
    { bucketArn: bucket.bucketArn, ...(keyPrefix === undefined ? {} : { keyPrefix }) },
    trails.map((trail) => trail._toCoordinates()),
  );
}

/**
 * Makes a dependency on the archive one on what CloudTrail's permission consists of, and not on every resource in
 * it.
 */
export function dependOnDelivery(archive: Construct, dependencies: readonly IDependable[]): void {
  Dependable.implement(archive, {
    get dependencyRoots(): IConstruct[] {
      return dependencies.flatMap((dependency) => Dependable.of(dependency).dependencyRoots);
    },
  });
}
