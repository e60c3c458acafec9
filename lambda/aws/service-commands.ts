import type { CloudTrailClient, CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import { suffixOf } from './s3/plain/request-settings';

/** How a client is made. */
export type ServiceOptions = Pick<
  CloudTrailClientConfig,
  'region' | 'credentials' | 'maxAttempts' | 'requestHandler'
>;

/** A client for a service whose package is not needed: it accepts only the commands of {@link commandsOf}. */
export interface ServiceClient extends Pick<CloudTrailClient, 'middlewareStack'> {
  send<Output>(command: {
    resolveMiddleware(...parts: never): (...parts: never) => Promise<{ readonly output: Output }>;
  }): Promise<Output>;
}

/**
 * The members of a request or an answer: 0 is a text, 1 a number, 2 true or false, 15 what JSON has; with traits where the path has it, or JSON has
 * another name.
 */
type Members = Readonly<Record<string, Member>>;
type Member = 0 | 1 | 2 | 15 | [0 | 2 | 15, { jsonName?: string; httpLabel?: 1 }];

/** The endpoint provider of the AWS clients. */
const PLACE = {
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
} as const;

/** Such values. */
interface Place {
  readonly Region?: string | undefined;
  readonly Endpoint?: string | undefined;
  readonly UseFIPS?: boolean | undefined;
}

/**
 * The settings that turn a client of one service into a client of another one with the same protocol. The SDK signs, sends and
 * retries as usual; a function that makes one or two calls of a service does not need its package of hundreds.
 */
export function settingsOf(service: string) {
  return {
    ...{ serviceId: service, signingName: service },
    endpointProvider: ({ Region = '', Endpoint, UseFIPS = false }: Place) => {
      const suffix = suffixOf(Region);
      if (Endpoint === undefined && suffix === undefined)
        throw new Error(`the endpoint of ${service} in Region '${Region}' is not known`);
      return { url: new URL(Endpoint ?? `https://${service}${UseFIPS ? '-fips' : ''}.${Region}.${suffix}`) };
    },
  };
}

/** Of a command: nothing of it is a part of the address. */
export const PLAIN = {};

/** Of a command: the client does nothing with it that it does not do with all. */
export const NO_STEPS = () => [];

/** Makes the commands of a service, each by its name and {@link operationOf}, as AWS's own are made: by that, a test finds what a bundle calls. */
export function commandsOf(target: string, clientName: string) {
  return makeBuilder(PLACE, target, clientName, getEndpointPlugin);
}

/** What the SDK knows of an operation. */
export function operationOf(
  [service, name]: readonly [service: string, name: string],
  members: { readonly input: Members; readonly output?: Members },
  http?: [method: string, path: string, status: number],
): Operation {
  const structure = (suffix: string, { ...all }: Members) =>
    [3, service, `${name}${suffix}`, 0, Object.keys(all), Object.values(all)] satisfies unknown[];
  return [
    ...([9, service, name, http === undefined ? 0 : { http }] as const),
    () => structure('Request', members.input),
    () => structure('Response', members.output ?? {}),
  ] as Operation;
}

type Operation = Parameters<ReturnType<typeof commandsOf>>[3];
