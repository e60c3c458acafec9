import { Aws } from 'aws-cdk-lib';
import type { ILogArchive } from '../archive/log-archive-interface';
import type { LogReadOptions } from '../archive/log-reading';
import type { LogReader } from './log-reader';

/** A reader, and what is shared with it. */
interface Sharing {
  readonly archive: ILogArchive;
  readonly reader: LogReader;
  readonly readable?: LogReadOptions;
  readonly validUntil?: Date;
  readonly enabled?: boolean;
}

/** A reader of log files, and what it may read, as a line. */
export function describeReader(sharing: Sharing): readonly [name: string, text: string] {
  const { archive, reader, readable = {}, validUntil, enabled = true } = sharing;
  const kind = reader.isThirdParty ? 'third party, account' : 'account';
  const parts = [
    ...(enabled ? [] : ['stopped']),
    `reads ${describeFiles(readable)} of ${archive.node.path}`,
    ...describeConditions(reader),
    ...(validUntil === undefined ? [] : [`until ${validUntil.toISOString()}`]),
  ];
  return [`${kind} ${reader.account}`, parts.join('; ')];
}

function describeFiles({ accounts, regions, folders, includeDigests = true }: LogReadOptions): string {
  const kinds = folders ?? (includeDigests ? ['files'] : ['files but digests']);
  return [
    `all ${kinds.join(', ')}`,
    ...(accounts === undefined ? [] : [`of accounts ${accounts.join(', ')}`]),
    ...(regions === undefined ? [] : [`of Regions ${regions.join(', ')}`]),
  ].join(' ');
}

function describeConditions(reader: LogReader): readonly string[] {
  const { externalId, requireMfa, organizationId } = reader._toTrust({ partition: Aws.PARTITION });
  const principals = reader._principalArns;
  return [
    ...(principals.length === 0 ? [] : [`as ${principals.join(', ')}`]),
    ...(externalId === undefined ? [] : ['with an external ID']),
    ...(requireMfa ? ['with MFA'] : []),
    ...(organizationId === undefined ? [] : [`in organization ${organizationId}`]),
  ];
}
