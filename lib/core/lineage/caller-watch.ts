import { isIP } from 'node:net';
import { identity } from '../compile/predicate/record-facts';
import type { CloudTrailRecord } from '../record/record';
import type { Condition } from '../rule/condition';
import { type Caller, callerOf, MAX_TEXT } from './credential-link';
import type { MadeIdentity } from './made-identity';

/** The maximum number of values of one field. */
const MAX_VALUES = 5_000;

/** The texts by which records of chosen callers are found. */
export class CallerWatch {
  /** Values that are not looked for, because there are too many. */
  leftOut = 0;
  private readonly equal = new Map<string, Set<string>>();
  private readonly starts = new Map<string, Set<string>>();
  private readonly ends = new Map<string, Set<string>>();

  /** Records of a caller. */
  addCaller(by: CloudTrailRecord): void {
    const { key, arn, principal } = callerOf(by);
    this.add(this.equal, 'userIdentity.accessKeyId', key);
    this.add(this.equal, 'userIdentity.arn', arn);
    this.add(this.equal, 'userIdentity.principalId', principal);
    if (arn === undefined && principal === undefined) this.addName(by);
    // Sign-ins name a user without the ARN.
    const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1];
    this.add(this.equal, 'userIdentity.userName', user);
  }

  /** Records of the use of credentials that were issued, or of any other identity that is known by these texts. */
  addGiven({ key, arn, principal, sourceIdentity }: Caller): void {
    this.add(this.equal, 'userIdentity.accessKeyId', key);
    this.add(this.equal, 'userIdentity.arn', arn);
    this.add(this.equal, 'userIdentity.principalId', principal);
    this.add(this.equal, 'userIdentity.sessionContext.sourceIdentity', sourceIdentity);
  }

  /** Records of the use of an identity that was made. */
  addMade({ mark }: MadeIdentity): void {
    const sort = mark.slice(0, mark.indexOf(':'));
    const text = mark.slice(sort.length + 1);
    if (sort === 'key') this.add(this.equal, 'userIdentity.accessKeyId', text);
    if (sort === 'arn') this.addPrincipal('arn', text);
    if (sort === 'id') {
      this.addPrincipal('principalId', text);
      this.add(this.starts, 'userIdentity.principalId', `${text}:`);
    }
    if (sort === 'session') this.add(this.ends, 'userIdentity.principalId', `:${text}`);
    if (sort === 'function')
      this.add(this.ends, 'userIdentity.principalId', `:${text.slice(text.lastIndexOf('/') + 1)}`);
    if (sort === 'person') this.add(this.equal, 'userIdentity.onBehalfOf.userId', text);
    if (sort === 'login') this.add(this.equal, 'userIdentity.userName', text.slice(text.indexOf('/') + 1));
  }

  /** Records of calls from an address; not of a service of AWS, which calls for many. */
  addAddress(address: string | undefined): void {
    if (address !== undefined && isIP(address) !== 0) this.add(this.equal, 'sourceIPAddress', address);
  }

  hasAddress(address: string | undefined): boolean {
    return address !== undefined && this.equal.get('sourceIPAddress')?.has(address) === true;
  }

  get condition(): Condition {
    const of = (['equals', 'startsWith', 'endsWith'] as const).flatMap((kind) => {
      const fields = { equals: this.equal, startsWith: this.starts, endsWith: this.ends }[kind];
      return [...fields].map(([field, values]) => ({ kind, field, values: [...values], cased: true }));
    });
    return { kind: 'or', of };
  }

  private addName(by: CloudTrailRecord): void {
    this.add(this.equal, 'userIdentity.userName', identity.userName(by));
    this.add(this.equal, 'additionalEventData.UserName', identity.signInName(by));
  }

  /** By ARN or id: of a user in each call, of a role in those of its sessions. */
  private addPrincipal(name: 'arn' | 'principalId', text: string): void {
    this.add(this.equal, `userIdentity.${name}`, text);
    this.add(this.equal, `userIdentity.sessionContext.sessionIssuer.${name}`, text);
  }

  private add(kind: Map<string, Set<string>>, field: string, text: string | undefined): void {
    if (text === undefined || text === '') return;
    // Of a longer text, the beginning is known.
    const fields = kind === this.equal && text.length >= MAX_TEXT ? this.starts : kind;
    const values = fields.get(field) ?? new Set<string>();
    fields.set(field, values);
    if (values.size < MAX_VALUES) values.add(text);
    else if (!values.has(text)) this.leftOut += 1;
  }
}
