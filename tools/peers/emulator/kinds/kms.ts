import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';
import { parseDocument, type ResourceKind } from '../resource-kind';

/** `AWS::KMS::Key` */
export const key: ResourceKind = {
  async read({ kms }, { ref: KeyId }) {
    const { KeyMetadata = { KeyId } } = await kms.send(new DescribeKeyCommand({ KeyId }));
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
    // Only keys that encrypt rotate.
    const rotation =
      KeyMetadata.KeySpec === 'SYMMETRIC_DEFAULT'
        ? await kms.send(new GetKeyRotationStatusCommand({ KeyId }))
        : undefined;
    return {
      ...KeyMetadata,
      KeyPolicy: parseDocument(Policy),
      EnableKeyRotation: rotation?.KeyRotationEnabled,
      RotationPeriodInDays: rotation?.RotationPeriodInDays,
    };
  },
  avoidStack: 'no key of a stack can be asked for again: every DescribeKey ends with status 500',
  async create({ kms }, { properties }) {
    const { EnableKeyRotation, KeyPolicy, ...settings } = properties;
    const created = await kms.send(new CreateKeyCommand({ ...settings, Policy: JSON.stringify(KeyPolicy) }));
    const { KeyId = '', Arn = '' } = created.KeyMetadata ?? {};
    if (EnableKeyRotation === true) await kms.send(new EnableKeyRotationCommand({ KeyId }));
    return { ref: KeyId, attributes: { KeyId, Arn } };
  },
};

/** `AWS::KMS::Alias` */
export const alias: ResourceKind = {
  async read({ kms }, { ref, properties }) {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: ref }));
    const { Aliases = [] } = await kms.send(new ListAliasesCommand({ KeyId: KeyMetadata?.KeyId }));
    const wanted = properties.AliasName ?? ref;
    const { AliasName } = Aliases.find((found) => found.AliasName === wanted) ?? {};
    return { AliasName, TargetKeyId: KeyMetadata?.Arn };
  },
};
