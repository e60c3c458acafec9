import { memberKind } from '../../calls/member-kinds';
import { nameInArn } from '../../fact/targets/target';
import { requestOf, textAt } from '../../fact/text-at';
import type { Json } from '../../json/json-value';
import type { CloudTrailRecord } from '../../record/record';

/** Parameters that give instances a profile, though their names are those of a role. */
const PROFILE = /^(?:batch\.instanceRole|elasticmapreduce\.jobFlowRole)$/i;
/** Services that make and change profiles, have others of that name, or only report them. */
const GIVES_NONE: ReadonlySet<string> = new Set(['devicefarm', 'dms', 'iam', 'securityhub']);
const MAX_DEPTH = 3;

/**
 * Which role is in which instance profile. A call that gives an instance a profile passes its role, which the record does not name: it is the
 * one that the records put into the profile, or else the one of the same name, as the console and most programs create them.
 */
export class InstanceProfiles {
  private readonly roles = new Map<string, string>();

  /** Learns from a call that puts a role into a profile. */
  take(record: CloudTrailRecord): void {
    if (textAt(record, 'eventName') !== 'AddRoleToInstanceProfile') return;
    const [profile, role] = ['instanceProfileName', 'roleName'].map((key) =>
      textAt(record, 'requestParameters', key),
    );
    if (profile !== undefined && role !== undefined) this.roles.set(profile, role);
  }

  /** The names of the roles in the profiles that a call gives to instances: those that the records show, and those of the profile's name. */
  passedBy(record: CloudTrailRecord): {
    readonly shown: readonly string[];
    readonly guessed: readonly string[];
  } {
    const found = new Set<string>();
    const [service = ''] = (textAt(record, 'eventSource') ?? '').split('.');
    collect(requestOf(record), { into: found, service, depth: 0 });
    const profiles = [...found];
    return {
      shown: profiles.flatMap((profile) => this.roles.get(profile) ?? []),
      guessed: profiles.filter((profile) => !this.roles.has(profile)),
    };
  }
}

function collect(
  value: Json | undefined,
  { into, service, depth }: { into: Set<string>; service: string; depth: number },
): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
  for (const [key, member] of Object.entries(value)) {
    const isProfile =
      !GIVES_NONE.has(service) &&
      (memberKind(key, service) === 'profile' || PROFILE.test(`${service}.${key}`));
    if (!isProfile) collect(member, { into, service, depth: depth + 1 });
    else for (const text of textsOf(member)) into.add(text.startsWith('arn:') ? nameInPath(text) : text);
  }
}

function textsOf(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const named = Object.entries(value).filter(([key]) => /^(?:name|arn)$/i.test(key));
  return named.flatMap(([, text]) => (typeof text === 'string' && text !== '' ? [text] : []));
}

function nameInPath(arn: string): string {
  return nameInArn(arn).split('/').at(-1) ?? '';
}
