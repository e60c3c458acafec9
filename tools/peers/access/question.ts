import type { Account, Principal, Request } from '../../../lib/core/policy/evaluation/request';

const ORGANIZATION = { id: 'o-exampleorgid', managementAccount: '999999999999' };

export const OWNER: Account = { id: '111122223333', organization: ORGANIZATION };
const MEMBER: Account = { id: '444455556666', organization: ORGANIZATION };
const STRANGER: Account = { id: '777777777777' };

/** A statement as JSON has it. */
export type RawStatement = Readonly<Record<string, unknown>>;

/** A request, and the statements of every policy that has a say in it. */
export interface Question {
  readonly request: Request;
  readonly resource: readonly RawStatement[];
  readonly identity: readonly RawStatement[];
  readonly boundary: readonly RawStatement[];
  readonly serviceControl: readonly RawStatement[];
  readonly resourceControl: readonly RawStatement[];
}

/** One of each kind that IAM decides in its own way: of the account, of the organization, of neither, and none. */
export const PRINCIPALS: readonly Principal[] = [
  role(OWNER, 'Reader'),
  role(OWNER, 'Admin'),
  role(MEMBER, 'Reader'),
  role(STRANGER, 'Reader'),
  { kind: 'user', arn: 'arn:aws:iam::111122223333:user/ann', account: OWNER },
  {
    kind: 'service',
    name: 'cloudtrail.amazonaws.com',
    source: { arn: 'arn:aws:cloudtrail:eu-central-1:111122223333:trail/t', account: OWNER },
  },
  { kind: 'anonymous' },
];

function role(account: Account, name: string): Principal {
  const sessionArn = `arn:aws:sts::${account.id}:assumed-role/${name}/session`;
  return { kind: 'role', arn: `arn:aws:iam::${account.id}:role/${name}`, sessionArn, account };
}

/** Mulberry32: the same numbers on every run. */
export class Dice {
  constructor(private seed: number) {}

  /** From 0 up to, but without, 1. */
  roll(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.roll() * list.length)] as T;
  }

  /** Up to `most` of what is made. */
  some<T>(most: number, make: () => T): readonly T[] {
    return Array.from({ length: Math.floor(this.roll() * (most + 1)) }, make);
  }
}
