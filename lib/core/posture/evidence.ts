import type { Unknown, Value } from '../estate/values/value';
import type { PolicyStatement } from '../statement/statement';

/** A bucket that trails deliver to, as AWS answers or as a template will make it. */
export interface EvidenceBucket {
  /** The name, as its policy has it. */
  readonly name: string;
  /**
   * Its properties under the names of CloudFormation, with all defaults that AWS sets written out; `VersioningConfiguration` has
   * `MFADelete`, too. What is not known is `Unknown` with the reason.
   */
  readonly properties: Value;
  readonly policy: readonly PolicyStatement[] | Unknown;
  /** Whether anyone may use it by its policy, as S3 judges. */
  readonly isPolicyPublic: boolean | Unknown;
  /** The public group to which its ACL grants something. */
  readonly publicGrantee: string | undefined | Unknown;
  /** How keys of log files begin. */
  readonly keyRoots: readonly string[];
}

/** A KMS key that trails encrypt with. */
export interface EvidenceKey {
  /** As KMS names states of keys, such as `Enabled`. */
  readonly state: string | Unknown;
  /** Whether KMS generated its material, for a customer: no other key is rotated by a setting. */
  readonly isRotatable: boolean | Unknown;
  readonly isRotated: boolean | Unknown;
  readonly policy: readonly PolicyStatement[] | Unknown;
}
