import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';

/** A place in a schema, as far as tests read it. */
export interface SchemaPlace {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaPlace>>;
}

/** The schema as it is published. */
export const SCHEMA: { readonly properties: Readonly<Record<string, SchemaPlace>> } = JSON.parse(
  readFileSync(join(__dirname, '../../../docs/alert.schema.json'), 'utf8'),
);

/** The published schema lets later releases add members; an alert of this one has none that it does not name. */
const VALIDATE = new Ajv2020({ strictTypes: false, allErrors: true }).compile({
  ...SCHEMA,
  additionalProperties: false,
});

/** What the documented schema has against an alert as it is written. */
export function schemaErrors(alert: object): readonly string[] {
  VALIDATE(JSON.parse(JSON.stringify(alert)));
  return (VALIDATE.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}
