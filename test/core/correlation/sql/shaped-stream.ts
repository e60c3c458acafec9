import type { Json, JsonObject } from '../../../../lib/core/json/json-value';
import type { Correlation } from '../../../../lib/core/rule/correlation';
import type { FlatRecord } from '../correlation-oracle';

/** Where the fields of random streams stand in CloudTrail's records: columns of text, and what each service decides. */
const PLACES: Readonly<Record<string, string>> = {
  actor: 'userIdentity.userName',
  address: 'sourceIPAddress',
  roles: 'requestParameters.roles',
};

/** A record of a random stream with its fields where CloudTrail has such. */
export function shapedFlat({ actor, address, roles, ...rest }: FlatRecord): JsonObject {
  return {
    ...rest,
    userIdentity: { userName: actor as Json },
    sourceIPAddress: address as Json,
    requestParameters: { roles: roles as Json },
  };
}

/** A correlation of random streams as one of {@link shapedFlat}. */
export function shapedCorrelation(correlation: Correlation): Correlation {
  const placed = (name: string) => PLACES[name] ?? name;
  const aliases = Object.entries(correlation.aliases).map(([alias, byRule]) => {
    const fields = Object.entries(byRule).map(([rule, field]) => [rule, placed(field)]);
    return [alias, Object.fromEntries(fields)];
  });
  return {
    ...correlation,
    groupBy: correlation.groupBy.map(placed),
    fields: correlation.fields.map(placed),
    aliases: Object.fromEntries(aliases),
  };
}
