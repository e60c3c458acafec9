import type { PlacedResource } from '../../estate/estate';
import type { Resolver } from '../../estate/resolver';
import { OpenText, Unknown, type Value } from '../../estate/values/value';
import { SERVICE } from '../../inventory/judges/references';
import { inWords } from '../../inventory/judges/words';
import type { InventoryEntry } from '../../inventory/model';
import { itemsAt } from '../../inventory/property-path';

/** A receiver of evidence or alerts in a property that is in none of the templates, nor in an account of theirs. */
export interface Stranger {
  readonly path: string;
  readonly value: Value;
}

/** The properties of a resource that are searched for strangers. */
interface Sender {
  readonly placed: PlacedResource;
  readonly properties: Value | undefined;
  readonly entry?: InventoryEntry;
}

/** Those that a resource sends to. */
export function strangersOf(
  { placed: { stack }, properties, entry }: Sender,
  resolver: Resolver,
  accounts: ReadonlySet<string | undefined>,
): readonly Stranger[] {
  return (entry?.links ?? [])
    .filter(({ sends }) => sends === true)
    .flatMap(({ path }) => itemsAt(properties, path).map(({ value }) => ({ path, value })))
    .filter(({ path, value }) => {
      if (resolver.target(value) !== undefined) return false;
      const account = accountOf(value, path);
      return account !== OWN && account !== stack.account && !accounts.has(account);
    });
}

/** The sources of events that no template has, as far as their names are known. */
export function outerSources({ properties, entry }: Sender, resolver: Resolver): readonly Value[] {
  return (entry?.links ?? [])
    .filter(({ receives }) => receives === true)
    .flatMap(({ path }) => itemsAt(properties, path).map(({ value }) => value))
    .filter(
      (value) => typeof value === 'string' && !SERVICE.test(value) && resolver.target(value) === undefined,
    );
}

const OWN = 'own';

/** The account of a value; empty where the value does not show it: names of buckets can belong to any account. */
function accountOf(value: Value, path: string): string {
  const parts = value instanceof OpenText ? value.parts : [value];
  // a name that CloudFormation generates belongs to the templates
  if (parts.some((part) => part instanceof Unknown && part.of !== undefined)) return OWN;
  if (value instanceof Unknown) return '';
  const text = parts.map((part) => (part instanceof Unknown ? `<${part.words}>` : String(part))).join('');
  const [scheme, , service, , account = ''] = text.split(/:(?![^<]*>)/);
  if (scheme !== 'arn') return /Bucket/.test(path) ? '' : OWN;
  // `arn:aws:automate:eu-west-1:ec2:stop` is an action of CloudWatch
  return service === 'automate' || account === '<AWS::AccountId>' ? OWN : account;
}

/** In words, the strangers of one side alone that no word names yet. */
export function newStrangers(
  before: readonly Stranger[],
  after: readonly Stranger[],
  same: (before: Value, after: Value) => boolean,
): readonly string[] {
  const fresh = after.filter(({ value }) => !before.some((old) => same(old.value, value)));
  return [...new Set(fresh.map(({ value }) => inWords(value)))];
}
