import { decodeEnvironment, type EnvironmentFields, encodeEnvironment } from './function-environment';

/** What `Responder` writes into the environment of a function that acts in the Region of a record, and its handler reads there. */
export interface RegionalResponseSettings {
  /** One of `REGIONAL_ACTIONS`: the role of the function allows this one. */
  readonly action: string;
  /** Whose Regions it calls: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

const FIELDS: EnvironmentFields<RegionalResponseSettings> = {
  action: { variable: 'TRAILWATCH_RESPONSE_ACTION', kind: 'text' },
  partition: { variable: 'TRAILWATCH_PARTITION', kind: 'text' },
};

/** The environment of the function. */
export function encodeRegionalResponseSettings(settings: RegionalResponseSettings): Record<string, string> {
  return encodeEnvironment(FIELDS, settings);
}

/** The settings of an environment. Throws when they are not there. */
export function decodeRegionalResponseSettings(
  environment: Readonly<Record<string, string | undefined>>,
): RegionalResponseSettings {
  return decodeEnvironment(FIELDS, environment, 'Responder');
}
