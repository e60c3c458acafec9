import { isJsonObject } from '../../json/json-value';
import type { Estate } from '../estate';
import type { EstateResource, EstateStack } from '../estate-stack';
import { lateValues } from './terraform-plan';
import { bucketSettings, isSettingOfBucket, type TerraformValues, toCloudFormation } from './terraform-types';

/** Modules in modules. */
const MAX_DEPTH = 50;
const MAX_RESOURCES = 20_000;

interface TerraformResource {
  readonly address: string;
  readonly type: string;
  readonly values: TerraformValues;
}

/** Whether a document is the output of `terraform show -json`, of a state or a plan. */
export function isTerraform(document: unknown): document is Readonly<Record<string, unknown>> {
  return (
    isJsonObject(document) && typeof document.format_version === 'string' && 'terraform_version' in document
  );
}

/**
 * The trails of a Terraform state or plan, with the buckets, keys, log groups and event data stores in it, as stacks: one for each account
 * and Region that ARNs name. Of other resources only their number is told.
 */
export function readTerraform(document: Readonly<Record<string, unknown>>, file: string): Estate {
  const source = isJsonObject(document.planned_values) ? document.planned_values : document.values;
  const planned: TerraformResource[] = [];
  if (isJsonObject(source)) collect(source.root_module, 0, planned);
  const late = lateValues(document);
  const found = planned.map((each) => ({ ...each, values: late.complete(each.address, each.values) }));
  const settings = bucketSettings(found);
  const placeOf = placesOf(found.map(({ values }) => values));
  const stacks: Stacks = new Map();
  let ignored = 0;
  for (const resource of found) {
    const converted = toCloudFormation(resource, settings);
    if (isSettingOfBucket(resource.type)) continue;
    if (converted === undefined) ignored += 1;
    else stackOf(placeOf(resource.values), file, stacks).resources[resource.address] = converted;
  }
  return {
    ...{
      kind: 'terraform',
      path: file,
      stacks: [...stacks.values()].map(({ stack }) => stack),
      messages: [],
    },
    unknowns: ignored === 0 ? [] : [`${file}: ${ignored} resources of types that are not read`],
    problems: isJsonObject(source) ? [] : [`${file}: there are no values; write it by: terraform show -json`],
  };
}

function collect(module: unknown, depth: number, found: TerraformResource[]): void {
  if (!isJsonObject(module) || depth > MAX_DEPTH) return;
  for (const resource of Array.isArray(module.resources) ? module.resources : []) {
    if (!isJsonObject(resource) || !isJsonObject(resource.values) || found.length >= MAX_RESOURCES) continue;
    if (resource.mode === 'data') continue;
    found.push({
      address: String(resource.address),
      type: String(resource.type),
      values: resource.values,
    });
  }
  for (const child of Array.isArray(module.child_modules) ? module.child_modules : [])
    collect(child, depth + 1, found);
}

interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly partition: string | undefined;
}

type Stacks = Map<
  string,
  { readonly stack: EstateStack; readonly resources: Record<string, EstateResource> }
>;

function stackOf(
  place: Place,
  file: string,
  stacks: Stacks,
): { readonly resources: Record<string, EstateResource> } {
  const key = `${place.account} ${place.region}`;
  const existing = stacks.get(key);
  if (existing !== undefined) return existing;
  const name = ['terraform', place.account, place.region].filter((part) => part !== undefined).join('/');
  const resources: Record<string, EstateResource> = {};
  const made = { stack: { name, ...place, file, template: { Resources: resources } }, resources };
  stacks.set(key, made);
  return made;
}

/**
 * Where resources are. The ARN of a bucket names neither account nor Region, and a plan has no ARN of what it creates: where all others are in
 * one account, or in one Region, so are they.
 */
function placesOf(all: readonly TerraformValues[]): (values: TerraformValues) => Place {
  const named = all.map(namedPlace);
  const only = (part: keyof Place): string | undefined => {
    const known = new Set(named.flatMap((place) => place[part] ?? []));
    return known.size === 1 ? [...known][0] : undefined;
  };
  const fallback = { account: only('account'), region: only('region'), partition: only('partition') };
  return (values) => {
    const { account, region, partition } = namedPlace(values);
    return {
      account: account ?? fallback.account,
      region: region ?? fallback.region,
      partition: partition ?? fallback.partition,
    };
  };
}

function namedPlace(values: TerraformValues): Place {
  const [, partition, , region, account] = String(values.arn ?? '').split(':');
  const known = (text: unknown): string | undefined =>
    typeof text === 'string' && text !== '' ? text : undefined;
  return {
    account: known(account),
    region: known(region) ?? known(values.home_region) ?? known(values.region),
    partition: known(partition),
  };
}
