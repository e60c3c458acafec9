import { type Account, cloudTrailFor, roleSession } from '../../lib/core/policy/evaluation/request';
import type { Find } from './archive-parts';
import { type ArchiveSetting, inOrganization } from './archive-settings';
import { type Caller, MEMBER_ID, STRANGER } from './matrix-callers';
import { awsManagedPolicy } from './template/aws-managed-policy';

/** An account that has nothing to do with anybody's organization. */
export const LONER: Account = { id: '121212121212' };

const WITHOUT_TLS = { 'aws:SecureTransport': 'false', 's3:TlsVersion': undefined };

/** Everybody who might ask for something of an archive, by the words that the matrix has for them. */
export function archiveCallersOf(setting: ArchiveSetting, find: Find): Readonly<Record<string, Caller>> {
  return { ...callersFromOutside(setting), ...ownRoles(setting.owner, find) };
}

function callersFromOutside({ owner, trails }: ArchiveSetting): Readonly<Record<string, Caller>> {
  const [first, ...others] = trails;
  if (first === undefined) throw new Error('no trail delivers');
  const last = others.at(-1);
  const inAccount = ({ id }: Account) => first.arn.replace(first.owner.id, id);
  return {
    'CloudTrail for the first trail': cloudTrail(first.arn, first.owner),
    ...(last === undefined ? {} : { 'CloudTrail for the last trail': cloudTrail(last.arn, last.owner) }),
    'CloudTrail for another trail of the same owner': cloudTrail(`${first.arn}-9`, first.owner),
    "CloudTrail for a stranger's trail": cloudTrail(inAccount(LONER), LONER),
    'CloudTrail for a trail of another organization': cloudTrail(inAccount(STRANGER), STRANGER),
    'CloudTrail without a source': {
      principal: { kind: 'service', name: 'cloudtrail.amazonaws.com' },
      identity: [],
    },
    'CloudTrail for the first trail, without TLS': {
      ...cloudTrail(first.arn, first.owner),
      context: WITHOUT_TLS,
    },
    "an administrator of the first trail's account": administrator(first.owner),
    'an administrator of a member account': administrator(inOrganization(MEMBER_ID)),
    'an administrator of another organization': administrator(STRANGER),
    'anonymous (unsigned)': { principal: { kind: 'anonymous' }, identity: [] },
    'the deploying administrator': administrator(owner),
    'the deploying administrator, without TLS': { ...administrator(owner), context: WITHOUT_TLS },
  };
}

/** The roles that work for the archive, where there are any. */
function ownRoles(owner: Account, find: Find): Readonly<Record<string, Caller>> {
  const roles = {
    'the log processor': find('AWS::IAM::Role', /ProcessorRole/),
    'the integrity monitor': find('AWS::IAM::Role', /IntegrityRole/),
    'the delivery monitor': find('AWS::IAM::Role', /DeliveryRole/),
    'the replication role': find('AWS::IAM::Role', /ReplicationRole/),
  };
  const known = Object.entries(roles).filter((role): role is [string, string] => role[1] !== undefined);
  return Object.fromEntries(
    known.map(([who, arn]) => [
      who,
      { principal: roleSession(owner, arn.split(':role/')[1] ?? ''), identity: [] },
    ]),
  );
}

function cloudTrail(arn: string, owner: Account): Caller {
  return { principal: cloudTrailFor(arn, owner), identity: [] };
}

function administrator(account: Account): Caller {
  return {
    principal: roleSession(account, 'Administrator'),
    identity: [awsManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess')],
  };
}
