import { REPLICA_KEY_ARN } from '../scenarios/replicated';
import type { ArchiveSetting, DeliveringTrail } from './archive-settings';
import { type Deployment, physicalResource } from './template/intrinsic';

/** The ARN of the one resource of that type whose logical id fits, in any stack; undefined when none does. */
export type Find = (type: string, logicalId: RegExp) => string | undefined;

/** What an archive consists of, once it is deployed. */
export interface ArchiveParts {
  readonly bucketArn: string;
  /** Where keys begin: nothing, or the prefix and a slash. */
  readonly keyStart: string;
  readonly keyArn: string | undefined;
  readonly first: DeliveringTrail;
  /** Where several deliver. */
  readonly last: DeliveringTrail | undefined;
  readonly find: Find;
}

/** What the setting says, and what the templates say of the rest. */
export function partsOf(
  { trails, imported, keyPrefix }: ArchiveSetting,
  deployments: readonly Deployment[],
): ArchiveParts {
  const find = finderIn(deployments);
  const [first, ...others] = trails;
  const bucketArn = imported?.bucketArn ?? find('AWS::S3::Bucket', /ArchiveBucket/);
  if (first === undefined || bucketArn === undefined) throw new Error('no archive, or nobody delivers to it');
  const keyStart = keyPrefix === undefined ? '' : `${keyPrefix}/`;
  const keyArn = imported === undefined ? find('AWS::KMS::Key', /ArchiveKey/) : imported.keyArn;
  return { bucketArn, keyStart, keyArn, first, last: others.at(-1), find };
}

function finderIn(deployments: readonly Deployment[]): Find {
  return (type, logicalId) => {
    const found = deployments.flatMap((deployment) =>
      Object.entries(deployment.template.Resources ?? {})
        .filter(([id, resource]) => resource.Type === type && logicalId.test(id))
        .map(([id]) => physicalResource(id, deployment)),
    );
    if (found.length > 1) throw new Error(`${found.length} ${type} fit ${logicalId}`);
    return found[0]?.attributes.Arn ?? found[0]?.ref;
  };
}

/** The key of a replica gets the ARN that the archive's stack was told. */
export function withReplicaKey(deployments: readonly Deployment[]): readonly Deployment[] {
  return deployments.map((deployment) => {
    const ids = Object.keys(deployment.template.Resources ?? {}).filter((id) =>
      /^ReplicaKey[0-9A-F]{8}$/.test(id),
    );
    const key = { ref: REPLICA_KEY_ARN.split('/')[1] ?? '', attributes: { Arn: REPLICA_KEY_ARN } };
    return { ...deployment, made: Object.fromEntries(ids.map((id) => [id, key])) };
  });
}
